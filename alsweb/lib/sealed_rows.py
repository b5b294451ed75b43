"""Words of several tables in one statement, however many tables there are; they open when they are first read."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Value

from alsweb.lib.sealing import SealedTextField

Found = dict[tuple[type[models.Model], int], models.Model]


def sealed_fields(model: type[models.Model]) -> list[SealedTextField]:
    return [field for field in model._meta.fields if isinstance(field, SealedTextField)]


def words_of(wanted: Mapping[type[models.Model], Collection[int]]) -> Found:
    """The rows of these words models with these numbers, by both, as far as the reader may read them.

    Their tables differ, so the sealed columns come as one array. Nothing is asked where nothing is wanted.
    """
    labels = {model._meta.label_lower: model for model in wanted}
    parts = [
        model._default_manager.filter(pk__in=numbers)
        .order_by()
        .annotate(own_model=Value(model._meta.label_lower), own_pk=F("pk"), own_sealed=_in_one(model))
        .values_list("own_model", "own_pk", "learning_set_id", "author_id", "circle", "addressee_id", "own_sealed")
        for model, numbers in wanted.items()
        if numbers
    ]
    if not parts:
        return {}
    found: Found = {}
    for label, pk, learning_set, author, circle, addressee, texts in parts[0].union(*parts[1:], all=True):
        model = labels[label]
        home: dict[str, Any] = {"learning_set_id": learning_set, "author_id": author}
        names = [field.name for field in sealed_fields(model)]
        found[model, pk] = model(
            pk=pk, circle=circle, addressee_id=addressee, **home, **dict(zip(names, texts, strict=True))
        )
    return found


def _in_one(model: type[models.Model]) -> Func:
    names = [field.name for field in sealed_fields(model)]
    return Func(*names, template="ARRAY[%(expressions)s]", output_field=ArrayField(SealedTextField()))


def texts_of(words: models.Model) -> list[tuple[str, str]]:
    """Label and text of each field of a words row that says something."""
    return [
        (str(field.verbose_name), text) for field in sealed_fields(type(words)) if (text := getattr(words, field.name))
    ]
