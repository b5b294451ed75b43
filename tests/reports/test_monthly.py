"""The monthly report: on the first, at seven where the organisation is, with a way to the page and no figure."""

import logging
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.core import mail
from django.test import Client

from notifications.models import Notice
from notifications.planner import plan
from notifications.sender import send_due
from organisations.models import Membership, User
from reports import operations
from reports.exporting import making
from reports.models import Export, ExportFormat, ExportOf, MonthlyReport
from reports.months import next_first
from tests.cast import NOW, Cast, entering
from tests.notifications.test_mails import _is_as_kept

SignedIn = Callable[[User | None], Client]
Seeding = Callable[[], AbstractContextManager[None]]
PAGE = "/o/harbour/reports/monthly/"
MARCH, APRIL = datetime(2027, 3, 1, 7, 0, tzinfo=UTC), datetime(2027, 4, 1, 6, 0, tzinfo=UTC)
"""Seven o'clock in London; in April the clocks have changed."""


def test_it_comes_at_seven_on_the_first_whatever_the_clocks_do() -> None:
    assert next_first(NOW, "Europe/London") == MARCH
    assert next_first(MARCH, "Europe/London") == APRIL
    assert next_first(MARCH - timedelta(seconds=1), "Europe/London") == MARCH
    assert next_first(datetime(2027, 12, 31, 12, 0, tzinfo=UTC), "Asia/Tokyo") == datetime(
        2027, 12, 31, 22, 0, tzinfo=UTC
    )


def _without_keys(text: str) -> str:
    return re.sub(r"/u/[^/\s]+/", "/u/token/", re.sub(r"exports/\d+/", "exports/1/", text))


def _told(seeding: Seeding) -> list[Notice]:
    with seeding():
        return list(Notice.objects.filter(kind="monthly_report").order_by("pk"))


@pytest.fixture
def wanted(cast: Cast, seeding: Seeding) -> MonthlyReport:
    with seeding():
        MonthlyReport.objects.all().delete()
        Notice.objects.all().delete()
    with entering(cast.dora):
        found = operations.want_monthly("?programme=docks&period=half", by=cast.dora, at=NOW)
        assert operations.want_monthly("?programme=docks&period=half", by=cast.dora, at=NOW) == found
        return found


def _monthly_alone(at: datetime, seeding: Seeding) -> None:
    """What is due then of all kinds, less the others."""
    plan(at)
    with seeding():
        Notice.objects.exclude(kind__in=("monthly_report", "export_ready")).delete()


@pytest.mark.django_db
def test_each_month_once_and_the_mail_has_no_figure(cast: Cast, seeding: Seeding, wanted: MonthlyReport) -> None:
    _monthly_alone(MARCH - timedelta(minutes=1), seeding)
    assert _told(seeding) == []
    for _again in range(2):
        _monthly_alone(MARCH + timedelta(minutes=1), seeding)
    assert len(_told(seeding)) == 1
    with entering(cast.dora):
        assert MonthlyReport.objects.get().next_at == APRIL
    assert send_due(MARCH + timedelta(hours=2))["sent"] == 1
    (sent,) = mail.outbox
    text = _without_keys(str(sent.body))
    assert _is_as_kept("monthly_report", str(sent.subject), text)
    assert "programme=docks" in str(sent.body)


@pytest.mark.django_db
def test_who_is_no_longer_hr_gets_none_and_gets_it_again_with_the_role(
    cast: Cast, seeding: Seeding, wanted: MonthlyReport
) -> None:
    _monthly_alone(MARCH, seeding)
    with seeding():
        Membership.objects.filter(pk=cast.dora.pk).update(roles=["member"])
    assert send_due(MARCH + timedelta(hours=2))["sent"] == 0
    _monthly_alone(APRIL, seeding)
    assert len(_told(seeding)) == 1
    with seeding():
        Membership.objects.filter(pk=cast.dora.pk).update(roles=["hr"])
    _monthly_alone(APRIL + timedelta(days=1), seeding)
    assert len(_told(seeding)) == 2
    with seeding():
        Membership.objects.filter(pk=cast.dora.pk).update(roles=["member"])
    _monthly_alone(APRIL + timedelta(days=99), seeding)
    with seeding():
        Membership.objects.filter(pk=cast.dora.pk).update(roles=["hr"])
    _monthly_alone(APRIL + timedelta(days=100), seeding)  # July's, which nobody wants in the middle of it
    assert len(_told(seeding)) == 2


@pytest.mark.django_db
def test_the_mail_that_a_file_is_ready_reads_as_kept(cast: Cast, seeding: Seeding, wanted: MonthlyReport) -> None:
    with entering(cast.dora):
        Export.objects.create(
            organisation=cast.harbour,
            person=cast.dora.person,
            of="marks",
            file_format="csv",
            asked_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )
    assert making.make_due(clock=lambda: NOW) == 1
    assert send_due(NOW)["sent"] == 1
    (sent,) = mail.outbox
    assert _is_as_kept("export_ready", str(sent.subject), _without_keys(str(sent.body)))


@pytest.mark.django_db
def test_wanted_and_stopped_on_the_page(cast: Cast, signed_in: SignedIn, wanted: MonthlyReport) -> None:
    client, address = signed_in(cast.dora.person), f"{PAGE}?set=quay&period=year"
    assert "the first time on Monday 1 March, 07:00" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    page = client.get(address).content.decode()
    assert "You get this each month." in page
    assert "A year · Set: Quay" in page
    assert page.count("button--filled") == 1
    with entering(cast.dora):
        mine = MonthlyReport.objects.get(address="?set=quay&period=year")
    assert signed_in(cast.olga.person).post(f"{PAGE}{mine.pk}/stop/").status_code == 404
    assert client.post(f"{PAGE}{mine.pk}/stop/").status_code == 302
    assert "A mail can lead you here each month." in client.get(address).content.decode()


@pytest.mark.django_db
def test_no_word_stands_in_a_log_line_or_a_mail_while_reports_files_and_mails_are_made(
    cast: Cast, signed_in: SignedIn, seeding: Seeding, wanted: MonthlyReport, caplog: pytest.LogCaptureFixture
) -> None:
    """Every words field holds a marker, and every line that could reach a log is looked at."""
    caplog.set_level(logging.INFO)
    client, reports = signed_in(cast.dora.person), "/o/harbour/reports/"
    for page in ("", "sets/", "costs/", "health/", "completion/", "definitions/", "sets/quay/", "sets/nowhere/"):
        client.get(f"{reports}{page}?period=year")
    for of, file_format in product(ExportOf.values, ExportFormat.values):
        client.post(f"{reports}exports/?period=year", {"of": of, "file_format": file_format})
    with entering(cast.dora):
        Export.objects.create(
            organisation=cast.harbour,
            person=cast.dora.person,
            of="marks",
            file_format="xlsx",
            asked_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )
    making.make_due(clock=lambda: NOW)
    send_due(NOW)
    _monthly_alone(MARCH, seeding)
    send_due(MARCH + timedelta(hours=2))
    assert len(mail.outbox) == 2
    logged = [f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records]
    assert any("sets/nowhere/" in line for line in logged)
    assert not [line for line in logged if "MARKER" in line]
    assert not [sent for sent in mail.outbox if "MARKER" in sent.message().as_string()]
