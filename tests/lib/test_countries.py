import pytest

from alsweb.lib.countries import country_names, country_of, country_said
from alsweb.lib.time import zone_names


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/London", "GB"),
        ("Europe/Madrid", "ES"),
        ("Atlantic/Canary", "ES"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Calcutta", "IN"),  # its name until 2008
        ("America/Buenos_Aires", "AR"),
        ("Australia/Lord_Howe", "AU"),
        ("UTC", ""),
        ("", ""),
        ("No/Where", ""),
    ],
)
def test_a_zone_tells_the_country(zone: str, country: str) -> None:
    assert country_of(zone) == country


def test_every_zone_that_people_can_choose_lies_in_a_country() -> None:
    assert [zone for zone in zone_names() if not country_of(zone)] == ["UTC"]


def test_countries_are_said_as_a_sentence_wants_them() -> None:
    assert [country_said(code) for code in ("ES", "NL", "GB", "ZZ")] == [
        "Spain",
        "the Netherlands",
        "the United Kingdom",
        "ZZ",
    ]
    assert country_names()["NL"] == "Netherlands"
    assert list(country_names().values()) == sorted(country_names().values())
    assert len(country_names()) > 240
