"""Countries as people say them, and which one a time zone lies in: read from the time-zone database itself."""

from functools import cache
from importlib.resources import files

_AS_SAID = {
    "AE": "the United Arab Emirates",
    "BA": "Bosnia and Herzegovina",
    "BS": "the Bahamas",
    "CD": "DR Congo",
    "CF": "the Central African Republic",
    "CG": "Congo",
    "CV": "Cape Verde",
    "DO": "the Dominican Republic",
    "FK": "the Falkland Islands",
    "FO": "the Faroe Islands",
    "GB": "the United Kingdom",
    "GM": "the Gambia",
    "IM": "the Isle of Man",
    "KP": "North Korea",
    "KR": "South Korea",
    "KY": "the Cayman Islands",
    "MH": "the Marshall Islands",
    "MM": "Myanmar",
    "MV": "the Maldives",
    "NL": "the Netherlands",
    "PH": "the Philippines",
    "SB": "the Solomon Islands",
    "SC": "the Seychelles",
    "SZ": "Eswatini",
    "US": "the United States",
    "WS": "Samoa",
}
"""Where the database writes another name than a sentence wants after “in”."""


def country_of(zone: str) -> str:
    """ISO 3166 code of the country that a zone lies in; "" for one in none, such as UTC."""
    return _countries().get(zone) or _countries().get(_newer_names().get(zone, ""), "")


def country_said(code: str) -> str:
    """`Spain`, `the Netherlands`: as it stands after “in”; the code itself where it is none that is known."""
    return _AS_SAID.get(code) or country_names().get(code, code)


@cache
def country_names() -> dict[str, str]:
    """Each country's name by its code, in alphabetical order."""
    names = dict(_rows("iso3166.tab"))
    names |= {code: said.removeprefix("the ") for code, said in _AS_SAID.items()}
    return dict(sorted(names.items(), key=lambda each: each[1]))


@cache
def _countries() -> dict[str, str]:
    return {zone: code for code, _where, zone, *_comment in _rows("zone.tab")}


@cache
def _newer_names() -> dict[str, str]:
    """Old names of zones, which people may have chosen: `Asia/Calcutta` is `Asia/Kolkata`."""
    links = [line.split() for line in _lines("tzdata.zi") if line.startswith("L ")]
    return {old: new for _link, new, old in links}


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in _lines(name) if line and not line.startswith("#")]


def _lines(name: str) -> list[str]:
    return (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8").splitlines()
