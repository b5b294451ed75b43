from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actions", "0009_small_groups_at_once")]

    operations = [
        migrations.AddField(
            "progress",
            "way",
            models.CharField(choices=[("page", "signed in"), ("mail", "from a mail")], default="page", max_length=4),
        ),
    ]
