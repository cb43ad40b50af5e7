import django.db.models.deletion
from django.db import migrations, models


def verdict(on_delete=django.db.models.deletion.PROTECT, **options):
    return models.ForeignKey(blank=True, null=True, on_delete=on_delete, related_name="+", to="criteria.verdict", **options)


def verdict_with_level(name):
    return models.CheckConstraint(
        condition=models.Q(("verdict", None), ("answer", "level"), _connector="OR"),
        name=name,
        violation_error_message="Valitse taso, kun kerrot, täyttyykö kriteeri.",
    )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ConfirmedRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        choices=[("level", "taso"), ("not_applicable", "Ei koske työpajaamme"), ("dont_know", "En osaa sanoa")],
                        max_length=15,
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=4000)),
                ("verdict", verdict()),
                ("note", models.TextField(blank=True, max_length=4000)),
                ("confirmed_at", models.DateTimeField()),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                (
                    "level",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.level"
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="confirmed_ratings", to="assessments.participant"
                    ),
                ),
            ],
            options={
                "ordering": ["participant", "criterion__order"],
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "criterion"), name="confirmed_rating_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "level"), ("level__isnull", False)),
                            models.Q(models.Q(("answer", "level"), _negated=True), ("level", None)),
                            _connector="OR",
                        ),
                        name="confirmed_rating_level_with_answer",
                        violation_error_message="Valitse taso.",
                    ),
                    verdict_with_level("confirmed_rating_verdict_with_level"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("answer", "level"), _negated=True), ("verdict__isnull", False), _connector="OR"),
                        name="confirmed_rating_level_has_verdict",
                    ),
                ],
            },
        ),
        migrations.AddField("rating", "verdict", verdict()),
        migrations.AddField("historicalrating", "verdict", verdict(django.db.models.deletion.DO_NOTHING, db_constraint=False)),
        migrations.AddConstraint("rating", verdict_with_level("rating_verdict_with_level")),
        migrations.RemoveConstraint("participant", "participant_removed_at_and_by"),
        migrations.AddConstraint(
            "participant",
            models.CheckConstraint(
                condition=models.Q(("removed_by", None), ("removed_at__isnull", False), _connector="OR"), name="participant_removed_by_at"
            ),
        ),
    ]
