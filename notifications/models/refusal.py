from django.db import models


class Refusal(models.Model):
    """An address that a mail server refused for good; what may be left out is no longer sent there."""

    address = models.CharField(max_length=254, primary_key=True)
    refused_at = models.DateTimeField()
    answer = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.address
