"""How mixed a set is: from how many departments and sites its people come, and on which rungs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from organisations.models import Membership
from organisations.models.position import Seniority


@dataclass(frozen=True)
class Side:
    """One side of the mix, such as departments: who comes from where, the largest group first."""

    label: str
    groups: tuple[tuple[str, int], ...]

    @property
    def counts(self) -> list[int]:
        return [count for _name, count in self.groups]


@dataclass(frozen=True)
class Mix:
    people: int
    sides: tuple[Side, ...]

    @property
    def sentence(self) -> str:
        departments, sites, _levels = (
            len([name for name, _count in side.groups if name != _("not known")]) for side in self.sides
        )
        return sentence(self.people, departments=departments, sites=sites)


def mix_of_people(members: Iterable[Membership]) -> Mix:
    """The mix of those given; their positions have been read along with them."""
    positions = [getattr(member, "position", None) for member in members]
    rungs = dict(Seniority.choices)
    return Mix(
        len(positions),
        (
            _side(_("Departments"), (each.department if each else "" for each in positions)),
            _side(_("Sites"), (each.site if each else "" for each in positions)),
            _side(_("Seniority"), (str(rungs.get(each.seniority, "")) if each else "" for each in positions)),
        ),
    )


def _side(label: str, places: Iterable[str]) -> Side:
    counted = Counter(places)
    unknown = counted.pop("", 0)
    groups = sorted(counted.items(), key=lambda group: (-group[1], group[0]))
    return Side(label, (*groups, *([(_("not known"), unknown)] if unknown else [])))


def sentence(people: int, *, departments: int, sites: int) -> str:
    """`Six people from five departments and three sites.`"""
    names = {
        "people": _count(ngettext("%(n)s person", "%(n)s people", people), people),
        "departments": _count(ngettext("%(n)s department", "%(n)s departments", departments), departments),
        "sites": _count(ngettext("%(n)s site", "%(n)s sites", sites), sites),
    }
    if departments and sites:
        said = _("%(people)s from %(departments)s and %(sites)s.") % names
    elif departments:
        said = _("%(people)s from %(departments)s.") % names
    elif sites:
        said = _("%(people)s from %(sites)s.") % names
    else:
        said = _("%(people)s.") % names
    return phrases.capitalised(said)


def _count(form: str, number: int) -> str:
    return form % {"n": in_words(number)}
