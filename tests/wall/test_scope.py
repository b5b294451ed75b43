"""Entering and leaving a scope: nothing of it stays behind."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import current_scope, scope, step_inside
from sets.models import GroundRulesWords, LearningSet
from tests.cast import Cast, entering
from tests.wall.tables import fetch

pytestmark = pytest.mark.django_db(transaction=True)

NOBODY = ("alsweb_app", None, None)


def told() -> tuple[str, int | None, int | None]:
    """Role, person and organisation as PostgreSQL sees them."""
    (seen,) = fetch("SELECT current_user::text, current_person(), current_organisation()")
    return seen


def words_to_be_read() -> int:
    return GroundRulesWords.objects.count()


def test_outside_every_scope_we_are_nobody(cast: Cast) -> None:
    assert told() == NOBODY
    assert words_to_be_read() == 0


def test_a_used_connection_leaks_nothing_to_the_next_scope(cast: Cast) -> None:
    (backend,) = fetch("SELECT pg_backend_pid()")
    with entering(cast.alice):
        assert words_to_be_read() == 1
    assert fetch("SELECT pg_backend_pid()") == [backend]
    assert told() == NOBODY
    assert words_to_be_read() == 0
    with entering(cast.dora):
        assert words_to_be_read() == 0


def test_an_inner_scope_gives_the_outer_one_back(cast: Cast) -> None:
    with entering(cast.alice):
        outer = told()
        with entering(cast.erin):
            assert told() == ("alsweb_app", cast.erin.person_id, cast.harbour.pk)
            with scope(person=cast.bob.person_id, role=Role.ME):
                assert told() == ("alsweb_me", cast.bob.person_id, None)
            assert told() == ("alsweb_app", cast.erin.person_id, cast.harbour.pk)
        assert told() == outer
        assert current_scope().person == cast.alice.person_id
    assert told() == NOBODY


def test_an_exception_gives_the_outer_scope_back(cast: Cast) -> None:
    def fail() -> None:
        with entering(cast.erin):
            LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(name="half done")
            raise LookupError

    with entering(cast.alice):
        outer = told()
        with pytest.raises(LookupError):
            fail()
        assert told() == outer
        assert current_scope().person == cast.alice.person_id
        assert LearningSet.objects.get(pk=cast.quay.learning_set.pk).name == "Quay"
    with pytest.raises(LookupError):
        fail()
    assert told() == NOBODY


def test_an_error_of_postgresql_gives_the_outer_scope_back(cast: Cast) -> None:
    def fail() -> None:
        with entering(cast.erin):
            LearningSet.objects.filter(slug="lighthouse").update(places=None)

    with entering(cast.alice):
        with pytest.raises(IntegrityError):
            fail()
        assert told() == ("alsweb_app", cast.alice.person_id, cast.harbour.pk)
        assert words_to_be_read() == 1
    assert told() == NOBODY


def test_an_answer_taken_back_leaves_no_scope(cast: Cast) -> None:
    """What the middleware does with a status of 500: roll back without an exception."""
    with scope(person=cast.alice.person_id, role=Role.ME):
        with entering(cast.alice):
            transaction.set_rollback(True)
        assert told() == ("alsweb_me", cast.alice.person_id, None)
    assert told() == NOBODY
    with entering(cast.alice):
        transaction.set_rollback(True)
    assert told() == NOBODY


def test_a_scope_inside_a_transaction_ends_before_it(cast: Cast) -> None:
    """A setting made inside a savepoint outlives its release."""
    with transaction.atomic():
        with entering(cast.alice):
            assert words_to_be_read() == 1
        assert told() == NOBODY
        assert words_to_be_read() == 0


def test_stepping_inside_ends_with_its_scope(cast: Cast) -> None:
    """What the middleware does: it looks for the membership first, then goes on inside its organisation."""
    with scope(person=cast.alice.person_id, role=Role.ME):
        step_inside(cast.harbour.pk)
        assert told() == ("alsweb_app", cast.alice.person_id, cast.harbour.pk)
        assert words_to_be_read() == 1
    assert told() == NOBODY
    assert current_scope().person is None
    with entering(cast.dora):
        with scope(person=cast.alice.person_id, role=Role.ME):
            step_inside(cast.harbour.pk)
        assert told() == ("alsweb_app", cast.dora.person_id, cast.harbour.pk)
        assert words_to_be_read() == 0


def test_keys_opened_in_one_scope_are_not_at_hand_in_the_next(cast: Cast) -> None:
    with entering(cast.alice):
        assert GroundRulesWords.objects.get().safety
        assert current_scope().keys
        with entering(cast.dora):
            assert current_scope().keys == {}
    with entering(cast.alice):
        assert current_scope().keys == {}


def test_two_threads_have_two_scopes(cast: Cast) -> None:
    both, seen = threading.Barrier(2, timeout=10), {}

    def work(who: str) -> None:
        try:
            with entering(getattr(cast, who)):
                both.wait()
                seen[who] = (told()[1], words_to_be_read())
                both.wait()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[who]) for who in ("alice", "dora")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {"alice": (cast.alice.person_id, 1), "dora": (cast.dora.person_id, 0)}
    assert told() == NOBODY
