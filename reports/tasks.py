from celery import shared_task

from alsweb.lib.time import now
from reports.exporting import making, tidying


@shared_task
def make_exports() -> None:
    """Repeatable: what is claimed or made is no longer due."""
    making.make_due()


@shared_task
def tidy_exports() -> None:
    """Repeatable: what is gone is gone."""
    tidying.tidy_exports(now())
