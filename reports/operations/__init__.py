"""What is written about reports, and nothing of what they tell."""

from reports.operations.exports import ask_for_export
from reports.operations.monthly import stop_monthly, want_monthly

__all__ = ["ask_for_export", "stop_monthly", "want_monthly"]
