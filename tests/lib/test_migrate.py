"""What `migrate` spares itself changes nothing of what it knows."""

from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState

from alsweb.lib.management.commands.migrate import classes_that_stay

ABOVE_ZERO = models.CheckConstraint(condition=models.Q(number__gt=0), name="pier_above_zero")
BY_NUMBER = models.Index(fields=["number"], name="pier_by_number")
CHANGES = [
    migrations.AddConstraint("pier", ABOVE_ZERO),
    migrations.AddIndex("pier", BY_NUMBER),
    migrations.AddField("pier", "name", models.TextField(default="")),
    migrations.RemoveConstraint("pier", "pier_above_zero"),
]


def test_a_class_that_stays_knows_the_same_as_one_made_anew() -> None:
    assert _told(ProjectState()) == _after_each_change()


def _after_each_change() -> list[tuple[list[str], list[str], list[str]]]:
    with classes_that_stay():
        return _told(ProjectState())


def _told(state: ProjectState) -> list[tuple[list[str], list[str], list[str]]]:
    state.add_model(ModelState("harbour", "Pier", [("id", models.AutoField(primary_key=True))]))
    state.add_field("harbour", "pier", "number", models.IntegerField(), preserve_default=True)
    assert state.apps.get_model("harbour", "pier")
    told = []
    for change in CHANGES:
        change.state_forwards("harbour", state)
        meta = state.apps.get_model("harbour", "pier")._meta
        told.append(
            (
                [each.name for each in meta.constraints],
                [each.name for each in meta.indexes],
                [f.name for f in meta.fields],
            )
        )
    return told
