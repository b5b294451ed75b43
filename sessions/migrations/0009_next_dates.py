from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning_sessions", "0008_what_is_near")]

    operations = [
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                fields=["organisation", "learning_set", "starts_at"],
                condition=models.Q(held_at=None, cancelled_at=None),
                name="session_coming",
            ),
        ),
    ]
