"""Full organisations by INSERT … SELECT: in each ten people, two sets and one that forms, and a hundred rows of attendance
and actions. Nothing is due: what planners look for is days ahead, long over, or answered."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.sessions.models import Session as BrowserSession
from django.db import connections, models
from django.db.backends.utils import CursorWrapper

from actions.models import Action, ActionPlan, ActionWords, Progress, ProgressWords, Quiet
from notifications.models import Notice
from organisations.models import Event, Invitation, Membership, Organisation, Position, User
from sessions.models import Attendance, Bid, Challenge, ChallengeWords, Poll, PollReply, Session
from sets.models import (
    Agreement,
    GroundRules,
    GroundRulesWords,
    JoinRequest,
    LearningSet,
    Proposal,
    ReminderRule,
    SetKey,
    SetMembership,
)

FAR = 100_000_000
"""Numbers from here on are the crowd's."""
_ORGANISATIONS = "generate_series({since}, {upto}) AS o"
_PEOPLE = f"{_ORGANISATIONS}, generate_series(0, 9) AS p"
_SETS = f"{_ORGANISATIONS}, generate_series(0, 1) AS s"
_SEATS = f"{_SETS}, generate_series(0, 5) AS m"
_MEMBERS = f"{_SETS}, generate_series(1, 5) AS m"
_SESSIONS = f"{_SETS}, generate_series(0, 5) AS k"
_COMING = f"{_SESSIONS}, generate_series(1, 5) AS m"
_PRESENTED = f"{_SETS}, generate_series(0, 3) AS k, generate_series(1, 5) AS m"
_POLLS = f"{_SETS}, generate_series(0, 2) AS n"
_HERE = f"{FAR} + o"
_SET = f"{FAR} + o * 2 + s"
_MEMBER = f"{FAR} + o * 10 + s * 4 + m"
_SESSION = f"{FAR} + (o * 2 + s) * 6 + k"
_PLAN = f"{FAR} + ((o * 2 + s) * 4 + k) * 5 + m"
_POLL = f"{FAR} + (o * 2 + s) * 3 + n"
_FORMING_SET = f"{3 * FAR} + o"
_CHALLENGE = f"{FAR} + (o * 2 + s) * 5 + m"
_STARTS = "now() + ((k - 4) * 30 + 11) * interval '1 day' + mod(o, 1000) * interval '1 minute'"
_PAST = "now() - interval '200 days'"
_CLOSES = "now() + (n * 30 - 40) * interval '1 day'"
"""The first was decided, the second nobody ever decided, the third is open."""
_SEALED = "decode('01' || repeat(md5(o::text), 5), 'hex')"
"""As long as a sentence under seal; nobody opens it."""


