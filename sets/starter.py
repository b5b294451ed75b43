"""What a set may begin its ground rules with: five heads that prompt it, and lines to take over or leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sets.models import Format


@dataclass(frozen=True)
class Head:
    prompt: Promise
    lines: Sequence[Promise]
    online_prompt: Promise
    """Asked as well where some of the set do not sit in the room."""
    online_lines: Sequence[Promise]


HEADS: dict[str, Head] = {
    "confidentiality": Head(
        _("What does “confidential” mean to you? May two of you speak about it afterwards?"),
        (
            _("What is said here stays here: no names, no stories, no “somebody in my set”."),
            _("That holds between us, too: nobody raises a challenge afterwards but its owner."),
            _("What I learned about myself is mine to tell."),
        ),
        _("On-line: who else can hear or see you?"),
        (
            _("Nobody records and nobody takes pictures of the screen."),
            _("Nobody joins from a shared office, or where others can listen."),
        ),
    ),
    "integrity": Head(
        _("What do you owe each other: honesty, speaking for yourself, doing what you said?"),
        (
            _("We bring what really keeps us busy, not what looks good."),
            _("I speak for myself: “I”, not “one”."),
            _("We do what we said we would do, or we say that we did not."),
        ),
        _("On-line: what else is open on your screen?"),
        (_("Mail and messages stay closed while somebody presents."),),
    ),
    "safety": Head(
        _("What makes it safe to say that you are stuck? Where does confidentiality end: harm, the law?"),
        (
            _("Being stuck is welcome."),
            _("Nobody has to answer a question: “pass” is enough."),
            _(
                "If somebody may come to harm, or the law asks it, we speak with the person first, then with whoever has"
                " to know."
            ),
        ),
        _("On-line: cameras on, or as each likes?"),
        (_("Cameras are on. Who needs a minute without says so and takes it."),),
    ),
    "attendance": Head(
        _("How much notice for an apology? What if somebody is late? With how few do you run? How is a date moved?"),
        (
            _("We come to every session. Who cannot says so two days before."),
            _("We run with four. With fewer we move the date."),
            _("We begin and end on time. Who is late comes in quietly."),
        ),
        _("On-line: who is on a phone?"),
        (_("Who is on a phone or a weak line says so at the start."),),
    ),
    "speaking_time": Head(
        _("How do you share the time? One question and one follow-up, then the next person?"),
        (
            _("One question and one follow-up, then it is somebody else’s turn."),
            _("No advice, not even dressed as a question."),
            _("Silence is working time: we count to ten."),
            _("Who has not presented for two sessions is asked first, and may say no."),
        ),
        _("On-line: how do you see who wants to speak?"),
        (_("We ask in the order of the circle, so that nobody has to fight for the microphone."),),
    ),
}


def prompts(head: str, *, meets: str) -> list[str]:
    """What to ask under this head, for a set that `meets` in this format."""
    found = HEADS[head]
    return [str(found.prompt), *([] if meets == Format.ROOM else [str(found.online_prompt)])]


def lines(head: str, *, meets: str) -> list[str]:
    found = HEADS[head]
    return [str(line) for line in (*found.lines, *(() if meets == Format.ROOM else found.online_lines))]
