"""What will be asked in the days to come: the same questions as now, at each moment at which one begins."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.asking import (
    MOST_ABOUT_ONE,
    OpenAction,
    Question,
    SetNow,
    plan_question,
    plan_question_of,
    question_about,
    questions_about,
)

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Asked:
    """One mail that would go out, and what it asks about, each with its reason."""

    at: datetime
    about: tuple[tuple[Hashable, Question], ...]


def asked_until(
    until: datetime,
    *,
    since: datetime,
    actions: Mapping[Hashable, OpenAction],
    plans: Mapping[Hashable, datetime],
    set_at: Callable[[datetime], SetNow],
) -> list[Asked]:
    """The mails of one person in one set, if no news comes and nothing else holds them up: one in seven days at most.

    `plans` is since when a plan is to be written; `set_at` is how the set stands at a moment.
    """
    found: list[Asked] = []
    moments = sorted(_moments(since, until, actions, plans, set_at))
    free_from = since
    while moments:
        at = max(moments.pop(0), free_from)
        if at >= until:
            break
        about = tuple(_waiting(at, actions, plans, set_at(at), found))
        if about:
            found.append(Asked(at, about))
            free_from = at + WEEK
            # What was held up by this one is looked at again when its week is over.
            moments = sorted({max(each, free_from) for each in moments} | {free_from})
    return found


def _moments(
    since: datetime,
    until: datetime,
    actions: Mapping[Hashable, OpenAction],
    plans: Mapping[Hashable, datetime],
    set_at: Callable[[datetime], SetNow],
) -> set[datetime]:
    """When a question begins, as the set stands now and as it will stand after each of its sessions."""
    found = {since}
    stands = set_at(since)
    while True:
        questions = [question for action in actions.values() for question in questions_about(action, stands)]
        questions += [question for each in plans.values() if (question := plan_question_of(each, stands))]
        found |= {each.begins for each in questions if since < each.begins < until}
        if stands.next_starts_at is None or stands.next_starts_at >= until:
            return found
        stands = set_at(stands.next_starts_at)


def _waiting(
    at: datetime,
    actions: Mapping[Hashable, OpenAction],
    plans: Mapping[Hashable, datetime],
    stands: SetNow,
    found: list[Asked],
) -> list[tuple[Hashable, Question]]:
    told = [(subject, question.rule) for each in found for subject, question in each.about]
    waiting = [
        (subject, question)
        for subject, action in actions.items()
        if (question := question_about(action, stands, at=at))
        and (subject, question.rule) not in told
        and sum(subject == other for other, _rule in told) < MOST_ABOUT_ONE
    ]
    for subject, since in plans.items():
        question = plan_question(since, stands, at=at)
        if question and (subject, question.rule) not in told:
            waiting.append((subject, question))
    return waiting