def fill(since: int, upto: int) -> None:
    """Organisations number `since` + 1 to `upto`, and ANALYZE, so that the planner knows them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        insert_all(cursor, since, upto)
        cursor.execute("VACUUM (ANALYZE)")


def insert_all(cursor: CursorWrapper, since: int, upto: int, *, but: Collection[type[models.Model]] = ()) -> None:
    """By a superuser whose `session_replication_role` is replica; `but` are left out."""
    within = {"since": since + 1, "upto": upto}
    for model, source, columns in _rows():
        if model not in but:
            cursor.execute(*insert(model, source.format(**within), columns))


def _rows() -> list[tuple[type[models.Model], str, dict[str, str]]]:
    in_set = {"organisation_id": _HERE, "learning_set_id": _SET}
    words = {**in_set, "author_id": _MEMBER, "circle": "'set'"}
    done = "CASE WHEN k < 2 THEN now() - interval '1 day' END"
    return [
        (
            Organisation,
            _ORGANISATIONS,
            {"id": _HERE, "name": "'Crowd ' || o", "slug": "'crowd-' || o", "founded_at": _PAST},
        ),
        (
            User,
            _PEOPLE,
            {
                "id": f"{FAR} + o * 10 + p",
                "email": "'p' || p || '@crowd-' || o || '.example'",
                "password": "'!'",
                "joined_at": _PAST,
            },
        ),
        (
            Membership,
            _PEOPLE,
            {
                "id": f"{FAR} + o * 10 + p",
                "organisation_id": _HERE,
                "person_id": f"{FAR} + o * 10 + p",
                "name": "'Person ' || p || ' of ' || o",
                "roles": "CASE p WHEN 0 THEN ARRAY['owner', 'facilitator', 'member'] WHEN 1 THEN ARRAY['hr', 'member']"
                " ELSE ARRAY['member'] END",
                "started_at": _PAST,
            },
        ),
        (
            Position,
            _PEOPLE,
            {
                "organisation_id": _HERE,
                "membership_id": f"{FAR} + o * 10 + p",
                "person_id": f"{FAR} + o * 10 + p",
                "department": "'Department ' || mod(p, 4)",
                "site": "'Site ' || mod(p, 2)",
                "manager_id": f"CASE WHEN p > 1 THEN {FAR} + o * 10 + 1 END",
            },
        ),
        (
            BrowserSession,
            _PEOPLE,
            {
                "session_key": "'crowd' || (o * 10 + p)",
                "session_data": "repeat(md5(o::text), 8)",
                "expire_date": "now() + interval '10 days'",
            },
        ),
        (
            Invitation,
            f"{_ORGANISATIONS}, generate_series(0, 2) AS i",
            {
                "organisation_id": _HERE,
                "email": "'i' || i || '@crowd-' || o || '.example'",
                "roles": "ARRAY['member']",
                "invited_by_id": f"{FAR} + o * 10",
                "invited_at": _PAST,
                "sent_at": _PAST,
                "expires_at": "now() + interval '10 days'",
            },
        ),
        (
            LearningSet,
            _SETS,
            {
                "id": _SET,
                "organisation_id": _HERE,
                "slug": "'set-' || s",
                "name": "'Set ' || s",
                "time_zone": "'Europe/London'",
                "founded_by_id": f"{FAR} + o * 10",
                "founded_at": _PAST,
                "running_at": _PAST,
            },
        ),
        (SetKey, _SETS, {**in_set, "wrapped": _SEALED}),
        (
            SetMembership,
            _SEATS,
            {
                **in_set,
                "membership_id": _MEMBER,
                "person_id": _MEMBER,
                "role": "CASE m WHEN 0 THEN 'facilitator' ELSE 'member' END",
                "started_at": _PAST,
            },
        ),
        (
            GroundRules,
            _SETS,
            {**in_set, "id": _SET, "number": "1", "person_id": f"{FAR} + o * 10 + s * 4", "written_at": _PAST},
        ),
        (
            GroundRulesWords,
            _SETS,
            {
                **in_set,
                "rules_id": _SET,
                "author_id": f"{FAR} + o * 10 + s * 4",
                "circle": "'set'",
                **dict.fromkeys(("confidentiality", "integrity", "safety", "attendance", "speaking_time"), _SEALED),
            },
        ),
        (Agreement, _MEMBERS, {**in_set, "rules_id": _SET, "person_id": _MEMBER, "agreed_at": _PAST}),
        (
            Session,
            _SESSIONS,
            {
                **in_set,
                "id": _SESSION,
                "number": "k + 1",
                "local_date": f"({_STARTS})::date",
                "local_time": f"({_STARTS})::time",
                "time_zone": "'Europe/London'",
                "starts_at": _STARTS,
                "ends_at": f"{_STARTS} + interval '3 hours'",
                "planned_at": _PAST,
                "held_at": f"CASE WHEN k < 4 THEN {_STARTS} + interval '3 hours' END",
            },
        ),
        (
            Attendance,
            _COMING,
            {
                **in_set,
                "session_id": _SESSION,
                "membership_id": _MEMBER,
                "person_id": _MEMBER,
                "answer": "CASE WHEN mod(m + k, 4) = 0 THEN 'cannot' ELSE 'coming' END",
                "answered_at": _PAST,
                "mark": "CASE WHEN k >= 4 THEN '' WHEN mod(m + k, 4) = 0 THEN 'absent' ELSE 'came' END",
                "marked_at": "CASE WHEN k < 4 THEN now() - interval '1 day' END",
            },
        ),
        (Challenge, _MEMBERS, {**in_set, "id": _CHALLENGE, "person_id": _MEMBER, "written_at": _PAST}),
        (
            ChallengeWords,
            _MEMBERS,
            {**words, "challenge_id": _CHALLENGE, "headline": _SEALED, "story": _SEALED},
        ),
        (
            Bid,
            _PRESENTED,
            {**in_set, "session_id": _SESSION, "person_id": _MEMBER, "made_at": _PAST, "presented_at": _STARTS},
        ),
        (
            ActionPlan,
            _PRESENTED,
            {
                **in_set,
                "id": _PLAN,
                "session_id": _SESSION,
                "person_id": _MEMBER,
                "outcome": "'actions'",
                "written_at": _PAST,
            },
        ),
        (
            Action,
            _PRESENTED,
            {
                **in_set,
                "id": _PLAN,
                "plan_id": _PLAN,
                "person_id": _MEMBER,
                "position": "1",
                "due_on": "(now() + k * interval '9 days')::date",
                "decided_at": _PAST,
                "done_at": done,
            },
        ),
        (ActionWords, _PRESENTED, {**words, "action_id": _PLAN, "what": _SEALED, "first_step": _SEALED}),
        (
            Progress,
            _PRESENTED,
            {
                **in_set,
                "id": _PLAN,
                "action_id": _PLAN,
                "person_id": _MEMBER,
                "state": "'on_track'",
                "reported_at": "now() - interval '2 days'",
            },
        ),
        (ProgressWords, _PRESENTED, {**words, "progress_id": _PLAN, "line": _SEALED}),
        (
            Quiet,
            f"{_PRESENTED} WHERE k > 1 AND m = 1",
            {
                "organisation_id": _HERE,
                "action_id": _PLAN,
                "person_id": _MEMBER,
                "until": "(now() + (k - 2) * interval '40 days' - interval '20 days')::date",
                "made_at": _PAST,
            },
        ),
        (
            ReminderRule,
            f"{_ORGANISATIONS}, (VALUES ('session_reminder', 3), ('due_soon', 5), ('before_session', 2)) AS r(rule, days)",
            {
                "organisation_id": _HERE,
                "learning_set_id": f"{FAR} + o * 2",
                "rule": "rule",
                "days": "days",
                "off_at": f"CASE WHEN mod(o, 3) = 0 THEN {_PAST} END",
                "decided_at": _PAST,
            },
        ),
        (
            Poll,
            _POLLS,
            {
                **in_set,
                "id": _POLL,
                "number": "n + 1",
                "opened_by_id": f"{FAR} + o * 10",
                "opened_at": f"{_CLOSES} - interval '30 days'",
                "wanted": "6",
                "minutes": "180",
                "time_zone": "'Europe/London'",
                "cadence": "'six_weeks'",
                "closes_at": _CLOSES,
                "decided_at": f"CASE n WHEN 0 THEN {_CLOSES} END",
            },
        ),
        (
            PollReply,
            f"{_POLLS}, generate_series(1, 4) AS m",
            {
                **in_set,
                "poll_id": _POLL,
                "person_id": _MEMBER,
                "replied_at": f"{_CLOSES} - interval '29 days'",
                "ask_again_on": f"CASE WHEN m < 3 THEN ({_CLOSES} - interval '5 days')::date END",
            },
        ),
        (
            LearningSet,
            _ORGANISATIONS,
            {
                "id": _FORMING_SET,
                "organisation_id": _HERE,
                "slug": "'forming'",
                "name": "'Forming'",
                "time_zone": "'Europe/London'",
                "founded_by_id": f"{FAR} + o * 10",
                "founded_at": _PAST,
                "asked_at": "now() - interval '30 days'",
                "answer_by": "(now() + (mod(o, 2) * 60 - 20) * interval '1 day')::date",
            },
        ),
        (
            Proposal,
            f"{_ORGANISATIONS}, generate_series(1, 6) AS m",
            {
                "organisation_id": _HERE,
                "learning_set_id": _FORMING_SET,
                "membership_id": f"{FAR} + o * 10 + m",
                "person_id": f"{FAR} + o * 10 + m",
                "proposed_by_id": f"{FAR} + o * 10",
                "proposed_at": "now() - interval '30 days'",
                "accepted_at": "CASE WHEN m < 3 THEN now() - interval '29 days' END",
            },
        ),
        (
            JoinRequest,
            f"{_ORGANISATIONS}, generate_series(7, 9) AS p",
            {
                "organisation_id": _HERE,
                "learning_set_id": _FORMING_SET,
                "person_id": f"{FAR} + o * 10 + p",
                "name": "'Person ' || p || ' of ' || o",
                "email": "'p' || p || '@crowd-' || o || '.example'",
                "asked_at": "now() - interval '20 days'",
                "not_now_at": "CASE p WHEN 7 THEN now() - interval '19 days' END",
            },
        ),
        (
            Event,
            _PEOPLE,
            {
                "organisation_id": _HERE,
                "kind": "'set.joined'",
                "actor_id": f"{FAR} + o * 10 + p",
                "subject": "'membership:' || p",
                "at": _PAST,
            },
        ),
        (
            Notice,
            _PEOPLE,
            {
                "kind": "'session_invitation'",
                "organisation_id": _HERE,
                "person_id": f"{FAR} + o * 10 + p",
                "recipient": f"'person:' || ({FAR} + o * 10 + p)",
                "subject": "'session:' || o",
                "occasion": "'planned'",
                "due_at": _PAST,
                "sent_at": _PAST,
                "key": "gen_random_uuid()",
            },
        ),
    ]


def insert(model: type[models.Model], source: str, columns: Mapping[str, str]) -> tuple[str, list[Any]]:
    """`columns` as SQL, and what the model itself would have written for the others."""
    left, names, expressions, values = dict(columns), [], [], []
    for field in model._meta.concrete_fields:
        name = field.column or field.attname
        given = left.pop(name, None)
        if given is None and (field.null or field.primary_key):
            continue
        names.append(f'"{name}"')
        if given is not None:
            expressions.append(given)
        elif isinstance(field, models.UUIDField):
            expressions.append("gen_random_uuid()")
        else:
            expressions.append(f"%s::{field.db_type(connections['owner'])}")
            values.append(field.get_db_prep_save(field.get_default(), connections["owner"]))
    if left:
        raise LookupError(f"{model.__name__} has no {', '.join(left)}")
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({", ".join(names)}) SELECT {", ".join(expressions)} FROM {source}'
    )
    return statement, values
