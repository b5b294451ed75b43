import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alsweb.lib.sealing
import alsweb.lib.tenancy.references
import sessions.models.process_note
import sets.models.words


class Migration(migrations.Migration):
    dependencies = [
        ("learning_sessions", "0009_next_dates"),
        ("organisations", "0006_costs_and_small_groups"),
        ("sets", "0007_reflections_for_oneself"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProcessNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("written_at", models.DateTimeField()),
                (
                    "learning_set",
                    alsweb.lib.tenancy.references.TenantKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sets.learningset",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    alsweb.lib.tenancy.references.TenantKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="learning_sessions.session",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProcessNoteWords",
            fields=[
                (
                    "circle",
                    models.CharField(
                        choices=[
                            ("author", "only me"),
                            ("presenter", "the presenter and I"),
                            ("facilitator", "our facilitator and I"),
                            ("set", "our set"),
                        ],
                        default="set",
                        max_length=12,
                    ),
                ),
                ("addressee_id", models.BigIntegerField(null=True)),
                (
                    "note",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="learning_sessions.processnote",
                    ),
                ),
                (
                    "text",
                    alsweb.lib.sealing.SealedTextField(
                        default=b"", editable=True, max_length=4000, verbose_name="my notes"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "learning_set",
                    alsweb.lib.tenancy.references.TenantKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sets.learningset",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="processnote",
            constraint=models.UniqueConstraint(fields=("organisation", "session", "person"), name="process_note_once"),
        ),
        migrations.AddConstraint(
            model_name="processnote",
            constraint=sessions.models.process_note._ProcessNoteRows(
                insert="organisation_id = (SELECT current_organisation()) AND person_id = (SELECT current_person()) AND learning_set_id = ANY ((SELECT my_sets())::bigint[]) AND learning_set_id = ANY ((SELECT sets_i_run())::bigint[])",
                name="process_note_rows",
                update=("written_at",),
            ),
        ),
        migrations.AddConstraint(
            model_name="processnote",
            constraint=alsweb.lib.tenancy.references.SameSet(
                field="session", name="process_note_session_here", on_delete="CASCADE"
            ),
        ),
        migrations.AddIndex(
            model_name="processnotewords",
            index=models.Index(fields=["organisation", "author"], name="process_note_words_by"),
        ),
        migrations.AddConstraint(
            model_name="processnotewords",
            constraint=sets.models.words.WordsForOneself(
                fact="note_id", name="process_note_words_rows", table="learning_sessions_processnote"
            ),
        ),
        migrations.AddConstraint(
            model_name="processnotewords",
            constraint=alsweb.lib.tenancy.references.SameSet(
                field="note", name="process_note_words_here", on_delete="CASCADE"
            ),
        ),
    ]
