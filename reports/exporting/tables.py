"""What stands in an export: tables of typed cells, and beside them what they are about and how each figure is counted.

Numbers come from the same queries and measures as the page, names from organisation facts; nobody's words are anywhere near.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.time import in_zone
from organisations.models import Membership
from reports import queries
from reports.costs import Money
from reports.exporting.seen import Seen
from reports.lines import lines_of
from reports.measures import MEASURES, Figures, Measure, Value
from reports.models import ExportOf
from reports.sentences import named_part, named_period, named_quarter
from sessions.models import Mark
from sets.models import Programme, SetState


@dataclass(frozen=True)
class Percent:
    """As the page rounds it."""

    of_hundred: int


Cell = str | int | Decimal | date | Percent | None


@dataclass(frozen=True)
class Table:
    """Rows come one after another, as long as somebody asks for them."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


_OF_SETS = [each for each in MEASURES if not isinstance(each.of(Figures()), Money)]
"""Costs are reckoned for all sets together."""


def tables_of(of: str, seen: Seen) -> list[Table]:
    match of:
        case ExportOf.SETS:
            return [sets(seen)]
        case ExportOf.MARKS:
            return [marks(seen), *elsewhere(seen)]
        case _figures:
            return [measures(seen), *actions(seen)]


def rows_in(of: str, seen: Seen) -> int:
    """How many rows its first table has: told before it is made."""
    match of:
        case ExportOf.SETS:
            return len(seen.report.sets)
        case ExportOf.MARKS:
            return seen.report.total.marked
        case _figures:
            return len(MEASURES)


def told(seen: Seen) -> list[Measure]:
    """Those that the page shows: no costs where none are reckoned."""
    report = seen.report
    return [line.measure for line in lines_of(report.now, report.before, report.parts)]


def measures(seen: Seen) -> Table:
    """Each measure now, before, and part by part; a share with its n."""
    report = seen.report
    times = [
        (_("This period"), report.now),
        (_("The period before"), report.before),
        *zip(map(named_part, seen.period.parts), report.parts, strict=True),
    ]
    several = [figures for _name, figures in times]
    rows = [[str(each.name), *_cells(each, several)] for each in told(seen)]
    return Table(_("Measures"), [_("Measure"), *(column for name, _f in times for column in _columns(name))], rows)


def sets(seen: Seen) -> Table:
    headings = [_("Set"), _("Programme"), _("Stands"), _("Next date"), _("Members now")]
    for measure in _OF_SETS:
        headings += _columns(str(measure.name)) if measure.is_share else [str(measure.name)]
    return Table(_("Sets"), headings, _sets(seen))


def marks(seen: Seen) -> Table:
    columns = [
        _("Date"),
        _("Set"),
        _("Programme"),
        _("Session"),
        _("Name"),
        _("Department"),
        _("Site"),
        _("Mark"),
        _("Disputed"),
        _("Minutes of learning"),
    ]
    return Table(_("Who came"), columns, _marks(seen))


def elsewhere(seen: Seen) -> list[Table]:
    """Our people as guests of others, as on the page: only where nothing is narrowed down."""
    if seen.narrowed.to_anything:
        return []
    found = queries.own_people_elsewhere(seen.organisation, since=seen.since, until=seen.until)
    columns = [_("Name"), _("Guest of"), _("Sessions"), _("Came"), _("Apologised"), _("Hours")]
    rows: list[list[Cell]] = [
        [each.name, each.host, each.sessions, each.came, each.apologised, each.hours] for each in found
    ]
    return [Table(_("In sets elsewhere"), columns, rows)] if rows else []


def actions(seen: Seen) -> list[Table]:
    """The small print of the page, with the same hiding."""
    found = queries.conduct_of(seen.organisation, quarter=seen.quarter, narrowed=seen.narrowed)
    columns = [_("Over"), _("People"), _("Set"), _("Closed"), _("Of these let go"), _("Median days")]
    rows: list[list[Cell]] = [
        [
            seen.organisation.name if each.is_all else each.name,
            each.people,
            each.decided,
            each.closed,
            each.let_go,
            _("too few") if each.days is None else each.days,
        ]
        for each in found
    ]
    return [Table(small_print(seen), columns, rows)] if rows else []


