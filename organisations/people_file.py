"""A file of people: its columns, which of its lines can come in, and what each of them would change.

Reading it changes nothing. A line is good or bad as a whole, and says why; no bad line costs a good one.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.lines import circles, managers_first
from organisations.models import Seniority
from organisations.models.user import normal_address
from organisations.reading import FORMULA_SIGNS, Record, Unreadable

LONGEST = 120
LABELS = {
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail address"),
    "department": gettext_lazy("Department"),
    "site": gettext_lazy("Site"),
    "seniority": gettext_lazy("Seniority"),
    "manager": gettext_lazy("Manager’s e-mail address"),
}
"""The columns by the headings under which we write them."""
_HEADINGS = {
    "name": "name fullname employee employeename displayname knownas preferredname person",
    "first": "firstname givenname forename preferredfirstname",
    "last": "lastname surname familyname",
    "email": "email emailaddress mail workemail workemailaddress address employeeemail",
    "department": "department dept directorate division team function",
    "site": "site location office workplace base",
    "seniority": "seniority senioritylevel level",
    "manager": "manager manageremail manageremailaddress managersemail managersemailaddress linemanager linemanageremail"
    " linemanageremailaddress linemanagersemail linemanagersemailaddress reportsto supervisor supervisoremail",
}
_COLUMN = {heading: column for column, headings in _HEADINGS.items() for heading in headings.split()}
_DIRECTING = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}
"""They turn the direction of what follows, so that a name reads as another one."""


class Coming(StrEnum):
    NEW = "new"
    BACK = "back"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Known:
    """Somebody who is in the organisation, as a line of the file may change them."""

    name: str
    department: str = ""
    site: str = ""
    seniority: str = ""
    manager: str = ""
    """Their address."""


@dataclass
class Row:
    """A good line. What its file leaves empty stays as it is known."""

    line: int
    name: str
    email: str
    department: str = ""
    site: str = ""
    seniority: str = ""
    manager: str = ""
    coming: Coming = Coming.NEW
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    """Column, before and after."""


@dataclass
class Sorted:
    rows: list[Row]
    """Managers before those who answer to them."""
    mistakes: list[tuple[int, str]]
    """Line and sentences, by line."""
    unused: list[str]
    """Headings of columns that are not read."""

    def as_json(self) -> list[dict[str, object]]:
        return [asdict(row) for row in self.rows]


def sort_people(table: list[Record], *, known: Mapping[str, Known], left: Collection[str]) -> Sorted:
    """Which lines can come in. `known` and `left` are by address: who is in the organisation, and who once was.

    Raise Unreadable where the first line does not name the columns.
    """
    columns, unused = _columns(table[0])
    rows: dict[str, Row] = {}
    mistakes: dict[int, str] = {}
    for record in table[1:]:
        row, why = _row(record, columns)
        if not why and row.email in rows:
            why = [_("%(email)s stands in line %(line)s already.") % {"email": row.email, "line": rows[row.email].line}]
        if why:
            mistakes[record.line] = " ".join(why)
        else:
            rows[row.email] = row
    _take_out_wrong_managers(rows, mistakes, known)
    for row in rows.values():
        row.coming, row.changes = _what_changes(row, known.get(row.email), came_before=row.email in left)
    order = managers_first(rows, {row.email: row.manager for row in rows.values() if row.manager})
    return Sorted([rows[email] for email in order], sorted(mistakes.items()), unused)


def _columns(heading: Record) -> tuple[dict[str, int], list[str]]:
    """Where each column stands; the first of two that mean the same."""
    columns: dict[str, int] = {}
    unused = []
    for position, cell in enumerate(heading.cells):
        column = _COLUMN.get(_key(cell))
        if column is None or columns.setdefault(column, position) != position:
            unused.append(cell.strip()[:LONGEST])
    if "email" not in columns or not columns.keys() & {"name", "first", "last"}:
        raise Unreadable(
            _(
                "The first line has to name the columns, at least “Name” and “E-mail address”. "
                "Take the template, or rename your columns."
            )
        )
    return columns, [cell for cell in unused if cell]


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _row(record: Record, columns: Mapping[str, int]) -> tuple[Row, list[str]]:
    """The line and what is wrong with it."""
    if record.mistake:
        return Row(record.line, "", ""), [record.mistake]
    found = {column: record.cells[at] if at < len(record.cells) else "" for column, at in columns.items()}
    why = [why for column, text in found.items() if (why := _mistake_in(column, text))]
    found = {column: text.strip() for column, text in found.items()}
    name = found.get("name") or " ".join(filter(None, (found.get("first"), found.get("last"))))
    row = Row(
        record.line,
        name,
        normal_address(found["email"]),
        found.get("department", ""),
        found.get("site", ""),
        manager=normal_address(found.get("manager", "")),
    )
    if why:  # what else is wrong may only follow from it
        return row, why
    if not any(letter.isalnum() for letter in name):
        why.append(_("The name is missing."))
    elif len(name) > LONGEST:
        why.append(_("The name is longer than 120 letters."))
    why += _mistakes_in_addresses(row)
    rung = found.get("seniority", "")
    row.seniority = _RUNGS.get(_key(rung), "")
    if rung and not row.seniority:
        why.append(
            _("“%(rung)s” is none of the four levels: %(levels)s.") % {"rung": rung, "levels": "; ".join(levels())}
        )
    return row, why


_RUNGS = {_key(text): value for value, label in Seniority.choices for text in (value, str(label))}


def _mistakes_in_addresses(row: Row) -> list[str]:
    if not row.email:
        return [_("The e-mail address is missing.")]
    if not is_address(row.email):
        return [_("“%(email)s” is no e-mail address.") % {"email": row.email}]
    if row.manager == row.email:
        return [_("They stand as their own manager.")]
    if row.manager and not is_address(row.manager):
        return [_("“%(email)s” is no e-mail address: a manager is found by theirs.") % {"email": row.manager}]
    return []


def is_address(text: str) -> bool:
    """Plain letters only: what PostgreSQL and Python call lower case is the same there."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and len(text) <= 254


