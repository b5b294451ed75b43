"""Sets that somebody may ask to join: of their own organisation, and of those that opened theirs to others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404

from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope
from organisations.models import Membership, Organisation
from organisations.policies import may_find_sets
from sets.models import Cadence, Facilitation, Format


@dataclass(frozen=True)
class Entry:
    """What the directory tells of one set; `host` is empty for one of the reader's own organisation."""

    organisation_id: int
    learning_set_id: int
    token: UUID
    host: str
    name: str
    topic: str
    about: str
    cost: str
    contact: str
    format: str
    cadence: str
    minutes: int
    time_zone: str
    facilitation: str
    places: int
    members: int
    is_mine: bool = False
    facilitators: str = ""
    """By name, and only inside their own organisation."""
    slug: str = ""

    @property
    def places_left(self) -> int:
        return max(self.places - self.members, 0)

    @property
    def format_label(self) -> str:
        return str(Format(self.format).label)

    @property
    def cadence_label(self) -> str:
        return str(Cadence(self.cadence).label)

    @property
    def facilitation_label(self) -> str:
        return str(Facilitation(self.facilitation).label)


_TOLD = (
    "organisation_id, learning_set_id, token, host, name, topic, about, cost, contact, format, cadence, minutes,"
    " time_zone, facilitation, places, members"
)
# Both kinds in one statement, so that a page of them is a page: what is elsewhere comes through its door.
_ENTRIES = f"""
    SELECT {_TOLD}, learning_set_id = ANY ((SELECT my_sets())::bigint[]) AS is_mine, facilitators, slug FROM (
        SELECT l.organisation_id, l.learning_set_id, l.token, '' AS host, s.name, s.topic, l.about, l.cost, l.contact,
            s.format, s.cadence, s.minutes, s.time_zone, s.facilitation, s.places,
            (SELECT count(*) FROM sets_setmembership g WHERE g.organisation_id = l.organisation_id
                AND g.learning_set_id = l.learning_set_id AND g.role = 'member'
                AND g.started_at IS NOT NULL AND g.ended_at IS NULL) AS members,
            coalesce((SELECT string_agg(m.name, ', ' ORDER BY m.name) FROM sets_setmembership g
                JOIN organisations_membership m ON m.id = g.membership_id WHERE g.organisation_id = l.organisation_id
                AND g.learning_set_id = l.learning_set_id AND g.role = 'facilitator'
                AND g.started_at IS NOT NULL AND g.ended_at IS NULL), '') AS facilitators, s.slug
        FROM sets_listing l JOIN sets_learningset s ON s.id = l.learning_set_id
        WHERE l.organisation_id = %(here)s AND l.withdrawn_at IS NULL AND s.closing_at IS NULL AND s.closed_at IS NULL
        UNION ALL SELECT {_TOLD}, '', '' FROM listings_elsewhere()
    ) entry"""  # noqa: S608 (made of names in this file)
_WANTED = """
    WHERE (%(words)s::text[] = '{}' OR NOT EXISTS (SELECT FROM unnest(%(words)s::text[]) word
            WHERE position(lower(word) IN lower(concat_ws(' ', name, topic, about))) = 0))
        AND (%(format)s::text = '' OR format = %(format)s) AND (%(cadence)s::text = '' OR cadence = %(cadence)s)
        AND (NOT %(with_places)s OR members < places)
        AND (%(where)s::text = '' OR (host = '') = (%(where)s = 'here'))"""
_ORDER = " ORDER BY host <> '', members >= places, name, learning_set_id"


class Entries:
    """Those that are wanted, read a page at a time."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def __len__(self) -> int:
        ((found,),) = _ask(f"SELECT count(*) FROM ({_ENTRIES}{_WANTED}) wanted", self.values)  # noqa: S608
        return int(found)

    def __getitem__(self, part: slice) -> list[Entry]:
        rows = f"{_ENTRIES}{_WANTED}{_ORDER} LIMIT %(limit)s OFFSET %(offset)s"
        return [
            Entry(*row) for row in _ask(rows, {**self.values, "limit": part.stop - part.start, "offset": part.start})
        ]


def entries_for(
    membership: Membership,
    *,
    words: Sequence[str] = (),
    format: str = "",
    cadence: str = "",
    with_places: bool = False,
    where: str = "",
) -> Entries:
    """The directory as this member sees it: `where` is here, elsewhere or both; each of `words` is in its announcement."""
    return Entries(
        {
            "here": membership.organisation_id,
            "words": list(words),
            "format": format,
            "cadence": cadence,
            "with_places": with_places,
            "where": where,
        }
    )


def entry_for(membership: Membership, token: UUID) -> Entry:
    found = _ask(f"{_ENTRIES} WHERE token = %(token)s", {"here": membership.organisation_id, "token": token})
    if not found:
        raise Http404
    return Entry(*found[0])


def entries_of_sets(membership: Membership, sets: Sequence[int]) -> dict[int, Entry]:
    """Those of these sets that the directory shows this member, by set."""
    if not sets:
        return {}
    rows = _ask(
        f"{_ENTRIES} WHERE learning_set_id = ANY (%(sets)s)", {"here": membership.organisation_id, "sets": list(sets)}
    )
    return {entry.learning_set_id: entry for entry in (Entry(*row) for row in rows)}


def public_entry(token: UUID) -> Entry:
    """What a set published to everybody; nothing of it is known once that is withdrawn."""
    found = _ask(f"SELECT {_TOLD} FROM public_listing(%(token)s)", {"token": token})  # noqa: S608
    if not found:
        raise Http404
    return Entry(*found[0])


def organisations_to_ask_from(person: int, token: UUID) -> list[Organisation]:
    """Those of this person's organisations whose directory shows them this set."""
    with scope(person=person, role=Role.ME):
        mine = list(Membership.objects.current().filter(person=person).select_related("organisation").order_by("pk"))
    found = []
    for membership in filter(may_find_sets, mine):
        with scope(person=person, organisation=membership.organisation_id):
            if _ask(f"{_ENTRIES} WHERE token = %(token)s", {"here": membership.organisation_id, "token": token}):
                found.append(membership.organisation)
    return found


def _ask(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
