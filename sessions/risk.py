"""Whether enough come: what a set wants at least, against who cannot. Knows no models."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words


@dataclass(frozen=True)
class Turnout:
    """How many of a session's members cannot come, and how many the set wants at least."""

    members: int
    cannot: int
    wanted: int
    """As the set says; where it has fewer members, all of them are wanted."""
    settled_without: int | None = None
    """How many could not come when whoever runs the set decided to meet all the same."""

    @property
    def left(self) -> int:
        return self.members - self.cannot

    @property
    def minimum(self) -> int:
        return min(self.wanted, self.members)

    @property
    def is_short(self) -> bool:
        return self.left < self.minimum

    @property
    def is_at_risk(self) -> bool:
        """Short, and nobody has decided what comes of it since the last who said that they cannot."""
        return self.is_short and (self.settled_without is None or self.cannot > self.settled_without)

    @property
    def sentence(self) -> str:
        """`Two cannot come; three of five can. Your set wants at least four.`"""
        said = ngettext("%(n)s cannot come", "%(n)s cannot come", self.cannot) % {"n": in_words(self.cannot)}
        return _("%(said)s; %(left)s of %(members)s can. Your set wants at least %(minimum)s.") % {
            "said": phrases.capitalised(said),
            "left": in_words(self.left),
            "members": in_words(self.members),
            "minimum": in_words(self.minimum),
        }
