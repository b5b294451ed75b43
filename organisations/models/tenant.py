from django.db import models


class TenantModel(models.Model):
    """A row that belongs to one organisation; which of the three kinds it is, its own Meta states."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.DO_NOTHING,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True
