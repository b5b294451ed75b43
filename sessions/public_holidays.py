"""Public holidays where the members live, so that a date is chosen knowing of them. Nothing is refused for one."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

from alsweb.lib.countries import country_said
from alsweb.lib.numbers import in_words


@dataclass(frozen=True)
class Holiday:
    name: str
    everywhere: bool
    """Else in at least half of the country's regions: nobody tells us in which of them they live."""


def on(days: Iterable[date], *, countries: Iterable[str]) -> dict[date, dict[str, Holiday]]:
    """Which of these days is a public holiday in which of these countries (ISO 3166), by day."""
    wanted = set(countries)
    found = {day: {each: _year(each, day.year)[day] for each in wanted if day in _year(each, day.year)} for day in days}
    return {day: here for day, here in found.items() if here}


def sentences(here: Mapping[str, Holiday], *, people: Counter[str]) -> list[str]:
    """`Public holiday in Spain (Epiphany): two of you.` for each country; `people` counts everybody by country."""
    return [
        (
            _("Public holiday in %(country)s (%(name)s): %(people)s.")
            if holiday.everywhere
            else _("Public holiday in most of %(country)s (%(name)s): %(people)s.")
        )
        % {
            "country": country_said(country),
            "name": holiday.name,
            "people": _("all of you")
            if people[country] == people.total() > 1
            else _("%(n)s of you") % {"n": in_words(people[country])},
        }
        for country, holiday in sorted(here.items(), key=lambda each: (-people[each[0]], each[0]))
    ]


@lru_cache(maxsize=256)
def _year(country: str, year: int) -> dict[date, Holiday]:
    """A country's holidays in a year; none where it is not known.

    The library loads all countries at once, 0.6 s and 20 MB, so only a process in which dates are looked at does.
    """
    import holidays

    try:
        language = _english(holidays.country_holidays(country).supported_languages)
        nationwide = holidays.country_holidays(country, years=year, language=language)
    except NotImplementedError:
        return {}
    found = {day: Holiday(_first(name), everywhere=True) for day, name in nationwide.items() if day.year == year}
    regions = nationwide.subdivisions
    in_regions: Counter[date] = Counter()
    names: dict[date, str] = {}
    for region in regions:
        regional = holidays.country_holidays(country, subdiv=region, years=year, language=language)
        in_regions.update(regional.keys())
        names |= regional
    for day, count in in_regions.items():
        if day.year == year and day not in found and 2 * count >= len(regions):
            found[day] = Holiday(_first(names[day]), everywhere=count == len(regions))
    return found


def _english(languages: tuple[str, ...]) -> str | None:
    """The country's own language where nobody has translated its holidays."""
    return next((each for each in ("en_GB", *sorted(languages)) if each in languages and each.startswith("en")), None)


def _first(name: str) -> str:
    """The day's name, where several fall on it the first; on whichever day it is kept."""
    return name.partition(";")[0].removesuffix(" (observed)")