def _mistake_in(column: str, text: str) -> str:
    label = {"label": LABELS.get(column, LABELS["name"])}
    if text.startswith(FORMULA_SIGNS) or text.strip().startswith(FORMULA_SIGNS):
        return _("%(label)s begins with a sign that a spreadsheet takes for a formula.") % label
    if len(text) > 254 or (len(text) > LONGEST and column not in ("email", "manager")):
        return _("%(label)s is longer than 120 letters.") % label
    if not is_plain(text):
        return _("%(label)s has a character in it that cannot be seen or read.") % label
    return ""


def is_plain(text: str) -> bool:
    """Whether it holds nothing that is invisible on purpose: no control, no change of direction, nothing undecoded."""
    return not any(
        letter in _DIRECTING or letter == "\ufffd" or unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")
        for letter in text
    )


# Managers, who may stand in the file, in the organisation, or in neither


def _take_out_wrong_managers(rows: dict[str, Row], mistakes: dict[int, str], known: Mapping[str, Known]) -> None:
    """A line whose manager is wrong is bad as a whole, and so is one whose manager's line was: until nothing is left."""
    in_file = {row.email: row.line for row in rows.values()}
    while True:
        wrong = _without_manager(rows, known, in_file) or _in_circles(rows, known)
        if not wrong:
            return
        for email, why in wrong.items():
            mistakes[rows.pop(email).line] = f"{why} {_('Nothing else of this line comes in either.')}"


def _without_manager(rows: Mapping[str, Row], known: Mapping[str, Known], in_file: Mapping[str, int]) -> dict[str, str]:
    """Everybody whose manager is nowhere, and all who answer to them."""
    reports: dict[str, list[str]] = {}
    for row in rows.values():
        reports.setdefault(row.manager, []).append(row.email)
    missing = [manager for manager in reports if manager and manager not in rows and manager not in known]
    wrong: dict[str, str] = {}
    while missing:
        manager = missing.pop()
        if manager in in_file:
            why = _("Their manager %(email)s cannot come in: see line %(line)s.") % {
                "email": manager,
                "line": in_file[manager],
            }
        else:
            why = _("Their manager %(email)s is neither in the file nor among your people.") % {"email": manager}
        for email in reports.get(manager, ()):
            if email not in wrong:
                wrong[email] = why
                missing += [email] if email not in known else []
    return wrong


def _in_circles(rows: Mapping[str, Row], known: Mapping[str, Known]) -> dict[str, str]:
    managers = {email: person.manager for email, person in known.items() if person.manager}
    managers |= {row.email: row.manager for row in rows.values() if row.manager}
    return {
        email: _("The line above them comes back to them: %(email)s cannot be their manager.")
        % {"email": rows[email].manager}
        for email in circles(managers)
        if email in rows and rows[email].manager
    }


def _what_changes(row: Row, known: Known | None, *, came_before: bool) -> tuple[Coming, list[tuple[str, str, str]]]:
    if known is None:
        return Coming.BACK if came_before else Coming.NEW, []
    changes = [
        (column, before, after)
        for column in ("name", "department", "site", "seniority", "manager")
        if (after := getattr(row, column)) and after != (before := getattr(known, column))
    ]
    return Coming.CHANGED if changes else Coming.SAME, changes


def template() -> list[list[str]]:
    """The file that people start from: its headings."""
    return [[str(label) for label in LABELS.values()]]


def levels() -> list[str]:
    return [str(label) for label in Seniority.labels]


def rung_label(value: str) -> str:
    return str(Seniority(value).label) if value else ""
