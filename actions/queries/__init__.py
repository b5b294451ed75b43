"""The only door to action plans for views."""

from actions.queries.asked import Asked, Said, asked_about
from actions.queries.asking import Waiting, what_each_waits_for, what_waits
from actions.queries.challenges import Decided, plans_of_challenge
from actions.queries.encouraging import (
    Answerable,
    Answered,
    answers_of_action,
    answers_of_news,
    news_to_answer,
    set_of_news,
)
from actions.queries.fortnight import ToBeAsked, asked_in
from actions.queries.opening import Opened, opening_of
from actions.queries.pages import Change, News, Told, action_for, changes_of, news_of
from actions.queries.plans import ToWrite, actions_in, own_plan, plans_to_write, with_own_plan, with_waiting_plan
from actions.queries.progress import own_progress_for
from actions.queries.promises import (
    Counts,
    OfSet,
    Promise,
    counts_of_set,
    own_action_for,
    own_counts,
    own_promises,
    own_words,
    promised,
    silent_since,
    words_of_set,
)

__all__ = [
    "silent_since",
    "Answerable",
    "Answered",
    "Asked",
    "Change",
    "Counts",
    "Decided",
    "News",
    "OfSet",
    "Opened",
    "Promise",
    "Said",
    "ToWrite",
    "ToBeAsked",
    "Told",
    "Waiting",
    "action_for",
    "actions_in",
    "answers_of_action",
    "answers_of_news",
    "asked_about",
    "asked_in",
    "changes_of",
    "counts_of_set",
    "news_of",
    "news_to_answer",
    "opening_of",
    "own_action_for",
    "own_counts",
    "own_plan",
    "own_progress_for",
    "own_promises",
    "own_words",
    "plans_of_challenge",
    "plans_to_write",
    "promised",
    "set_of_news",
    "what_each_waits_for",
    "what_waits",
    "with_own_plan",
    "with_waiting_plan",
    "words_of_set",
]
