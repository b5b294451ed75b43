from notifications.models.inbox import InboxSeen
from notifications.models.notice import Notice, NoticeState
from notifications.models.nudge import NudgedWeek
from notifications.models.preference import Preference
from notifications.models.refusal import Refusal, RefusalCause
from notifications.models.rota import RotaDay
from notifications.models.stopped import StoppedKind
from notifications.models.sweep import Sweep

__all__ = [
    "InboxSeen",
    "Notice",
    "NoticeState",
    "NudgedWeek",
    "Preference",
    "Refusal",
    "RefusalCause",
    "RotaDay",
    "StoppedKind",
    "Sweep",
]
