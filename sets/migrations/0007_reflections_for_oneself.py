"""A reflection is read by its author alone, whatever its row says, and hangs on one of theirs."""

from django.conf import settings
from django.db import migrations

import sets.models.words


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0006_costs_and_small_groups"),
        ("sets", "0006_what_is_near"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="reflectionwords",
            name="reflection_words_rows",
        ),
        migrations.AddConstraint(
            model_name="reflectionwords",
            constraint=sets.models.words.WordsForOneself(
                fact="reflection_id", name="reflection_words_rows", table="sets_reflection"
            ),
        ),
    ]
