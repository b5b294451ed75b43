from django.db import models

from alsweb.lib.tenancy.references import SameOrganisation
from alsweb.lib.tenancy.rows import HERE, Readers, Rows, Who
from organisations.models import TenantModel

_EVER_IN = "learning_set_id = ANY ((SELECT sets_i_was_ever_in())::bigint[])"


class _KeyRows(Rows):
    """Read by whoever was ever in the set, because a leaver keeps their own words; written once, by its circle
    or before there is anybody in it."""

    pair = ()

    def reading(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {_EVER_IN}"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.ALL, hr=Who.NOBODY)


class SetKey(TenantModel):
    """A set's data key, wrapped by the master key. Destroying it ends the set's words everywhere."""

    learning_set = models.OneToOneField(
        "sets.LearningSet",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    wrapped = models.BinaryField()

    class Meta:
        constraints = [
            _KeyRows(
                name="set_key_rows",
                insert=f"{HERE} AND ({_EVER_IN} OR NOT set_has_people(learning_set_id))",
                update=(),
                delete=False,
                doors=(HERE,),
                door_writes=True,
            ),
            SameOrganisation("learning_set", name="set_key_set_here", on_delete="CASCADE"),
        ]

    def __str__(self) -> str:
        return f"key of set {self.learning_set_id}"
