"""Organisations of the crowd made large by INSERT … SELECT, by two years of sets of six, each with 24 sessions behind it.

The first has as many sets as asked for, in ten programmes and led by 35 of its people, its people in eight departments at
five sites; two in three sets have a next date. At each session two decide something. The others have six sets each.
"""

from django.db import connections, models

from actions.models import Action, ActionPlan
from benchmarks.crowd import FAR, insert
from benchmarks.measured import signed_in
from organisations.models import Membership, Position, User
from sessions.models import Attendance, Session, SessionMove
from sets.models import LearningSet, Programme, SetMembership

HERE, HR = FAR + 1, FAR + 10
PROGRAMME, SET, SOMEBODY = "programme-1", "large-1", 2 * FAR + 1001 * 6
"""Of the first: a programme, a set and one of its people."""
SESSIONS, OTHERS, LEADING = 24, 6, 35
_PAST = "now() - interval '800 days'"
_ORGANISATIONS = "generate_series({since}, {upto}) AS o"
_SETS = (
    f"{_ORGANISATIONS}, generate_series(1, CASE o WHEN 1 THEN {{sets}} ELSE {OTHERS} END) AS n,"
    " LATERAL (SELECT o * 1000 + n AS s) AS numbered"
)
_PROGRAMMES = f"{_ORGANISATIONS}, generate_series(0, 9) AS p"
_MEMBERS = f"{_SETS}, generate_series(0, 5) AS m"
_MET = f"{_SETS}, generate_series(1, {SESSIONS}) AS k"
_PLANNED = f"{_SETS}, generate_series(1, {SESSIONS} + CASE mod(n, 3) WHEN 0 THEN 0 ELSE 1 END) AS k"
_DECIDED = f"{_SETS}, generate_series(1, {SESSIONS}) AS k, generate_series(0, 5) AS m WHERE mod(k + m, 3) = 0"
_HERE, _SET, _PROGRAMME = f"{FAR} + o", f"{2 * FAR} + s", f"{2 * FAR} + o * 10 + p"
_MEMBER, _SESSION = f"{2 * FAR} + s * 6 + m", f"{2 * FAR} + s * 25 + k"
_PLAN = f"{2 * FAR} + (s * 25 + k) * 6 + m"
_LEADER = f"{2 * FAR} + (o * 1000 + mod(n, CASE o WHEN 1 THEN {LEADING} ELSE {OTHERS} END) + 1) * 6"
_STARTS = f"now() - (({SESSIONS} - k) * 30 + mod(s, 28) + 1) * interval '1 day'"
_OVER = f"k <= {SESSIONS}"


def fill(sets: int, since: int, upto: int) -> dict[str, str]:
    """Numbers `since` to `upto`; where the first's reports are, and a key with which its HR is signed in."""
    within = {"sets": sets, "since": since, "upto": upto}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for model, source, columns in _rows():
            statement, values = insert(model, source.format(**within), columns)
            cursor.execute(statement, values)
        cursor.execute("VACUUM (ANALYZE)")
    return {"path": "/o/crowd-1/reports/", "session": signed_in(User.objects.using("owner").get(pk=HR))}


def _rows() -> list[tuple[type[models.Model], str, dict[str, str]]]:
    in_set = {"organisation_id": _HERE, "learning_set_id": _SET}
    who = {"membership_id": _MEMBER, "person_id": _MEMBER}
    done_at = f"CASE WHEN mod(s + k, 4) > 0 THEN {_STARTS} + interval '20 days' END"
    return [
        (
            User,
            _MEMBERS,
            {
                "id": _MEMBER,
                "email": f"'l' || {_MEMBER} || '@large.example'",
                "password": "'!'",
                "joined_at": _PAST,
            },
        ),
        (
            Membership,
            _MEMBERS,
            {
                "id": _MEMBER,
                "organisation_id": _HERE,
                "person_id": _MEMBER,
                "name": f"'Member ' || {_MEMBER}",
                "roles": "'{member}'",
                "started_at": _PAST,
            },
        ),
        (
            Position,
            _MEMBERS,
            {
                "organisation_id": _HERE,
                **who,
                "department": "'Department ' || mod(s + m, 8)",
                "site": "'Site ' || mod(s, 5)",
            },
        ),
        (
            Programme,
            _PROGRAMMES,
            {
                "id": _PROGRAMME,
                "organisation_id": _HERE,
                "slug": "'programme-' || p",
                "name": "'Programme ' || p",
                "founded_by_id": f"{FAR} + o * 10",
                "founded_at": _PAST,
            },
        ),
        (
            LearningSet,
            _SETS,
            {
                "id": _SET,
                "organisation_id": _HERE,
                "slug": "'large-' || n",
                "name": "'Large ' || n",
                "time_zone": "'Europe/London'",
                "programme_id": f"{2 * FAR} + o * 10 + mod(n, 10)",
                "founded_by_id": f"{FAR} + o * 10",
                "founded_at": _PAST,
                "running_at": _PAST,
            },
        ),
        (
            SetMembership,
            _MEMBERS,
            {
                **in_set,
                **who,
                "role": "'member'",
                "started_at": _PAST,
                "ended_at": "CASE WHEN mod(s + m, 17) = 0 THEN now() - interval '40 days' END",
            },
        ),
        (
            SetMembership,
            _SETS,
            {**in_set, "membership_id": _LEADER, "person_id": _LEADER, "role": "'facilitator'", "started_at": _PAST},
        ),
        (
            Session,
            _PLANNED,
            {
                **in_set,
                "id": _SESSION,
                "number": "k",
                "local_date": f"({_STARTS})::date",
                "local_time": f"({_STARTS})::time",
                "time_zone": "'Europe/London'",
                "starts_at": _STARTS,
                "ends_at": f"{_STARTS} + interval '3 hours'",
                "planned_at": _PAST,
                "held_at": f"CASE WHEN {_OVER} AND mod(s + k, 11) > 0 THEN {_STARTS} + interval '3 hours' END",
                "cancelled_at": f"CASE WHEN {_OVER} AND mod(s + k, 11) = 0 THEN {_STARTS} END",
            },
        ),
        (
            SessionMove,
            f"{_MET} WHERE mod(s + k, 13) = 0",
            {**in_set, "session_id": _SESSION, "moved_from": _STARTS, "reason": "'work'", "moved_at": _PAST},
        ),
        (
            Attendance,
            f"{_MET}, generate_series(0, 5) AS m",
            {
                **in_set,
                **who,
                "session_id": _SESSION,
                "mark": "CASE mod(s + k + m, 9) WHEN 0 THEN 'absent' WHEN 1 THEN 'apologised' ELSE 'came' END",
                "marked_at": _STARTS,
            },
        ),
        (
            ActionPlan,
            _DECIDED,
            {
                **in_set,
                "id": _PLAN,
                "session_id": _SESSION,
                "person_id": _MEMBER,
                "outcome": "'actions'",
                "written_at": _STARTS,
            },
        ),
        (
            Action,
            _DECIDED,
            {
                **in_set,
                "id": _PLAN,
                "plan_id": _PLAN,
                "person_id": _MEMBER,
                "position": "1",
                "decided_at": _STARTS,
                "done_at": done_at,
            },
        ),
    ]
