"""A file's maker is killed in the middle: nothing of the file is left, and whoever comes next makes it."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection, transaction

from alsweb.environment import ROOT
from reports.exporting.making import LASTS, make_due
from reports.models import Export, ExportPiece, ExportState
from tests.cast import NOW, Cast, entering
from tests.drills.senders import environment, wait_until

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
A_SECOND = timedelta(seconds=1)


def test_a_killed_maker_leaves_nothing_and_the_file_is_made_by_the_next(
    cast: Cast, seeding: Callable[[], AbstractContextManager[None]]
) -> None:
    export = _asked_for(cast)
    with seeding(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE reports_exportpiece IN SHARE MODE")  # what is written has to wait
        maker = subprocess.Popen(
            [sys.executable, "manage.py", "make_exports", "--at", NOW.isoformat()],
            cwd=ROOT,
            env=environment(1),
        )
        wait_until(_a_piece_waits)
        maker.kill()
        maker.wait()
    assert make_due(clock=lambda: NOW + LASTS - A_SECOND) == 0  # it is believed to live
    with entering(cast.dora):
        assert Export.objects.get(pk=export.pk).state(NOW) is ExportState.WAITING
        assert not ExportPiece.objects.filter(export=export).exists()

    # PostgreSQL may take a moment to see that nobody is there any more.
    wait_until(lambda: make_due(clock=lambda: NOW + LASTS + A_SECOND) == 1)
    with entering(cast.dora):
        made = Export.objects.get(pk=export.pk)
        pieces = ExportPiece.objects.filter(export=export).values_list("content", flat=True)
        assert (made.state(NOW), made.size) == (ExportState.READY, sum(len(bytes(each)) for each in pieces))


def _asked_for(cast: Cast) -> Export:
    with entering(cast.dora):
        return Export.objects.create(
            organisation=cast.harbour,
            person=cast.dora.person,
            of="marks",
            file_format="xlsx",
            address="?since=2027-01-01&until=2027-03-31",
            total=1,
            asked_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )


def _a_piece_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE relation = 'reports_exportpiece'::regclass AND NOT granted")
        return cursor.fetchone() is not None
