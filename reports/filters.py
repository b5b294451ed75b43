"""What a report is narrowed down to; it stands whole in the address, so that a view can be kept and sent."""

from dataclasses import asdict, dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Narrowed:
    """The first four choose sets, the last two people; nothing chosen is everything."""

    programme: str = ""
    set: str = ""
    facilitator: str = ""
    purpose: str = ""
    department: str = ""
    site: str = ""

    @property
    def to_sets(self) -> bool:
        return bool(self.programme or self.set or self.facilitator or self.purpose)

    @property
    def beyond_programmes(self) -> bool:
        """By something that counts about conduct are never narrowed down to."""
        return self.chosen not in ([], ["programme"])

    @property
    def to_people(self) -> bool:
        return bool(self.department or self.site)

    @property
    def to_anything(self) -> bool:
        return bool(self.chosen)

    @property
    def chosen(self) -> list[str]:
        return [key for key, value in asdict(self).items() if value]

    @property
    def nothing(self) -> "Narrowed":
        return Narrowed()

    def address(self, **others: str) -> str:
        """`?programme=docks&period=year`"""
        chosen = {**asdict(self), **others}
        return "?" + urlencode({key: value for key, value in chosen.items() if value})
