from django.db import models
from django.utils.translation import gettext_lazy as _


class RefusalCause(models.TextChoices):
    REFUSED = "refused", _("the mail server refused it for good")
    BOUNCED = "bounced", _("mail came back")
    COMPLAINED = "complained", _("mail was marked as unwanted")


class Refusal(models.Model):
    """An address that mail does not reach, or is not wanted at; what may be left out is no longer sent there."""

    address = models.CharField(max_length=254, primary_key=True)
    refused_at = models.DateTimeField()
    answer = models.CharField(max_length=200)
    cause = models.CharField(max_length=10, choices=RefusalCause.choices, default=RefusalCause.REFUSED)

    def __str__(self) -> str:
        return self.address
