"""Full organisations by INSERT … SELECT: in each ten people, two sets, and a hundred rows of attendance and actions."""

from collections.abc import Mapping
from typing import Any

from django.contrib.sessions.models import Session as BrowserSession
from django.db import connections, models

from actions.models import Action, ActionPlan, ActionWords, Progress, ProgressWords
from notifications.models import Notice
from organisations.models import Event, Invitation, Membership, Organisation, Position, User
from sessions.models import Attendance, Bid, Challenge, ChallengeWords, Session
from sets.models import (
    Agreement,
    GroundRules,
    GroundRulesWords,
    LearningSet,
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
_HERE = f"{FAR} + o"
_SET = f"{FAR} + o * 2 + s"
_MEMBER = f"{FAR} + o * 10 + s * 4 + m"
_SESSION = f"{FAR} + (o * 2 + s) * 6 + k"
_PLAN = f"{FAR} + ((o * 2 + s) * 4 + k) * 5 + m"
_CHALLENGE = f"{FAR} + (o * 2 + s) * 5 + m"
_STARTS = "now() + ((k - 4) * 30 + 10) * interval '1 day' + mod(o, 1000) * interval '1 minute'"
_PAST = "now() - interval '200 days'"
_SEALED = "decode('01' || repeat(md5(o::text), 5), 'hex')"
"""As long as a sentence under seal; nobody opens it."""


def fill(since: int, upto: int) -> None:
    """Organisations number `since` + 1 to `upto`, and ANALYZE, so that the planner knows them."""
    within = {"since": since + 1, "upto": upto}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for model, source, columns in _rows():
            statement, values = insert(model, source.format(**within), columns)
            cursor.execute(statement, values)
        cursor.execute("VACUUM (ANALYZE)")


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
