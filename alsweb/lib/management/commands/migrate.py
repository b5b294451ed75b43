"""Django's own, in less than half the time.

For each index and constraint Django makes the class of that model anew, and of all that are related to it: forty
classes, three hundred times. PostgreSQL's statements are made of the constraint and of the model's columns, so here
the class stays and is told of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState

_CHANGES = ("_append_option", "_remove_option")
"""What ProjectState does for AddIndex, AddConstraint, RemoveIndex and RemoveConstraint."""


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with classes_that_stay():
            super().handle(*args, **options)


@contextmanager
def classes_that_stay() -> Iterator[None]:
    djangos = {name: getattr(ProjectState, name) for name in _CHANGES}
    for name, change in djangos.items():
        setattr(ProjectState, name, _in_place(change))
    try:
        yield
    finally:
        for name, change in djangos.items():
            setattr(ProjectState, name, change)


def _in_place(change: Callable[..., None]) -> Callable[..., None]:
    def changed(state: ProjectState, app_label: str, model_name: str, option: str, *args: Any) -> None:
        apps = state.__dict__.pop("apps", None)  # where no class is made yet, Django makes none
        change(state, app_label, model_name, option, *args)
        if apps is not None:
            state.__dict__["apps"] = apps
            setattr(
                apps.get_model(app_label, model_name)._meta, option, state.models[app_label, model_name].options[option]
            )

    return changed
