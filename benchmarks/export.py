"""`report.export`: the memory of the process that makes a file of who came to which session, beside the same process before.

The whole way of the worker: claimed through the door, made in HR's scope, kept in pieces. A file of few rows is made first, so
that what is loaded once is not counted. Each format in a process of its own; the peak is the kernel's (VmHWM).
"""

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

from benchmarks import databases
from benchmarks.databases import Measured
from benchmarks.line import report, tell

SETS, QUICK_SETS = 780, 80
"""Of the first come a little more than 100,000 marks."""
FORMATS = ("csv", "xlsx")


def run(few: Measured, *, sets: int) -> None:
    name = f"bench_export_{sets}"
    databases.create(name, owner=databases.owner(), template=few.database)
    databases.enlarge(name, sets)
    for file_format in FORMATS:
        told = json.loads(databases.run_on_site(["-m", "benchmarks.export", file_format], name))
        tell(
            f"  report.export.{file_format}: {told['rows']:,} rows, {told['size']:,} bytes, {told['seconds']:.1f} s,"
            f" {told['peak'] - told['before']:+.1f} MB"
        )
        report(f"report.export.{file_format}", told["peak"], told["before"], "MB of RSS at the peak, and before")


def main(file_format: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alsweb.settings")
    import django

    django.setup()
    from alsweb.lib.tenancy.scope import scope
    from alsweb.lib.time import now
    from benchmarks.crowd import FAR
    from benchmarks.large import HERE
    from organisations.models import Organisation
    from reports.exporting.making import make_due
    from reports.exporting.seen import Seen
    from reports.exporting.tables import rows_in
    from reports.models import Export

    at, person = now(), FAR + 10
    several = []
    for since in (at - timedelta(days=9), at - timedelta(days=1000)):
        with scope(person=person, organisation=HERE):
            seen = Seen.at_address(Organisation.objects.get(pk=HERE), f"?since={since.date()}&until={at.date()}", at=at)
            asked = Export.objects.create(
                organisation_id=HERE,
                person_id=person,
                of="marks",
                file_format=file_format,
                address=seen.address,
                total=rows_in("marks", seen),
                asked_at=at,
                expires_at=at + timedelta(days=1),
            )
        Path("/proc/self/clear_refs").write_text("5")
        before, began = _memory("VmRSS"), time.perf_counter()
        if make_due() != 1:
            raise ValueError("the file was not made")
        several.append((before, _memory("VmHWM"), time.perf_counter() - began))
    with scope(person=person, organisation=HERE):
        asked.refresh_from_db()
    before, peak, seconds = several[-1]
    print(json.dumps({"rows": asked.total, "size": asked.size, "before": before, "peak": peak, "seconds": seconds}))


def _memory(which: str) -> float:
    """Of this process, in MB of 10⁶ bytes."""
    line = next(each for each in Path("/proc/self/status").read_text().splitlines() if each.startswith(which))
    return int(line.split()[1]) * 1024 / 1_000_000


if __name__ == "__main__":
    main(sys.argv[1])