def small_print(seen: Seen) -> str:
    return _("Small print: actions, %(quarter)s") % {"quarter": named_quarter(seen.quarter)}


def about(of: str, seen: Seen, by: Membership) -> list[tuple[str, str]]:
    """What it is, of whom, when, narrowed down to what, and who took it out."""
    zone = seen.zone
    return [
        (_("Participation"), phrases.capitalised(str(ExportOf(of).label))),
        (_("Organisation"), seen.organisation.name),
        (_("Period"), named_period(seen.period)),
        (_("The period before"), named_period(seen.period.before)),
        (_("Narrowed down to"), " · ".join(seen.form.chosen_names) or _("nothing: every set and everybody")),
        (_("Exported by"), by.name),
        (
            _("Exported on"),
            _("%(day)s, %(time)s, %(zone)s")
            % {
                "day": phrases.day_in_year(in_zone(seen.at, zone)),
                "time": f"{in_zone(seen.at, zone):%H:%M}",
                "zone": phrases.city(zone),
            },
        ),
        (
            _("Made of"),
            _("Dates, marks and seats: who took part and when. Nothing that is said or written in a set is in it."),
        ),
    ]


def definitions() -> list[tuple[str, str, str]]:
    """Of each measure its name, how it is counted, and what is left out."""
    return [(str(each.name), str(each.counted), str(each.left_out)) for each in MEASURES]


def definition_headings() -> tuple[str, str, str]:
    return _("Measure"), _("Counted"), _("Left out")


def _columns(name: str) -> list[str]:
    return [name, _("%(what)s: of") % {"what": name}, _("%(what)s: %%") % {"what": name}]


def _cells(measure: Measure, several: Iterable[Figures]) -> list[Cell]:
    return [cell for figures in several for cell in _three(measure.of(figures))]


def _three(value: Value) -> list[Cell]:
    """So many, of so many, and the percentage; what is no share is alone, but for money, which has its currency."""
    if isinstance(value, int):
        return [value, None, None]
    if isinstance(value, Money):
        if len(value.amounts) > 1:  # not to be added up
            return [str(value), None, None]
        currency, amount = next(iter(value.amounts.items()), (None, None))
        return [amount if amount is None else round(amount, 2), currency, None]
    return [value.part, value.n, Percent(value.percent) if value.n else None]


def _sets(seen: Seen) -> Iterator[list[Cell]]:
    programmes = dict(Programme.objects.filter(organisation=seen.organisation).values_list("pk", "name"))
    states = {
        SetState.FORMING: _("forming"),
        SetState.RUNNING: _("running"),
        SetState.CLOSING: _("closing"),
        SetState.CLOSED: _("closed"),
    }
    for row in seen.report.sets:
        learning_set = row.learning_set
        cells: list[Cell] = [
            learning_set.name,
            programmes.get(learning_set.programme_id or 0, ""),
            states[learning_set.state],
            in_zone(row.next_starts_at, learning_set.time_zone).date() if row.next_starts_at else None,
            row.members,
        ]
        figures = Figures(row.figures, row.seats)
        for measure in _OF_SETS:
            three = _three(measure.of(figures))
            cells += three if measure.is_share else three[:1]
        yield cells


def _marks(seen: Seen) -> Iterator[list[Cell]]:
    said = {mark: str(mark.label) for mark in Mark}
    disputed = _("disputed")
    for row in queries.marks(
        seen.organisation, since=seen.since, until=seen.until, now=seen.at, narrowed=seen.narrowed
    ):
        yield [
            row.day,
            row.learning_set,
            row.programme,
            row.number,
            row.person,
            row.department,
            row.site,
            said[row.mark],
            disputed if row.is_disputed else "",
            row.minutes,
        ]
