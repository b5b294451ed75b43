"""Words that come along with their facts, in the one statement that finds these."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Model, OuterRef, Q, QuerySet, Subquery

from alsweb.lib.sealing import SealedTextField
from sets.models.words import WordsModel


def _texts(model: type[WordsModel]) -> list[str]:
    return [field.name for field in model._meta.fields if isinstance(field, SealedTextField)]


def with_words(facts: QuerySet[Any], model: type[WordsModel], *, on: str, read_by: Q) -> QuerySet[Any]:
    """These facts, each with what its person said on it, still sealed; `on` is the field by which the words refer to it."""
    said = model._default_manager.filter(
        read_by, **{on: OuterRef("pk"), "author": OuterRef("person"), "organisation": OuterRef("organisation")}
    )
    texts = Func(*map(F, _texts(model)), template="ARRAY[%(expressions)s]", output_field=ArrayField(SealedTextField()))
    found: QuerySet[Any] = facts.annotate(**{_name(model): Subquery(said.annotate(texts=texts).values("texts")[:1])})
    return found


def words_along(fact: Model, model: type[WordsModel]) -> Any:
    """What came along with this fact, or None where nothing was said or its reader is not in the circle."""
    texts = getattr(fact, _name(model))
    if texts is None:
        return None
    home = {name: getattr(fact, name) for name in ("pk", "organisation_id", "learning_set_id")}
    return model(**home, author_id=fact.person_id, **dict(zip(_texts(model), texts, strict=True)))  # type: ignore[attr-defined]


def _name(model: type[WordsModel]) -> str:
    return f"its_{model._meta.model_name}"
