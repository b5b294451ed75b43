"""Which words are their author's to take along: all that they wrote, but what the set made its own."""

from django.apps import apps

from alsweb.lib.tenancy.rows import SharedWords, kind_of
from sets.models.words import WordsModel


def models_of_own_words() -> list[type[WordsModel]]:
    """Every table whose rows go when their author removes their words; found by walking, so that none is forgotten."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, WordsModel) and not model.stays_because and not isinstance(kind_of(model), SharedWords)
    ]
