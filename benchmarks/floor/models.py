from typing import ClassVar

from django.db import models


class Row(models.Model):
    """Something with a title, a place and a time, as most rows of most pages are."""

    title = models.CharField(max_length=120)
    place = models.CharField(max_length=120)
    starts_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Row"]] = models.Manager()

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.title
