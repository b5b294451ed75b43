from celery import shared_task

from alsweb.lib.time import now
from sessions import operations


@shared_task
def settle_zones() -> None:
    """Repeatable: what was derived by these rules is not derived again."""
    operations.settle_zones(now())
