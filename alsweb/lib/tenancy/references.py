"""References that cannot leave the organisation, or the set: composite foreign keys.

Django's own foreign key would accept another tenant's row, and its error text would tell that the
row exists. Ours refers to the pair (organisation, row), so a foreign row is no row.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alsweb.lib.tenancy.rows import OwnSQL


class TenantKey(models.ForeignKey[Any, Any]):
    """A foreign key whose constraint and index are written by the table that holds it."""

    def __init__(self, to: Any, on_delete: Any = models.DO_NOTHING, **options: Any) -> None:
        options = {
            "db_constraint": False,
            "db_index": False,
            "related_name": "+",
            **options,
        }
        super().__init__(to, on_delete, **options)

    def get_attname(self) -> str:
        return f"{self.name}_id"


class SameOrganisation(OwnSQL):
    """`field` refers to a row of the same organisation; `on_delete` is PostgreSQL's."""

    columns: ClassVar[tuple[str, ...]] = ("organisation_id",)

    def __init__(self, field: str, *, name: str, on_delete: str = "NO ACTION") -> None:
        super().__init__(name=name)
        self.field, self.on_delete = field, on_delete

    def _options(self) -> dict[str, Any]:
        return {
            "field": self.field,
            **({"on_delete": self.on_delete} if self.on_delete != "NO ACTION" else {}),
        }

    def create_sql(
        self,
        model: type[models.Model] | None,
        schema_editor: BaseDatabaseSchemaEditor | None,
    ) -> str:
        assert model is not None
        field = model._meta.get_field(self.field)
        target = field.related_model
        assert isinstance(field, models.ForeignKey)
        assert isinstance(target, type)
        here = ", ".join([*self.columns, str(field.column)])
        there = ", ".join([*self.columns, str(target._meta.pk.column)])
        return (
            f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT {self.name} FOREIGN KEY ({here})'
            f' REFERENCES "{target._meta.db_table}" ({there}) ON DELETE {self.on_delete};'
        )

    def remove_sql(
        self,
        model: type[models.Model] | None,
        schema_editor: BaseDatabaseSchemaEditor | None,
    ) -> str:
        assert model is not None
        return f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT {self.name};'


class SameSet(SameOrganisation):
    """`field` refers to a row of the same set, so that no word can be hung on another set's fact."""

    columns = ("organisation_id", "learning_set_id")


class SamePerson(SameOrganisation):
    """`field` refers to a membership of the same person, so that nobody sits on somebody else's."""

    columns = ("organisation_id", "person_id")
