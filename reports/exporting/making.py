"""Making a file: at once for whoever asks for few rows; else in the background, and always in its asker's own scope.

A file is one transaction. Whoever is killed in the middle leaves none of it, and whoever claims it next begins anew.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from types import TracebackType

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import now
from organisations.models import Membership
from organisations.policies import may_see_participation
from organisations.queries import allow
from reports import notices
from reports.exporting import tables
from reports.exporting.as_csv import write_csv
from reports.exporting.as_pdf import write_pdf
from reports.exporting.as_xlsx import write_xlsx
from reports.exporting.pieces import Pieces
from reports.exporting.seen import Seen
from reports.models import KEPT, Export, ExportFormat

logger = logging.getLogger(__name__)

LASTS = timedelta(seconds=60)
"""Of a claim; renewed for as long as its process lives."""
_TELLS_EACH = 2.0
"""Seconds after which it is said how far a file is."""
_LOOKS_EACH = 500
"""Rows after which it is looked whether the claim still holds."""


class TakenOver(Exception):  # an answer, not an error
    """Another process has it: this one was believed to be dead."""


@dataclass(frozen=True)
class _Claim:
    organisation: int
    person: int
    export: int
    until: datetime


def make_at_once(export: Export, *, by: Membership, at: datetime) -> None:
    """In the caller's scope and transaction: for few rows."""
    pieces = _write(export, by=by, counted=iter)
    Export.objects.filter(pk=export.pk, made_at=None).update(**_made(export, pieces, at))


def make_due(*, clock: Callable[[], datetime] = now, within: timedelta = timedelta(seconds=50)) -> int:
    """Make what waits, one after the other, outside of any scope; say how many were made."""
    made, ends = 0, monotonic() + within.total_seconds()
    while monotonic() < ends and (claim := _claim(clock())):
        made += _make(claim, clock)
    return made


def _claim(at: datetime) -> _Claim | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM claim_export(%s, %s)", [at, at + LASTS])
        row = cursor.fetchone()
    if row is None:
        return None
    organisation, person, export = row
    return _Claim(organisation, person, export, at + LASTS)


def _make(claim: _Claim, clock: Callable[[], datetime]) -> bool:
    telling = _Telling(claim, clock)
    try:
        with telling, scope(person=claim.person, organisation=claim.organisation):
            _make_in_scope(claim, telling, clock)
    except TakenOver:
        return False
    except (OperationalError, InterfaceError):  # PostgreSQL went away: the claim ends by itself
        raise
    except (ObjectDoesNotExist, PermissionDenied):
        logger.info("Export %s is not made: its asker may no longer see participation.", claim.export)
        _fail(telling.claim, clock())
        return False
    except Exception:
        logger.exception("Export %s could not be made.", claim.export)
        _fail(telling.claim, clock())
        return False
    return True


def _make_in_scope(claim: _Claim, telling: "_Telling", clock: Callable[[], datetime]) -> None:
    members = Membership.objects.current().select_related("organisation", "person")
    by = members.get(organisation=claim.organisation, person=claim.person)
    allow(by, may_see_participation)
    export = Export.objects.get(pk=claim.export)
    pieces = _write(export, by=by, counted=telling.counted)
    telling.end()
    waiting = Export.objects.filter(pk=export.pk, made_at=None, claimed_until=telling.claim.until)
    at = clock()
    if waiting.update(**_made(export, pieces, at)) != 1:
        raise TakenOver
    notices.tell_ready(export, at=at)


def _fail(claim: _Claim, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fail_export(%s, %s, %s)", [claim.export, claim.until, at])


def _made(export: Export, pieces: Pieces, at: datetime) -> dict[str, object]:
    return {"made_at": at, "done": export.total, "size": pieces.size, "expires_at": at + KEPT, "claimed_until": None}


def _write(export: Export, *, by: Membership, counted: Callable[[Iterable[Sequence[tables.Cell]]], Iterator]) -> Pieces:  # type: ignore[type-arg]
    """As of when it was asked for: a period that ends today ends on that day."""
    seen, pieces = Seen.at_address(by.organisation, export.address, at=export.asked_at), Pieces(export)
    if export.file_format == ExportFormat.PDF:
        write_pdf(pieces, seen, by=by)
    else:
        first, *others = tables.tables_of(export.of, seen)
        shown = [replace(first, rows=counted(first.rows)), *others]
        notes = [*tables.about(export.of, seen, by), ("",), tables.definition_headings(), *tables.definitions()]
        if export.file_format == ExportFormat.CSV:
            write_csv(pieces, shown, notes)
        else:
            write_xlsx(pieces, shown, notes, name=_("About"))
    pieces.close()
    return pieces


class _Telling:
    """While a file is made: says how far it is, and that its process lives, by a connection of its own.

    What the file's own transaction says is seen by nobody before its end. Inside another one nobody could be told.
    """

    def __init__(self, claim: _Claim, clock: Callable[[], datetime]) -> None:
        self.claim, self.clock = claim, clock
        self.done, self.is_lost = 0, False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tell, name="export", daemon=True)
        self._tells = not connection.in_atomic_block

    def __enter__(self) -> None:
        if self._tells:
            self._thread.start()

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def end(self) -> None:
        self._over.set()
        if self._tells and self._thread.ident:
            self._thread.join()

    def counted(self, rows: Iterable[Sequence[tables.Cell]]) -> Iterator[Sequence[tables.Cell]]:
        """The rows as they are, and that they are in. Raise TakenOver where the claim was lost."""
        for self.done, row in enumerate(rows, start=1):
            if self.is_lost and self.done % _LOOKS_EACH == 0:
                raise TakenOver
            yield row

    def _tell(self) -> None:
        try:
            while not self._over.wait(_TELLS_EACH) and not self.is_lost:
                self._renew()
        except (OperationalError, InterfaceError):  # the file's own connection will say so
            pass
        finally:
            connection.close()

    def _renew(self) -> None:
        until = self.clock() + LASTS
        with scope(person=self.claim.person, organisation=self.claim.organisation):
            mine = Export.objects.filter(pk=self.claim.export, made_at=None, claimed_until=self.claim.until)
            held = mine.update(done=self.done, claimed_until=until) == 1
        if held:
            self.claim = replace(self.claim, until=until)
        else:
            self.is_lost = True
