import assessments.lifecycle
import config.toolkit.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_audit_to_mark"),
        ("criteria", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PracticeCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                ("title", models.CharField(max_length=120, verbose_name="nimi")),
                ("introduction", models.TextField(max_length=10000, verbose_name="esittely")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Luonnos"), ("published", "Julkaistu"), ("retired", "Poistettu käytöstä")],
                        default=assessments.lifecycle.PracticeStatus["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("saved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.frameworkversion"),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PracticeAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, max_length=10000, verbose_name="teksti")),
                (
                    "answer",
                    models.CharField(blank=True, choices=[("level", "taso"), ("not_applicable", "Ei koske työpajaamme")], max_length=15),
                ),
                ("explanation", models.TextField(blank=True, max_length=10000, verbose_name="perustelu")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                (
                    "level",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.level"
                    ),
                ),
                ("saved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "verdict",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.verdict"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="assessments.practicecase"),
                ),
            ],
            options={
                "ordering": ["case", "criterion__order"],
            },
        ),
        migrations.CreateModel(
            name="PracticeRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("level", "taso"), ("not_applicable", "Ei koske työpajaamme"), ("dont_know", "En osaa sanoa")],
                        max_length=15,
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=4000, verbose_name="perustelu")),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="muistiinpano")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="assessments.practicecase"),
                ),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                (
                    "level",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.level"
                    ),
                ),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "verdict",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.verdict"
                    ),
                ),
            ],
            options={
                "ordering": ["case", "user", "criterion__order"],
            },
        ),
        migrations.CreateModel(
            name="AuditCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[("queued", "Jonossa"), ("rendering", "Valmisteilla"), ("ready", "Valmis"), ("failed", "Epäonnistui")],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("requested_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_certificates",
                        to="assessments.storedfile",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="certificates", to="assessments.auditseat"),
                ),
            ],
            options={
                "ordering": ["seat", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "rendering"])),
                        fields=("seat",),
                        name="one_audit_certificate_under_way",
                        violation_error_message="Todistus on jo valmisteilla.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("status", "ready")),
                            models.Q(models.Q(("status", "ready"), _negated=True), ("file", None)),
                            _connector="OR",
                        ),
                        name="audit_certificate_file_when_ready",
                        violation_error_message="Valmiilla todistuksella on oltava tiedosto.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="practicecase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at", None), ("published_by", None)),
                    models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                    _connector="OR",
                ),
                name="practice_case_published_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="practicecase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at", None), ("status", "draft")),
                    models.Q(("published_at__isnull", False), ("status", "published")),
                    ("status", "retired"),
                    _connector="OR",
                ),
                name="practice_case_published_at_with_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="practiceanswer",
            constraint=models.UniqueConstraint(fields=("case", "criterion"), name="practice_answer_once"),
        ),
        migrations.AddConstraint(
            model_name="practiceanswer",
            constraint=models.CheckConstraint(condition=models.Q(("answer", "dont_know"), _negated=True), name="practice_answer_knows"),
        ),
        migrations.AddConstraint(
            model_name="practiceanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "level"), ("level__isnull", False)),
                    models.Q(models.Q(("answer", "level"), _negated=True), ("level", None)),
                    _connector="OR",
                ),
                name="practice_answer_level_with_answer",
                violation_error_message="Valitse taso.",
            ),
        ),
        migrations.AddConstraint(
            model_name="practiceanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict", None), ("answer", "level"), _connector="OR"),
                name="practice_answer_verdict_with_level",
                violation_error_message="Valitse taso, kun kerrot, täyttyykö kriteeri.",
            ),
        ),
        migrations.AddConstraint(
            model_name="practicerating",
            constraint=models.UniqueConstraint(fields=("case", "user", "criterion"), name="practice_rating_once"),
        ),
        migrations.AddConstraint(
            model_name="practicerating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "level"), ("level__isnull", False)),
                    models.Q(models.Q(("answer", "level"), _negated=True), ("level", None)),
                    _connector="OR",
                ),
                name="practice_rating_level_with_answer",
                violation_error_message="Valitse taso.",
            ),
        ),
        migrations.AddConstraint(
            model_name="practicerating",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict", None), ("answer", "level"), _connector="OR"),
                name="practice_rating_verdict_with_level",
                violation_error_message="Valitse taso, kun kerrot, täyttyykö kriteeri.",
            ),
        ),
        migrations.AddConstraint(
            model_name="practicerating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "not_applicable"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="practice_rating_not_applicable_has_reason",
                violation_error_message="Kerro lyhyesti, miksi kriteeri ei koske hakijaa.",
            ),
        ),
        migrations.AddConstraint(
            model_name="practicerating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_at", None),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        models.Q(models.Q(("answer", "level"), _negated=True), ("verdict__isnull", False), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="practice_rating_confirmed_is_whole",
            ),
        ),
    ]
