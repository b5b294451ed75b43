from notifications.models.notice import Notice, NoticeState
from notifications.models.nudge import NudgedWeek
from notifications.models.preference import Preference
from notifications.models.refusal import Refusal
from notifications.models.stopped import StoppedKind
from notifications.models.sweep import Sweep

__all__ = ["Notice", "NoticeState", "NudgedWeek", "Preference", "Refusal", "StoppedKind", "Sweep"]
