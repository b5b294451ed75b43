"""Staff sees which mail failed and why, sends it again once, and learns nothing else; nobody else sees that there is any."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from alsweb.lib.tenancy.scope import scope
from notifications import operations
from notifications.models import Notice
from notifications.queries import DELIVERY_PAGE, DeliveryCounts, delivery_counts, delivery_of
from notifications.sender import send_due
from organisations.models import User
from tests.cast import Cast, entering
from tests.notifications.conftest import HARBOUR, later, make_person, notice_of, tell
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]
NOTHING = DeliveryCounts(0, 0, 0, 0, 0)


def _fail(person: User, at: datetime) -> Notice:
    tell(person, at)
    send_due(at)
    notice = notice_of(person)
    assert notice.failed_at
    return notice


def test_staff_reads_why_a_mail_failed_and_no_whole_address(
    mail_server: MailServer, client: Client, now: datetime, seeding: Seeding
) -> None:
    stan, bob = make_person("stan", is_staff=True), make_person("never-bob")
    failed = _fail(bob, now)
    with seeding():
        Notice.objects.update(reason=f"550 5.1.1 <{bob.email}>: No such mailbox", path="/o/harbour/sets/quay/")
    client.force_login(stan)

    page = unescape(client.get(reverse("notifications:delivery")).content.decode())

    assert "1 mail failed." in page
    for said in ("Reminders", f"organisation {HARBOUR}", "n…@harbour.example", "550 5.1.1 <n…@harbour.example>: No"):
        assert said in page, said
    for kept in (bob.email, failed.told, "sets/quay", failed.subject):
        assert kept, "Nothing that could leak."
        assert kept not in page


def test_sending_again_puts_it_back_once_and_it_goes_out(mail_server: MailServer, now: datetime) -> None:
    stan, bob = make_person("stan", is_staff=True), make_person("never-bob")
    failed = _fail(bob, now)
    with scope(person=stan.pk):
        assert operations.send_again(failed.pk, at=now)
        assert not operations.send_again(failed.pk, at=now)
        assert not operations.send_again(failed.pk + 1, at=now)
        assert [each.number for each in delivery_of("waiting")] == [failed.pk]
    User.objects.filter(pk=bob.pk).update(email="bob@harbour.example")

    send_due(later(now, hours=1))

    notice = notice_of(bob)
    assert (notice.sent_at, notice.failed_at) == (later(now, hours=1), None)
    with scope(person=stan.pk):
        assert not operations.send_again(failed.pk, at=now)
        assert delivery_counts(now) == NOTHING


def test_what_may_have_arrived_goes_again_once_and_a_mail_about_an_account_never_without_its_text(
    now: datetime, seeding: Seeding
) -> None:
    stan, bob, kim = make_person("stan", is_staff=True), make_person("bob"), make_person("kim")
    tell(bob, now)
    tell(kim, now)
    with seeding():
        Notice.objects.filter(person_id=bob.pk).update(ambiguous_at=now, next_at=None)
        Notice.objects.filter(person_id=kim.pk).update(kind="account", failed_at=now, next_at=None)
    with scope(person=stan.pk):
        (perhaps,) = delivery_of("ambiguous")
        (gone,) = delivery_of("failed")
        assert (perhaps.may_go_again, gone.may_go_again) == (True, False)
        assert not operations.send_again(gone.number, at=now)
        assert operations.send_again(perhaps.number, at=now)
        assert delivery_of("ambiguous") == []
    assert notice_of(bob).ambiguous_at == now


def test_nobody_but_staff_is_told_anything_or_sends_again(cast: Cast, now: datetime, seeding: Seeding) -> None:
    with entering(cast.bob):
        tell_bob = Notice.objects.count()
    tell(cast.bob.person, now, organisation=cast.harbour.pk)
    with seeding():
        Notice.objects.filter(person_id=cast.bob.person_id).update(failed_at=now, next_at=None)
        number = Notice.objects.filter(person_id=cast.bob.person_id).latest("pk").pk
    with scope(person=cast.stan.pk):
        assert delivery_counts(now).failed == len(delivery_of("failed")) == tell_bob + 1
    with scope():
        assert (delivery_counts(now), delivery_of("failed")) == (NOTHING, [])
    with scope(person=cast.stan.pk, organisation=cast.harbour.pk):
        assert (delivery_counts(now), delivery_of("failed")) == (NOTHING, [])
    for member in (cast.dora, cast.olga, cast.alice, cast.bob, cast.nora):
        for entered in (entering(member), scope(person=member.person_id)):
            with entered:
                assert (delivery_counts(now), delivery_of("failed")) == (NOTHING, [])
                assert not operations.send_again(number, at=now)
    User.objects.filter(pk=cast.stan.pk).update(is_active=False)
    with scope(person=cast.stan.pk):
        assert (delivery_counts(now), delivery_of("failed")) == (NOTHING, [])


def test_mails_come_page_by_page(client: Client, now: datetime, seeding: Seeding) -> None:
    stan, bob = make_person("stan", is_staff=True), make_person("bob")
    for _ in range(DELIVERY_PAGE + 1):
        tell(bob, now)
    with seeding():
        Notice.objects.update(failed_at=now, next_at=None)
    client.force_login(stan)
    first, second = (client.get(reverse("notifications:delivery"), {"page": page}).content for page in (1, 2))
    assert (first.count(b"Send again<"), second.count(b"Send again<")) == (DELIVERY_PAGE, 1)
    assert client.get(reverse("notifications:delivery"), {"list": "all"}).status_code == 404


def test_an_account_is_made_staff_by_command_and_no_longer(capsys: pytest.CaptureFixture[str]) -> None:
    make_person("kim")
    call_command("make_staff", "Kim@Harbour.example")
    assert User.objects.get(email="kim@harbour.example").is_staff
    call_command("make_staff", "kim@harbour.example", remove=True)
    assert not User.objects.get(email="kim@harbour.example").is_staff
    with pytest.raises(CommandError, match="No account has the address"):
        call_command("make_staff", "lee@harbour.example")
