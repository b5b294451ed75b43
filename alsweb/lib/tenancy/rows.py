"""The three kinds of rows, each stated in its model's Meta and written by its migration.

    class Meta:
        constraints = [SetFact(name="action_rows"), SameSet("plan", name="action_plan_here")]

A kind brings row-level security that holds for the owner too, the grants, and the unique pair that
references from other tables need.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alsweb.lib.tenancy.roles import Role

HERE = "organisation_id = (SELECT current_organisation())"
IN_CIRCLE = "learning_set_id = ANY ((SELECT my_sets())::bigint[])"
LEADING = "learning_set_id = ANY ((SELECT my_led_sets())::bigint[])"
MINE = "person_id = (SELECT current_person())"
AUTHOR = "author_id = (SELECT current_person())"


class Who(StrEnum):
    """Who reads a row beside the person whose it is: among those in their set, or among HR admins and owners."""

    ALL = "all"
    FACILITATOR = "facilitator"
    ADDRESSEE = "addressee"
    RUNS = "runs"
    """Whoever runs the set, or puts it together."""
    PROPOSED = "proposed"
    """They, and whoever is proposed for it as well."""
    FORMS_SETS = "forms sets"
    """Those whose role in the organisation lets them found sets."""
    NOBODY = "nobody"


@dataclass(frozen=True)
class Readers:
    """A policy's `reading` for people: who of one's set reads the row, and who of HR who are not in it."""

    circle: Who
    hr: Who


HOME = ("organisation_id", "learning_set_id", "membership_id", "person_id", "author_id")
"""Where a row belongs, and whose it is: for ever, or words could be moved to where others read them."""


class OwnSQL(models.BaseConstraint):
    """A constraint whose SQL is its own, run after the table is there."""

    def create_sql(
        self,
        model: type[models.Model] | None,
        schema_editor: BaseDatabaseSchemaEditor | None,
    ) -> str:
        raise NotImplementedError

    def constraint_sql(  # type: ignore[override]  # None is how Django says "not inside CREATE TABLE"
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> None:
        assert schema_editor is not None
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """PostgreSQL decides; there is nothing that a form could check before."""

    def _options(self) -> dict[str, Any]:
        return {}

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, **self._options()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnSQL) and self.deconstruct() == other.deconstruct()

    __hash__ = models.BaseConstraint.__hash__


class Rows(OwnSQL):
    """Row-level security of one table.

    `change` says which rows, `update` names the columns that may change (all but its home where None, none where empty), `delete` says
    whether rows may go, `me` is what its person may read without an organisation, `doors` are the
    conditions under which the door functions read.
    """

    pair: Sequence[str] = ("organisation_id",)

    def __init__(
        self,
        *,
        name: str,
        insert: str = "",
        check: str = "",
        change: str = "",
        update: Sequence[str] | None = None,
        delete: bool = True,
        me: str = "",
        home: str = "",
        doors: Sequence[str] = (),
        door_writes: bool = False,
    ) -> None:
        super().__init__(name=name)
        self.insert, self.check_, self.change, self.update, self.delete = insert, check, change, update, delete
        self.me, self.home, self.doors, self.door_writes = (
            me,
            home,
            tuple(doors),
            door_writes,
        )

    def _options(self) -> dict[str, Any]:
        given = {
            "insert": self.insert,
            "check": self.check_,
            "change": self.change,
            "update": self.update,
            "me": self.me,
            "home": self.home,
            "doors": self.doors,
            "door_writes": self.door_writes,
        }
        options = {name: value for name, value in given.items() if value or (name == "update" and value is not None)}
        return options if self.delete else {**options, "delete": False}

    def reading(self, model: type[models.Model]) -> str:
        raise NotImplementedError

    def readers(self, row: models.Model | None = None) -> Readers:
        """The same as `reading`, about one row; only where that depends on the row does it have to be given."""
        raise NotImplementedError

    def writing(self, model: type[models.Model]) -> str:
        return self.reading(model)

    def changing(self, model: type[models.Model]) -> str:
        return self.writing(model)

    def removing(self, model: type[models.Model]) -> str:
        return self.changing(model)

    def create_sql(
        self,
        model: type[models.Model] | None,
        schema_editor: BaseDatabaseSchemaEditor | None,
    ) -> str:
        assert model is not None
        table = model._meta.db_table
        return "\n".join(
            [
                *self._pairs(model),
                f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;',
                f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;',
                *(f'CREATE POLICY {policy} ON "{table}" {terms};' for policy, terms in self._policies(model)),
                *(f'GRANT {what} ON "{table}" TO {role};' for what, role in self._grants(model)),
            ]
        )

    def remove_sql(
        self,
        model: type[models.Model] | None,
        schema_editor: BaseDatabaseSchemaEditor | None,
    ) -> str:
        assert model is not None
        table = model._meta.db_table
        # The pairs stay: other tables refer to them, and a kind that changes has the same ones.
        return "\n".join(
            [
                *(f'DROP POLICY IF EXISTS {policy} ON "{table}";' for policy, _ in self._policies(model)),
                *(f'REVOKE ALL ON "{table}" FROM {role};' for role in Role),
            ]
        )

    def _pair_names(self, model: type[models.Model]) -> list[tuple[str, str]]:
        key = model._meta.pk
        if key.is_relation:  # one to one with its fact: nothing refers to it
            return []
        return [
            (
                f"{model._meta.db_table}_{column}_pair",
                ", ".join([*self.pair[:upto], str(key.column)]),
            )
            for upto, column in enumerate(self.pair, start=1)
        ]

    def _pairs(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        return [
            f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}') THEN"
            f' ALTER TABLE "{table}" ADD CONSTRAINT {name} UNIQUE ({columns}); END IF; END $$;'
            for name, columns in self._pair_names(model)
        ]

    def _policies(self, model: type[models.Model]) -> list[tuple[str, str]]:
        reading, writing, changing, removing = (
            self.reading(model),
            self.writing(model),
            self.change or self.changing(model),
            self.removing(model),
        )
        policies = [
            ("here_read", f"FOR SELECT TO {Role.APP} USING ({reading})"),
            (
                "here_add",
                f"FOR INSERT TO {Role.APP} WITH CHECK ({self.insert or writing})",
            ),
            (
                "here_change",
                f"FOR UPDATE TO {Role.APP} USING ({changing}) WITH CHECK ({self.check_ or changing})",
            ),
            ("here_remove", f"FOR DELETE TO {Role.APP} USING ({removing})"),
        ]
        if self.me:
            policies.append(("mine", f"FOR SELECT TO {Role.ME} USING ({self.me})"))
        if self.home:
            policies.append(("home", f"FOR SELECT TO {Role.HOME} USING ({self.home})"))
        if self.doors:
            condition = " OR ".join(f"({door})" for door in self.doors)
            policies.append(
                (
                    "door",
                    f"FOR {'ALL' if self.door_writes else 'SELECT'} TO {Role.DOOR} USING ({condition})",
                )
            )
        return policies

    def _grants(self, model: type[models.Model]) -> list[tuple[str, str]]:
        rights = ["SELECT", "INSERT"]
        columns = self.update
        if columns is None:
            columns = [
                str(field.column) for field in model._meta.fields if not field.primary_key and field.column not in HOME
            ]
        if columns:
            rights.append(f"UPDATE ({', '.join(columns)})")
        if self.delete:
            rights.append("DELETE")
        grants = [(", ".join(rights), str(Role.APP))]
        if self.me:
            grants.append(("SELECT", Role.ME))
        if self.home:
            grants.append(("SELECT", Role.HOME))
        if self.doors:
            grants.append(
                (
                    "SELECT, INSERT, UPDATE, DELETE" if self.door_writes else "SELECT",
                    Role.DOOR,
                )
            )
        return grants


class OrganisationFact(Rows):
    """Read and written inside its organisation."""

    def reading(self, model: type[models.Model]) -> str:
        return HERE

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.ALL, hr=Who.ALL)


class SetFact(Rows):
    """What a named person does inside the set: for the set circle, and for the person about themselves."""

    pair = ("organisation_id", "learning_set_id")

    def reading(self, model: type[models.Model]) -> str:
        names = {field.name for field in model._meta.fields}
        own = f" OR {MINE}" if "person" in names else ""
        return f"{HERE} AND ({IN_CIRCLE}{own})"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.ALL, hr=Who.NOBODY)

    def writing(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {IN_CIRCLE}"


class OwnSetFact(SetFact):
    """What a named person does inside the set, and nobody notes for them: read in the circle, written by that person."""

    def writing(self, model: type[models.Model]) -> str:
        return f"{super().writing(model)} AND {MINE}"


class Words(Rows):
    """What was said: read in its circle, written by its author alone, kept by its author until erased."""

    pair = ("organisation_id", "learning_set_id")

    def __init__(self, *, name: str, **options: Any) -> None:
        super().__init__(name=name, **{"doors": (HERE,), "door_writes": True, **options})

    def _options(self) -> dict[str, Any]:
        return {name: value for name, value in super()._options().items() if name not in ("doors", "door_writes")}

    def reading(self, model: type[models.Model]) -> str:
        return (
            f"{HERE} AND ({AUTHOR} OR (circle = 'set' AND {IN_CIRCLE})"
            f" OR (circle = 'facilitator' AND {LEADING})"
            " OR (circle = 'presenter' AND addressee_id = (SELECT current_person())))"
        )

    def readers(self, row: models.Model | None = None) -> Readers:
        circles = {"set": Who.ALL, "facilitator": Who.FACILITATOR, "presenter": Who.ADDRESSEE}
        return Readers(circle=circles.get(getattr(row, "circle", ""), Who.NOBODY), hr=Who.NOBODY)

    def writing(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {AUTHOR} AND {IN_CIRCLE}"

    def changing(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {AUTHOR}"


class SharedWords(Words):
    """Words of the circle alone: what belongs to nobody in particular, and to no leaver."""

    def reading(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {IN_CIRCLE}"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.ALL, hr=Who.NOBODY)

    def changing(self, model: type[models.Model]) -> str:
        return self.reading(model)


class OwnFact(Rows):
    """What a person tells about themselves or about others, for their own eyes: others get counts, through a door."""

    def __init__(self, *, name: str, **options: Any) -> None:
        super().__init__(name=name, **{"doors": (HERE,), **options})

    def _options(self) -> dict[str, Any]:
        usual = self.doors == (HERE,)
        return {name: value for name, value in super()._options().items() if name != "doors" or not usual}

    def reading(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {MINE}"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.NOBODY, hr=Who.NOBODY)


class PersonRow(Rows):
    """A person's own row in no organisation: what they prefer. Nobody else's, in any scope."""

    pair = ()

    def __init__(self, *, name: str, **options: Any) -> None:
        super().__init__(name=name, **{"me": MINE, **options})

    def _options(self) -> dict[str, Any]:
        return {name: value for name, value in super()._options().items() if name != "me"}

    def reading(self, model: type[models.Model]) -> str:
        return MINE

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.NOBODY, hr=Who.NOBODY)


def kind_of(model: type[models.Model]) -> Rows:
    """The kind that a tenant table states in its Meta."""
    (kind,) = [each for each in model._meta.constraints if isinstance(each, Rows)]
    return kind
