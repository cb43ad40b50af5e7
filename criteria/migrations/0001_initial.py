import criteria.versioning
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Framework",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("kind", models.CharField(choices=[("criteria", "laatukriteeristö"), ("stl", "STL-malli")], max_length=20)),
                ("name_fi", models.CharField(max_length=200)),
                ("name_sv", models.CharField(blank=True, max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="Scale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("not_applicable_fi", models.CharField(max_length=100)),
                ("not_applicable_sv", models.CharField(blank=True, max_length=100)),
                ("not_applicable_en", models.CharField(blank=True, max_length=100)),
                ("dont_know_fi", models.CharField(max_length=100)),
                ("dont_know_sv", models.CharField(blank=True, max_length=100)),
                ("dont_know_en", models.CharField(blank=True, max_length=100)),
                ("slug", models.SlugField(max_length=60)),
                ("met_from", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ConceptSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60)),
                ("version", models.CharField(max_length=20)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Luonnos"),
                            ("commenting", "Lausunnoilla"),
                            ("published", "Julkaistu"),
                            ("retired", "Poistunut käytöstä"),
                        ],
                        default=criteria.versioning.VersionStatus["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("status_note_fi", models.TextField(blank=True)),
                ("status_note_sv", models.TextField(blank=True)),
                ("status_note_en", models.TextField(blank=True)),
                ("source_sha256", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["slug", "-published_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("slug", "version"), name="concept_set_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", [criteria.versioning.VersionStatus["COMMENTING"], criteria.versioning.VersionStatus["DRAFT"]])
                        ),
                        fields=("slug",),
                        name="one_draft_concept_set",
                        violation_error_message="Käsitteistöllä on jo luonnosversio.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("published_at", None),
                                (
                                    "status__in",
                                    [criteria.versioning.VersionStatus["COMMENTING"], criteria.versioning.VersionStatus["DRAFT"]],
                                ),
                            ),
                            models.Q(
                                ("published_at__isnull", False),
                                (
                                    "status__in",
                                    [criteria.versioning.VersionStatus["PUBLISHED"], criteria.versioning.VersionStatus["RETIRED"]],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="concept_set_published_at_with_status",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Level",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scale", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="levels", to="criteria.scale")),
                ("value", models.PositiveSmallIntegerField()),
                ("name_fi", models.CharField(max_length=60)),
                ("name_sv", models.CharField(blank=True, max_length=60)),
                ("name_en", models.CharField(blank=True, max_length=60)),
                ("description_fi", models.TextField(blank=True)),
                ("description_sv", models.TextField(blank=True)),
                ("description_en", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["scale", "value"],
                "constraints": [models.UniqueConstraint(fields=("scale", "value"), name="level_value_once_in_scale")],
            },
        ),
        migrations.CreateModel(
            name="FrameworkVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "framework",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="criteria.framework"),
                ),
                ("version", models.CharField(max_length=20)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Luonnos"),
                            ("commenting", "Lausunnoilla"),
                            ("published", "Julkaistu"),
                            ("retired", "Poistunut käytöstä"),
                        ],
                        default=criteria.versioning.VersionStatus["DRAFT"],
                        max_length=12,
                    ),
                ),
                (
                    "scale",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="framework_version", to="criteria.scale"
                    ),
                ),
                ("status_note_fi", models.TextField(blank=True)),
                ("status_note_sv", models.TextField(blank=True)),
                ("status_note_en", models.TextField(blank=True)),
                ("source_sha256", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["framework", "-published_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("framework", "version"), name="version_once_in_framework"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", [criteria.versioning.VersionStatus["COMMENTING"], criteria.versioning.VersionStatus["DRAFT"]])
                        ),
                        fields=("framework",),
                        name="one_draft_version_in_framework",
                        violation_error_message="Kriteeristöllä on jo luonnosversio.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("published_at", None),
                                (
                                    "status__in",
                                    [criteria.versioning.VersionStatus["COMMENTING"], criteria.versioning.VersionStatus["DRAFT"]],
                                ),
                            ),
                            models.Q(
                                ("published_at__isnull", False),
                                (
                                    "status__in",
                                    [criteria.versioning.VersionStatus["PUBLISHED"], criteria.versioning.VersionStatus["RETIRED"]],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="version_published_at_with_status",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConceptGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "concept_set",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="criteria.conceptset"),
                ),
                ("slug", models.SlugField(max_length=30)),
                ("order", models.PositiveSmallIntegerField()),
                ("name_fi", models.CharField(max_length=100)),
                ("name_sv", models.CharField(blank=True, max_length=100)),
                ("name_en", models.CharField(blank=True, max_length=100)),
            ],
            options={
                "ordering": ["concept_set", "order"],
                "constraints": [models.UniqueConstraint(fields=("concept_set", "slug"), name="concept_group_once_in_set")],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="verdicts", to="criteria.frameworkversion"),
                ),
                ("value", models.SlugField(max_length=20)),
                ("order", models.PositiveSmallIntegerField()),
                ("name_fi", models.CharField(max_length=60)),
                ("name_sv", models.CharField(blank=True, max_length=60)),
                ("name_en", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "ordering": ["version", "order"],
                "constraints": [models.UniqueConstraint(fields=("version", "value"), name="verdict_once_in_version")],
            },
        ),
        migrations.CreateModel(
            name="Concept",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="concepts", to="criteria.conceptgroup"),
                ),
                ("code", models.SlugField(max_length=80)),
                ("term_fi", models.CharField(max_length=120)),
                ("term_sv", models.CharField(blank=True, max_length=120)),
                ("term_en", models.CharField(blank=True, max_length=120)),
                ("definition_fi", models.TextField()),
                ("definition_sv", models.TextField(blank=True)),
                ("definition_en", models.TextField(blank=True)),
                ("search_key", models.TextField(editable=False)),
                ("sort_key", models.CharField(editable=False, max_length=400)),
                ("related", models.ManyToManyField(blank=True, related_name="related_from", to="criteria.concept")),
            ],
            options={
                "ordering": ["sort_key", "pk"],
                "constraints": [models.UniqueConstraint(fields=("group", "code"), name="concept_code_once_in_group")],
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="areas", to="criteria.frameworkversion"),
                ),
                ("code", models.CharField(max_length=10)),
                ("order", models.PositiveSmallIntegerField()),
                ("name_fi", models.CharField(max_length=200)),
                ("name_sv", models.CharField(blank=True, max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("description_fi", models.TextField()),
                ("description_sv", models.TextField(blank=True)),
                ("description_en", models.TextField(blank=True)),
                ("leads_to_framework", models.SlugField(blank=True, max_length=60)),
                ("leads_to_area", models.CharField(blank=True, max_length=10)),
            ],
            options={
                "ordering": ["version", "order"],
                "constraints": [models.UniqueConstraint(fields=("version", "code"), name="area_code_once_in_version")],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="publication", to="criteria.frameworkversion"
                    ),
                ),
                (
                    "concept_set",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="criteria.conceptset",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "Valmistellaan"), ("ready", "Valmis"), ("failed", "Valmistus epäonnistui")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("rendered_at", models.DateTimeField(blank=True, null=True)),
                ("content_sha256", models.CharField(blank=True, max_length=64)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["version"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file_name", ""), ("rendered_at", None), ("sha256", ""), ("size", 0)),
                            models.Q(
                                models.Q(("file_name", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                                ("rendered_at__isnull", False),
                                ("size__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="publication_file_whole_or_none",
                        violation_error_message="Julkaisun tiedostosta puuttuu tietoja.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "ready"), _negated=True), models.Q(("file_name", ""), _negated=True), _connector="OR"
                        ),
                        name="publication_file_when_ready",
                        violation_error_message="Valmiilla julkaisulla on oltava tiedosto.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="criteria.area")),
                ("code", models.CharField(max_length=10)),
                ("order", models.PositiveSmallIntegerField()),
                ("name_fi", models.CharField(max_length=200)),
                ("name_sv", models.CharField(blank=True, max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("description_fi", models.TextField()),
                ("description_sv", models.TextField(blank=True)),
                ("description_en", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["area__version", "order"],
                "constraints": [models.UniqueConstraint(fields=("area", "code"), name="criterion_code_once_in_area")],
            },
        ),
        migrations.CreateModel(
            name="GuidingQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("text_fi", models.TextField()),
                ("text_sv", models.TextField(blank=True)),
                ("text_en", models.TextField(blank=True)),
                (
                    "criterion",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="criteria.criterion"),
                ),
            ],
            options={
                "ordering": ["criterion", "order"],
            },
        ),
        migrations.CreateModel(
            name="InterviewQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("text_fi", models.TextField()),
                ("text_sv", models.TextField(blank=True)),
                ("text_en", models.TextField(blank=True)),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="interview_questions", to="criteria.criterion"
                    ),
                ),
            ],
            options={
                "ordering": ["criterion", "order"],
            },
        ),
        migrations.CreateModel(
            name="EvidenceExample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("text_fi", models.TextField()),
                ("text_sv", models.TextField(blank=True)),
                ("text_en", models.TextField(blank=True)),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence_examples", to="criteria.criterion"
                    ),
                ),
            ],
            options={
                "ordering": ["criterion", "order"],
            },
        ),
        migrations.CreateModel(
            name="LevelDescription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="level_descriptions", to="criteria.criterion"
                    ),
                ),
                ("level", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="criteria.level")),
                ("description_fi", models.TextField()),
                ("description_sv", models.TextField(blank=True)),
                ("description_en", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["criterion", "level__value"],
                "constraints": [models.UniqueConstraint(fields=("criterion", "level"), name="level_described_once")],
            },
        ),
        migrations.CreateModel(
            name="ConceptLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "criterion",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="concept_links", to="criteria.criterion"),
                ),
                (
                    "concept",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="criterion_links", to="criteria.concept"),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("proposed", "ehdotettu sanan vartalosta"), ("confirmed", "vahvistettu"), ("rejected", "hylätty")],
                        default="proposed",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["criterion", "concept"],
                "constraints": [models.UniqueConstraint(fields=("criterion", "concept"), name="concept_linked_once")],
            },
        ),
    ]
