"""One organisation of the crowd made large by INSERT … SELECT: two years of sets of six, each with 24 sessions."""

from django.db import connections, models

from benchmarks.crowd import FAR, insert
from organisations.models import Membership, User
from sessions.models import Attendance, Session, SessionMove
from sets.models import LearningSet, SetMembership

SLUG = "crowd-1"
HERE = FAR + 1
SESSIONS = 24
_PAST = "now() - interval '800 days'"
_SETS = "generate_series(1, {sets}) AS s"
_MEMBERS = f"{_SETS}, generate_series(0, 5) AS m"
_MET = f"{_SETS}, generate_series(1, {SESSIONS}) AS k"
_SET, _MEMBER, _SESSION = f"{2 * FAR} + s", f"{2 * FAR} + s * 6 + m", f"{2 * FAR} + s * {SESSIONS} + k"
_STARTS = f"now() - (({SESSIONS} - k) * 30 + mod(s, 28) + 1) * interval '1 day'"


def fill(sets: int) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for model, source, columns in _rows():
            statement, values = insert(model, source.format(sets=sets), columns)
            cursor.execute(statement, values)
        cursor.execute("VACUUM (ANALYZE)")


def _rows() -> list[tuple[type[models.Model], str, dict[str, str]]]:
    in_set = {"organisation_id": str(HERE), "learning_set_id": _SET}
    who = {"membership_id": _MEMBER, "person_id": _MEMBER}
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
                "organisation_id": str(HERE),
                "person_id": _MEMBER,
                "name": f"'Member ' || {_MEMBER}",
                "roles": "'{member}'",
                "started_at": _PAST,
            },
        ),
        (
            LearningSet,
            _SETS,
            {
                "id": _SET,
                "organisation_id": str(HERE),
                "slug": "'large-' || s",
                "name": "'Large ' || s",
                "time_zone": "'Europe/London'",
                "founded_by_id": str(FAR + 10),
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
            Session,
            _MET,
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
                "held_at": f"CASE WHEN mod(s + k, 11) > 0 THEN {_STARTS} + interval '3 hours' END",
                "cancelled_at": f"CASE WHEN mod(s + k, 11) = 0 THEN {_STARTS} END",
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
    ]
