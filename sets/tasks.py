from celery import shared_task

from alsweb.lib.time import now
from sets.operations import erase_due_words


@shared_task
def erase_words() -> None:
    """Repeatable: what is erased is no longer due."""
    erase_due_words(now())
