import assessments.lifecycle
import assessments.mark_codes
import assessments.models.submission
import config.toolkit.models
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("criteria", "0001_initial"),
        ("workshops", "0001_initial"),
        ("workshops", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="kierroksen nimi")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="criteria.frameworkversion",
                        verbose_name="kriteeristöversio",
                    ),
                ),
                ("opens_date", models.DateField(verbose_name="avautuu")),
                ("deadline_at", models.DateTimeField(verbose_name="määräaika")),
                ("decision_date", models.DateField(verbose_name="päätökset viimeistään")),
                (
                    "validity_years",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10)],
                        verbose_name="merkin voimassaolo vuosina",
                    ),
                ),
                (
                    "comment_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        validators=[django.core.validators.MinValueValidator(7), django.core.validators.MaxValueValidator(60)],
                        verbose_name="kommentointiaika päivinä",
                    ),
                ),
                ("readiness_forbids_unmet", models.BooleanField(default=True, verbose_name="yksikään kriteeri ei saa olla ”ei täyty”")),
                (
                    "readiness_median",
                    models.PositiveSmallIntegerField(
                        blank=True, default=2, null=True, verbose_name="jokaisen osa-alueen mediaani vähintään"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-deadline_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("validity_years__gte", 1), ("validity_years__lte", 10)),
                        name="round_validity_from_one_to_ten_years",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("comment_days__gte", 7), ("comment_days__lte", 60)), name="round_comment_days_from_7_to_60"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("opens_date__lt", models.F("decision_date"))),
                        name="round_opens_before_its_decision",
                        violation_error_message="Päätösten päivän on oltava avautumisen jälkeen.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Auditor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "user",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="auditor", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="auditors",
                        to="workshops.organisation",
                        verbose_name="työnantaja",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="auditors",
                        to="workshops.workshop",
                        verbose_name="oma työpaja",
                    ),
                ),
                ("employer_name", models.CharField(blank=True, max_length=200, verbose_name="muu työnantaja")),
                ("trained_date", models.DateField(blank=True, null=True, verbose_name="auditoitsijakoulutus")),
                (
                    "earlier_audits",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(200)], verbose_name="aiemmat auditoinnit"
                    ),
                ),
                ("speaks_finnish", models.BooleanField(default=True, verbose_name="suomi")),
                ("speaks_swedish", models.BooleanField(default=False, verbose_name="ruotsi")),
                (
                    "most_a_year",
                    models.PositiveSmallIntegerField(
                        default=4,
                        validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(24)],
                        verbose_name="auditointeja vuodessa enintään",
                    ),
                ),
                ("registered_at", models.DateTimeField()),
                (
                    "registered_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("networks", models.ManyToManyField(blank=True, related_name="auditors", to="workshops.network", verbose_name="verkostot")),
            ],
            options={
                "ordering": ["user__sort_key", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("employer_name", ""), ("organisation__isnull", False)),
                            models.Q(("organisation", None), ("workshop", None), models.Q(("employer_name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="auditor_has_one_employer",
                        violation_error_message="Valitse työnantaja luettelosta tai kirjoita sen nimi, ei molempia.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("speaks_finnish", True), ("speaks_swedish", True), _connector="OR"),
                        name="auditor_speaks_some_language",
                        violation_error_message="Valitse ainakin yksi kieli.",
                    ),
                    models.CheckConstraint(condition=models.Q(("most_a_year__lte", 24)), name="auditor_most_a_year_at_most_24"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("storage_name", models.CharField(max_length=100, unique=True)),
                ("content_type", models.CharField(max_length=100)),
                ("extension", models.CharField(max_length=5)),
                ("size", models.PositiveIntegerField()),
                ("stored_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("organisations", "organisaatiot ja työpajat"),
                            ("people", "ihmiset ja roolit"),
                            ("marks", "aiemmin myönnetyt laatumerkit"),
                        ],
                        max_length=15,
                        verbose_name="mitä tuodaan",
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("rows", models.JSONField(blank=True, default=list)),
                ("uploaded_at", models.DateTimeField()),
                (
                    "uploaded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("imported_at", models.DateTimeField(blank=True, null=True)),
                (
                    "imported_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("added", models.PositiveIntegerField(default=0)),
                ("kept", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["-uploaded_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("imported_at", None), ("imported_by", None)),
                            models.Q(("imported_at__isnull", False), ("imported_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="import_imported_at_and_by",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                ("title", models.CharField(max_length=120, verbose_name="nimi")),
                ("introduction", models.TextField(max_length=10000, verbose_name="esittely")),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.frameworkversion"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Luonnos"), ("published", "Julkaistu"), ("retired", "Poistettu käytöstä")],
                        default=assessments.lifecycle.PracticeStatus["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("published_by", None)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="practice_case_published_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("status", "draft")),
                            models.Q(("published_at__isnull", False), ("status", "published")),
                            ("status", "retired"),
                            _connector="OR",
                        ),
                        name="practice_case_published_at_with_status",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundBreak",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="breaks", to="assessments.round")),
                ("first_date", models.DateField(verbose_name="ensimmäinen päivä")),
                ("last_date", models.DateField(verbose_name="viimeinen päivä")),
            ],
            options={
                "ordering": ["round", "first_date"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_date__lte", models.F("last_date"))),
                        name="round_break_begins_before_its_end",
                        violation_error_message="Tauon viimeinen päivä ei voi olla ennen ensimmäistä.",
                    ),
                    models.UniqueConstraint(fields=("round", "first_date"), name="round_break_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditorAbsence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "auditor",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="assessments.auditor"),
                ),
                ("first_date", models.DateField(verbose_name="ensimmäinen päivä")),
                ("last_date", models.DateField(verbose_name="viimeinen päivä")),
            ],
            options={
                "ordering": ["auditor", "first_date"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_date__lte", models.F("last_date"))),
                        name="auditor_absence_begins_before_its_end",
                        violation_error_message="Viimeinen päivä ei voi olla ennen ensimmäistä.",
                    ),
                    models.UniqueConstraint(fields=("auditor", "first_date"), name="auditor_absence_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PastTie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("auditor", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ties", to="assessments.auditor")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workshops.organisation",
                        verbose_name="organisaatio",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("worked", "olen työskennellyt siellä"), ("trained", "olen kouluttanut tai ohjannut siellä")],
                        max_length=10,
                        verbose_name="sidos",
                    ),
                ),
                ("declared_at", models.DateTimeField()),
                (
                    "declared_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["auditor", "organisation__sort_key", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("auditor", "organisation", "kind"), name="past_tie_once", violation_error_message="Tämä on jo kerrottu."
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConflictDeclaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "auditor",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="declarations", to="assessments.auditor"),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workshops.organisation"),
                ),
                ("declared_at", models.DateTimeField()),
                (
                    "declared_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["auditor", "organisation__sort_key"],
                "constraints": [models.UniqueConstraint(fields=("auditor", "organisation"), name="conflict_declared_once")],
            },
        ),
        migrations.CreateModel(
            name="UnitsReport",
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="units_reports", to="workshops.organisation"
                    ),
                ),
                ("framework", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.framework")),
                (
                    "requested_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units_reports",
                        to="assessments.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "rendering"])),
                        fields=("organisation", "framework", "requested_by"),
                        name="one_units_report_under_way",
                        violation_error_message="Kooste on jo valmisteilla.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("status", "ready")),
                            models.Q(models.Q(("status", "ready"), _negated=True), ("file", None)),
                            _connector="OR",
                        ),
                        name="units_report_file_when_ready",
                        violation_error_message="Valmiilla koosteella on oltava tiedosto.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActionPlan",
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
                    "workshop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="action_plans", to="workshops.workshop"),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_plans",
                        to="assessments.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["workshop", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "rendering"])),
                        fields=("workshop",),
                        name="one_action_plan_under_way",
                        violation_error_message="Kehittämissuunnitelma on jo valmisteilla.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("status", "ready")),
                            models.Q(models.Q(("status", "ready"), _negated=True), ("file", None)),
                            _connector="OR",
                        ),
                        name="action_plan_file_when_ready",
                        violation_error_message="Valmiilla suunnitelmalla on oltava tiedosto.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="assessments.round")),
                (
                    "status",
                    models.CharField(
                        choices=[("queued", "Jonossa"), ("rendering", "Valmisteilla"), ("ready", "Valmis"), ("failed", "Epäonnistui")],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("ordered_at", models.DateTimeField()),
                (
                    "ordered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("is_best", models.BooleanField(default=True)),
                ("gaps", models.JSONField(blank=True, default=list)),
            ],
            options={
                "ordering": ["-ordered_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "rendering"])),
                        fields=("round",),
                        name="proposal_once_at_a_time",
                        violation_error_message="Ehdotusta tehdään jo.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DecisionPack",
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
                    "round",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="decision_packs", to="assessments.round"),
                ),
                (
                    "requested_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision_packs",
                        to="assessments.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["round", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "rendering"])),
                        fields=("round", "requested_by"),
                        name="one_decision_pack_under_way",
                        violation_error_message="Päätösaineisto on jo valmisteilla.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("status", "ready")),
                            models.Q(models.Q(("status", "ready"), _negated=True), ("file", None)),
                            _connector="OR",
                        ),
                        name="decision_pack_file_when_ready",
                        violation_error_message="Valmiilla päätösaineistolla on oltava tiedosto.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "round",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="assessments.round"
                    ),
                ),
                ("group", models.CharField(max_length=40, verbose_name="vastaanottajat")),
                ("subject", models.CharField(max_length=150, verbose_name="otsikko")),
                ("text", models.TextField(max_length=4000, verbose_name="viesti")),
                ("receivers", models.PositiveIntegerField()),
                ("sent_at", models.DateTimeField()),
                ("sent_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-sent_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PracticeAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="assessments.practicecase"),
                ),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                ("text", models.TextField(blank=True, max_length=10000, verbose_name="teksti")),
                (
                    "answer",
                    models.CharField(blank=True, choices=[("level", "taso"), ("not_applicable", "Ei koske työpajaamme")], max_length=15),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.level"
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.verdict"
                    ),
                ),
                ("explanation", models.TextField(blank=True, max_length=10000, verbose_name="perustelu")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["case", "criterion__order"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "criterion"), name="practice_answer_once"),
                    models.CheckConstraint(condition=models.Q(("answer", "dont_know"), _negated=True), name="practice_answer_knows"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "level"), ("level__isnull", False)),
                            models.Q(models.Q(("answer", "level"), _negated=True), ("level", None)),
                            _connector="OR",
                        ),
                        name="practice_answer_level_with_answer",
                        violation_error_message="Valitse taso.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict", None), ("answer", "level"), _connector="OR"),
                        name="practice_answer_verdict_with_level",
                        violation_error_message="Valitse taso, kun kerrot, täyttyykö kriteeri.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="assessments.practicecase"),
                ),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("level", "taso"), ("not_applicable", "Ei koske työpajaamme"), ("dont_know", "En osaa sanoa")],
                        max_length=15,
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.level"
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=4000, verbose_name="perustelu")),
                (
                    "verdict",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.verdict"
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="muistiinpano")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["case", "user", "criterion__order"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "user", "criterion"), name="practice_rating_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "level"), ("level__isnull", False)),
                            models.Q(models.Q(("answer", "level"), _negated=True), ("level", None)),
                            _connector="OR",
                        ),
                        name="practice_rating_level_with_answer",
                        violation_error_message="Valitse taso.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict", None), ("answer", "level"), _connector="OR"),
                        name="practice_rating_verdict_with_level",
                        violation_error_message="Valitse taso, kun kerrot, täyttyykö kriteeri.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "not_applicable"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="practice_rating_not_applicable_has_reason",
                        violation_error_message="Kerro lyhyesti, miksi kriteeri ei koske hakijaa.",
                    ),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="workshops.organisation"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="assessments.round",
                        verbose_name="hakukierros",
                    ),
                ),
                (
                    "wish",
                    models.CharField(
                        choices=[
                            ("peer", "Vertaisauditointi: kaksi toisten työpajojen työntekijää"),
                            ("external", "Ulkopuolinen auditointi: yhdistyksen nimeämä auditoitsija"),
                        ],
                        max_length=10,
                        verbose_name="toivottu auditointi",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="yhteyshenkilö",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("registered", "Ilmoittauduttu"),
                            ("open", "Täytettävänä"),
                            ("submitted", "Lähetetty"),
                            ("in_audit", "Auditoitavana"),
                            ("audited", "Auditoitu"),
                            ("granted", "Myönnetty"),
                            ("refused", "Ei myönnetty"),
                            ("withdrawn", "Hakija perui"),
                            ("lapsed", "Jäi lähettämättä"),
                        ],
                        default=assessments.lifecycle.ApplicationStatus["REGISTERED"],
                        max_length=12,
                    ),
                ),
                ("registered_at", models.DateTimeField()),
                (
                    "registered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("lapsed_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("withdraw_reason", models.TextField(blank=True, max_length=2000, verbose_name="syy")),
            ],
            options={
                "ordering": ["-registered_at", "-pk"],
                "indexes": [models.Index(fields=["round", "status"], name="assessments_round_i_75e51e_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="application_withdrawn_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", assessments.lifecycle.ApplicationStatus["WITHDRAWN"]), ("withdrawn_at__isnull", False)),
                            models.Q(
                                models.Q(("status", assessments.lifecycle.ApplicationStatus["WITHDRAWN"]), _negated=True),
                                ("withdrawn_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="application_withdrawn_with_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    assessments.lifecycle.ApplicationStatus["REGISTERED"],
                                    assessments.lifecycle.ApplicationStatus["WITHDRAWN"],
                                ],
                            ),
                            ("round__isnull", False),
                            _connector="OR",
                        ),
                        name="application_past_registering_has_round",
                        violation_error_message="Valitse ensin hakukierros.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("self", "itsearviointi"), ("peer", "vertaisauditointi"), ("external", "ulkopuolinen auditointi")],
                        default="self",
                        max_length=10,
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="workshops.workshop"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="criteria.frameworkversion"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audits",
                        to="assessments.application",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="following",
                        to="assessments.assessment",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="nimi")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Luonnos"),
                            ("individual", "Omat arviot"),
                            ("joint", "Yhteinen keskustelu"),
                            ("completed", "Valmis"),
                            ("archived", "Arkistoitu"),
                            ("assigning", "Auditoitsijoiden nimeäminen"),
                            ("reading", "Aineistoon tutustuminen"),
                            ("scheduled", "Käynti sovittu"),
                            ("visited", "Käynti tehty"),
                            ("drafting", "Raporttiluonnos"),
                            ("commenting", "Työpajan kommentit"),
                            ("checking", "Tarkistettavana"),
                            ("final", "Raportti valmis"),
                            ("closed", "Suljettu"),
                            ("cancelled", "Keskeytetty"),
                        ],
                        default=assessments.lifecycle.AssessmentStatus["DRAFT"],
                        max_length=12,
                    ),
                ),
                (
                    "ratings_shown",
                    models.CharField(
                        choices=[("spread", "Jakaumana, nimettömästi (vähintään neljä arviota kriteeristä)"), ("names", "Nimien kanssa")],
                        default="spread",
                        max_length=10,
                        verbose_name="miten arviot näytetään keskustelussa",
                    ),
                ),
                ("ratings_due_date", models.DateField(blank=True, null=True, verbose_name="omat arviot viimeistään")),
                ("discussion_date", models.DateField(blank=True, null=True, verbose_name="yhteinen keskustelu")),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("discussion_opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "discussion_opened_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("first_completed_at", models.DateTimeField(blank=True, null=True)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "completed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "archived_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("abandon_reason", models.TextField(blank=True, max_length=2000)),
                ("reopen_reason", models.TextField(blank=True, max_length=2000)),
                ("areas", models.ManyToManyField(related_name="assessments", to="criteria.area")),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["workshop", "status"], name="assessments_worksho_430154_idx"),
                    models.Index(fields=["kind", "completed_at", "workshop"], name="assessment_finished_in_year"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("started_at", None), ("started_by", None)),
                            models.Q(("started_at__isnull", False), ("started_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="assessment_started_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("discussion_opened_at", None), ("discussion_opened_by", None)),
                            models.Q(("discussion_opened_at__isnull", False), ("discussion_opened_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="assessment_opened_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at", None), ("completed_by", None)),
                            models.Q(
                                ("completed_at__isnull", False), ("completed_by__isnull", False), ("first_completed_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="assessment_completed_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at", None), ("archived_by", None)),
                            models.Q(("archived_at__isnull", False), ("archived_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="assessment_archived_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at__isnull", False), ("status", assessments.lifecycle.AssessmentStatus["ARCHIVED"])),
                            models.Q(
                                models.Q(("status", assessments.lifecycle.AssessmentStatus["ARCHIVED"]), _negated=True),
                                ("archived_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="assessment_archived_with_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("application", None), ("kind", "self")),
                            models.Q(models.Q(("kind", "self"), _negated=True), ("application__isnull", False)),
                            _connector="OR",
                        ),
                        name="assessment_audit_has_application",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "self"), ("status__in", ["draft", "individual", "joint", "completed", "archived"])),
                            models.Q(
                                models.Q(("kind", "self"), _negated=True),
                                (
                                    "status__in",
                                    [
                                        "assigning",
                                        "reading",
                                        "scheduled",
                                        "visited",
                                        "drafting",
                                        "commenting",
                                        "checking",
                                        "final",
                                        "closed",
                                        "cancelled",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="assessment_status_of_its_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("application__isnull", False),
                            models.Q(("status", assessments.lifecycle.AuditStatus["CANCELLED"]), _negated=True),
                        ),
                        fields=("application",),
                        name="one_live_audit_per_application",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApplicationUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="units", to="assessments.application"),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="application_units", to="workshops.workshop"
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["application", "workshop__sort_key", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "workshop"), name="application_unit_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("workshop",),
                        name="one_live_application_per_workshop",
                        violation_error_message="Työpajalla on jo laatumerkkihakemus, jonka käsittely on kesken.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalApplicationAnswer",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("text", models.TextField(blank=True, max_length=10000, verbose_name="miten kriteeri toteutuu")),
                (
                    "answer",
                    models.CharField(blank=True, choices=[("level", "taso"), ("not_applicable", "Ei koske työpajaamme")], max_length=15),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessments.application",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="criteria.criterion",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="criteria.level",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "historical application answer",
                "verbose_name_plural": "historical application answers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ApplicationAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="assessments.application"),
                ),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                ("text", models.TextField(blank=True, max_length=10000, verbose_name="miten kriteeri toteutuu")),
                (
                    "answer",
                    models.CharField(blank=True, choices=[("level", "taso"), ("not_applicable", "Ei koske työpajaamme")], max_length=15),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.level"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["application", "criterion__order"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "criterion"), name="application_answer_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "level"), ("level__isnull", False)),
                            models.Q(models.Q(("answer", "level"), _negated=True), ("level", None)),
                            _connector="OR",
                        ),
                        name="application_answer_level_with_answer",
                        violation_error_message="Valitse taso.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="assessments.application"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="assessments.round"),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("code", models.CharField(default=assessments.models.submission.new_code, max_length=32, unique=True)),
                ("content", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("arrived_at", models.DateTimeField()),
                (
                    "submitted_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("files", models.ManyToManyField(related_name="submissions", to="assessments.storedfile")),
            ],
            options={
                "ordering": ["application", "number"],
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("application", "number"), name="submission_number_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="submission_number_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "application",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="case_notes", to="assessments.application"),
                ),
                ("noted_date", models.DateField(verbose_name="päivä")),
                ("text", models.TextField(max_length=4000, verbose_name="muistiinpano")),
                ("written_at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-noted_date", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "application",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="assessments.application"),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("granted", "Laatumerkki myönnetään"), ("refused", "Laatumerkkiä ei myönnetä")],
                        max_length=10,
                        verbose_name="päätös",
                    ),
                ),
                ("decided_date", models.DateField(verbose_name="päätöspäivä")),
                ("minutes_section", models.CharField(max_length=60, verbose_name="pöytäkirja ja pykälä")),
                ("reasons", models.TextField(blank=True, max_length=10000, verbose_name="perustelut")),
                ("conditions", models.TextField(blank=True, max_length=10000, verbose_name="ehdot")),
                ("conditions_due_date", models.DateField(blank=True, null=True, verbose_name="ehtojen on täytyttävä viimeistään")),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="assessments.decision",
                    ),
                ),
                ("correction_reason", models.TextField(blank=True, max_length=10000, verbose_name="miksi päätös oikaistaan")),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["application", "-pk"],
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes", None)),
                        fields=("application",),
                        name="one_first_decision",
                        violation_error_message="Hakemuksesta on jo päätös. Kirjaa uusi päätös, joka oikaisee sen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "refused"), _negated=True), models.Q(("reasons", ""), _negated=True), _connector="OR"
                        ),
                        name="decision_refused_has_reasons",
                        violation_error_message="Perustele päätös, kun merkkiä ei myönnetä.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("conditions", ""), ("conditions_due_date", None)),
                            models.Q(
                                ("conditions_due_date__isnull", False), ("outcome", "granted"), models.Q(("conditions", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="decision_conditions_with_date_when_granted",
                        violation_error_message="Ehdoilla on oltava päivä, ja niitä on vain, kun merkki myönnetään.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("correction_reason", ""), ("supersedes", None)),
                            models.Q(("supersedes__isnull", False), models.Q(("correction_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="decision_superseding_has_reason",
                        violation_error_message="Kerro, miksi aiempi päätös oikaistaan.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="assessments.application"),
                ),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to=settings.AUTH_USER_MODEL),
                ),
                ("told_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["application", "pk"],
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("application", "user"), name="recusal_once")],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="assessments.assessment"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="workshops.invitation",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="nimi")),
                ("code_digest", models.CharField(blank=True, max_length=64)),
                ("code_made_at", models.DateTimeField(blank=True, null=True)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["assessment", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("assessment", "user"),
                        name="participant_once",
                        violation_error_message="Henkilö osallistuu jo tähän arviointiin.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)), fields=("assessment", "invitation"), name="participant_invitation_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("invitation", None), ("name", ""), ("user__isnull", False)),
                            models.Q(("invitation__isnull", False), ("name", ""), ("user", None)),
                            models.Q(("invitation", None), ("user", None), models.Q(("name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="participant_is_user_or_invitation_or_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code_digest", ""), ("code_made_at", None)),
                            models.Q(
                                models.Q(("code_digest", ""), _negated=True),
                                models.Q(("name", ""), _negated=True),
                                ("code_made_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="participant_code_with_name_and_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code_digest", ""), _negated=True), fields=("code_digest",), name="participant_code_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("removed_by", None), ("removed_at__isnull", False), _connector="OR"),
                        name="participant_removed_by_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Classification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="classification", to="assessments.assessment"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workshops.organisation"),
                ),
                ("organisation_name", models.CharField(max_length=200)),
                ("workshop_name", models.CharField(max_length=200)),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workshops.municipality"),
                ),
                ("region", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workshops.region")),
                (
                    "maintainer_type",
                    models.CharField(
                        choices=[
                            ("municipality", "kunta"),
                            ("sub_region", "seutukunta"),
                            ("joint_authority", "kuntayhtymä"),
                            ("foundation", "säätiö"),
                            ("association", "yhdistys"),
                            ("other", "muu"),
                        ],
                        max_length=20,
                    ),
                ),
                ("language", models.CharField(choices=[("fi", "suomi"), ("sv", "ruotsi"), ("fi-sv", "suomi ja ruotsi")], max_length=5)),
                (
                    "size",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1-2", "1–2 työntekijää"),
                            ("3-5", "3–5 työntekijää"),
                            ("6-15", "6–15 työntekijää"),
                            ("16-", "yli 15 työntekijää"),
                        ],
                        max_length=5,
                    ),
                ),
                ("networks", models.ManyToManyField(related_name="+", to="workshops.network")),
                ("sectors", models.CharField(blank=True, max_length=200)),
                ("services", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assessment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="results", to="assessments.assessment"),
                ),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                (
                    "answer",
                    models.CharField(blank=True, choices=[("level", "taso"), ("not_applicable", "Ei koske työpajaamme")], max_length=15),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.level"
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=10000, verbose_name="perustelu")),
                ("current_practice", models.TextField(blank=True, max_length=10000, verbose_name="miten toimimme nyt")),
                ("development", models.TextField(blank=True, max_length=10000, verbose_name="mitä kehitämme")),
                (
                    "verdict",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.verdict"
                    ),
                ),
                ("verdict_reason", models.TextField(blank=True, max_length=4000, verbose_name="miksi kanta poikkeaa tasosta")),
                ("seen_in_documents", models.TextField(blank=True, max_length=10000, verbose_name="havainnot asiakirjoista")),
                ("heard_in_interviews", models.TextField(blank=True, max_length=10000, verbose_name="havainnot haastatteluista")),
                ("seen_on_visit", models.TextField(blank=True, max_length=10000, verbose_name="havainnot käynniltä")),
                ("suggestion", models.TextField(blank=True, max_length=10000, verbose_name="kehittämisehdotus")),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="assessments.result",
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copied_to",
                        to="assessments.result",
                    ),
                ),
                ("is_unchecked", models.BooleanField(default=False, verbose_name="tarkistamatta")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["assessment", "criterion__order"],
                "constraints": [
                    models.UniqueConstraint(fields=("assessment", "criterion"), name="result_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "level"), ("level__isnull", False)),
                            models.Q(models.Q(("answer", "level"), _negated=True), ("level", None)),
                            _connector="OR",
                        ),
                        name="result_level_with_answer",
                        violation_error_message="Valitse taso.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict", None), ("answer", "level"), _connector="OR"),
                        name="result_verdict_with_level",
                        violation_error_message="Valitse taso, kun kerrot, täyttyykö kriteeri.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "not_applicable"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="result_not_applicable_has_reason",
                        violation_error_message="Kerro lyhyesti, miksi kriteeri ei koske työpajaanne.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_unchecked", False), ("carried_from__isnull", False), ("copied_from__isnull", False), _connector="OR"
                        ),
                        name="result_unchecked_comes_from_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAreaSummary",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("strengths", models.TextField(blank=True, max_length=10000, verbose_name="vahvuudet")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="criteria.area",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "historical area summary",
                "verbose_name_plural": "historical area summarys",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="AreaSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="area_summaries", to="assessments.assessment"
                    ),
                ),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.area")),
                ("strengths", models.TextField(blank=True, max_length=10000, verbose_name="vahvuudet")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["assessment", "area__order"],
                "constraints": [models.UniqueConstraint(fields=("assessment", "area"), name="area_summary_once")],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assessment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="assessments.assessment"),
                ),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                (
                    "assignee",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to=settings.AUTH_USER_MODEL),
                ),
                ("due_date", models.DateField(blank=True, null=True, verbose_name="mihin mennessä")),
                ("given_at", models.DateTimeField()),
                ("given_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["assessment", "criterion__order"],
                "constraints": [models.UniqueConstraint(fields=("assessment", "criterion"), name="assignment_once")],
            },
        ),
        migrations.CreateModel(
            name="Report",
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
                    "assessment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="assessments.assessment"),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="assessments.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["assessment", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "rendering"])),
                        fields=("assessment",),
                        name="one_report_under_way",
                        violation_error_message="Raportti on jo valmisteilla.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("status", "ready")),
                            models.Q(models.Q(("status", "ready"), _negated=True), ("file", None)),
                            _connector="OR",
                        ),
                        name="report_file_when_ready",
                        violation_error_message="Valmiilla raportilla on oltava tiedosto.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assessment",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="plan", to="assessments.assessment"),
                ),
                (
                    "hours",
                    models.PositiveSmallIntegerField(
                        default=24,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(200)],
                        verbose_name="työmäärä tunteina",
                    ),
                ),
                ("starts_date", models.DateField(verbose_name="auditointi alkaa")),
                ("ends_date", models.DateField(verbose_name="auditointi päättyy")),
                ("place", models.CharField(max_length=200, verbose_name="paikka")),
                ("single_reason", models.TextField(blank=True, max_length=2000, verbose_name="miksi auditoitsijoita on yksi")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("starts_date__lt", models.F("ends_date"))),
                        name="audit_plan_begins_before_its_end",
                        violation_error_message="Auditoinnin on päätyttävä alkamisen jälkeen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gte", 1), ("hours__lte", 200)), name="audit_plan_hours_from_1_to_200"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "assessment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="assessments.assessment"),
                ),
                ("auditor", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="assessments.auditor")),
                ("is_lead", models.BooleanField(default=False, verbose_name="pääauditoitsija")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Ehdotettu"),
                            ("invited", "Kutsuttu"),
                            ("accepted", "Mukana"),
                            ("declined", "Ei pääse mukaan"),
                            ("replaced", "Vaihdettu toiseen"),
                            ("stopped", "Esteellinen"),
                        ],
                        default=assessments.lifecycle.SeatStatus["PROPOSED"],
                        max_length=10,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="assessments.proposal"
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "proposed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("warnings", models.JSONField(blank=True, default=list)),
                ("warning_reason", models.TextField(blank=True, max_length=2000, verbose_name="miksi varoituksesta huolimatta")),
                ("invited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workshops.organisation"
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["assessment", "-is_lead", "proposed_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["accepted", "invited", "proposed"])),
                        fields=("assessment", "auditor"),
                        name="audit_seat_once",
                        violation_error_message="Auditoitsija on jo nimetty tähän auditointiin.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_lead", True), ("status__in", ["accepted", "invited", "proposed"])),
                        fields=("assessment",),
                        name="audit_has_one_lead",
                        violation_error_message="Auditoinnilla on jo pääauditoitsija.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("invited_at", None), ("invited_by", None)),
                            models.Q(("invited_at__isnull", False), ("invited_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="audit_seat_invited_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("status__in", ["declined", "replaced", "stopped"])),
                            models.Q(("status__in", ["accepted", "invited", "proposed"]), ("ended_at", None), ("ended_by", None)),
                            _connector="OR",
                        ),
                        name="audit_seat_ended_with_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "accepted"), _negated=True),
                            models.Q(("accepted_at__isnull", False), ("invited_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="audit_seat_accepted_after_invitation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalConclusion",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("summary", models.TextField(blank=True, max_length=10000, verbose_name="yhteenveto")),
                (
                    "recommendation",
                    models.CharField(
                        blank=True,
                        choices=[("supported", "Puolletaan"), ("conditional", "Puolletaan ehdoin"), ("not_yet", "Ei puolleta vielä")],
                        max_length=12,
                        verbose_name="suositus",
                    ),
                ),
                ("needed", models.TextField(blank=True, max_length=10000, verbose_name="mitä tarvitaan")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "historical conclusion",
                "verbose_name_plural": "historical conclusions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Conclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="conclusion", to="assessments.assessment"
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=10000, verbose_name="yhteenveto")),
                (
                    "recommendation",
                    models.CharField(
                        blank=True,
                        choices=[("supported", "Puolletaan"), ("conditional", "Puolletaan ehdoin"), ("not_yet", "Ei puolleta vielä")],
                        max_length=12,
                        verbose_name="suositus",
                    ),
                ),
                ("needed", models.TextField(blank=True, max_length=10000, verbose_name="mitä tarvitaan")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["assessment"],
            },
        ),
        migrations.CreateModel(
            name="CommentPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comment_periods", to="assessments.assessment"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "opened_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("last_date", models.DateField(verbose_name="kommentit viimeistään")),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "finished_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["assessment", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at", None), ("finished_by", None)),
                            models.Q(("finished_at__isnull", False), ("finished_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_period_finished_at_and_by",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draft_comments", to="assessments.assessment"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion"
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="mikä on väärin")),
                ("written_at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="vastaus")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["assessment", models.OrderBy(models.F("criterion__order"), nulls_first=True), "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False), ("answered_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="draft_comment_answered_at_and_by",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="report_returns", to="assessments.assessment"
                    ),
                ),
                ("reason", models.TextField(max_length=4000, verbose_name="mitä on korjattava")),
                ("returned_at", models.DateTimeField()),
                (
                    "returned_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["assessment", "-pk"],
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="AuditFeedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assessment",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="feedback", to="assessments.assessment"),
                ),
                (
                    "clear_course",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                        verbose_name="Tiesimme koko ajan, mitä auditoinnissa seuraavaksi tapahtuu.",
                    ),
                ),
                (
                    "respectful",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                        verbose_name="Auditoitsijat kohtasivat meidät kunnioittavasti.",
                    ),
                ),
                (
                    "recognisable",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                        verbose_name="Tunnistamme työpajamme raportista.",
                    ),
                ),
                (
                    "useful",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                        verbose_name="Saimme auditoinnista aineksia kehittämiseen.",
                    ),
                ),
                (
                    "worth_effort",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                        verbose_name="Auditointi oli vaivan arvoinen.",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="mitä muuta haluatte kertoa")),
                ("given_at", models.DateTimeField()),
                ("given_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["assessment"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("clear_course__range", (1, 5)),
                            ("recognisable__range", (1, 5)),
                            ("respectful__range", (1, 5)),
                            ("useful__range", (1, 5)),
                            ("worth_effort__range", (1, 5)),
                        ),
                        name="audit_feedback_from_one_to_five",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SubmissionPrint",
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
                    "submission",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="prints", to="assessments.submission"),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submission_prints",
                        to="assessments.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["submission", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "rendering"])),
                        fields=("submission",),
                        name="one_submission_print_under_way",
                        violation_error_message="Tuloste on jo valmisteilla.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("status", "ready")),
                            models.Q(models.Q(("status", "ready"), _negated=True), ("file", None)),
                            _connector="OR",
                        ),
                        name="submission_print_file_when_ready",
                        violation_error_message="Valmiilla tulosteella on oltava tiedosto.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConditionFollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="follow_up", to="assessments.decision"),
                ),
                ("met_date", models.DateField(verbose_name="ehdot täyttyivät")),
                ("note", models.TextField(max_length=10000, verbose_name="miten se todettiin")),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["decision"],
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="QualityMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="workshops.organisation"),
                ),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="assessments.application",
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="mark", to="assessments.decision"
                    ),
                ),
                ("code", models.CharField(default=assessments.mark_codes.new_code, editable=False, max_length=9, unique=True)),
                ("granted_date", models.DateField(verbose_name="myönnetty")),
                ("last_date", models.DateField(verbose_name="voimassa viimeistään")),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("consented_at", models.DateTimeField(blank=True, null=True)),
                (
                    "consented_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("revoke_reason", models.TextField(blank=True, max_length=10000, verbose_name="perumisen syy")),
                ("workshops", models.ManyToManyField(related_name="marks", to="workshops.workshop")),
            ],
            options={
                "ordering": ["-granted_date", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("granted_date__lt", models.F("last_date"))),
                        name="mark_granted_before_its_end",
                        violation_error_message="Merkin on oltava voimassa myöntämispäivän jälkeen.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("application__isnull", False), ("revoked_at", None)),
                        fields=("application",),
                        name="one_unrevoked_mark_per_application",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("application", None), ("decision", None)),
                            models.Q(("application__isnull", False), ("decision__isnull", False)),
                            _connector="OR",
                        ),
                        name="mark_of_application_has_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("consented_at", None), ("consented_by", None)),
                            models.Q(("consented_at__isnull", False), ("consented_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="mark_consented_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoke_reason", ""), ("revoked_at", None), ("revoked_by", None)),
                            models.Q(
                                ("revoked_at__isnull", False), ("revoked_by__isnull", False), models.Q(("revoke_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="mark_revoked_at_by_and_reason",
                        violation_error_message="Kerro, miksi laatumerkki perutaan.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "assessment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="supports", to="assessments.assessment"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="sähköposti")),
                ("message", models.TextField(blank=True, max_length=1000, verbose_name="mihin tukea pyydetään")),
                ("last_date", models.DateField(verbose_name="viimeinen päivä")),
                ("given_at", models.DateTimeField()),
                ("given_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["assessment", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="support_ended_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accepted_at", None), models.Q(("email", ""), ("user__isnull", False)), _connector="OR"),
                        name="support_accepted_by_a_user_without_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", False),
                            ("ended_at__isnull", False),
                            models.Q(("email", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="support_asked_by_address",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("assessment", "user"),
                        name="support_once",
                        violation_error_message="Henkilöltä on jo pyydetty tukea tähän arviointiin.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), models.Q(("email", ""), _negated=True)),
                        fields=("assessment", "email"),
                        name="support_address_once",
                        violation_error_message="Tästä osoitteesta on jo pyydetty tukea tähän arviointiin.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "assessment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="assessments.assessment"),
                ),
                ("is_remote", models.BooleanField(default=False, verbose_name="etähaastattelu")),
                ("starts_at", models.DateTimeField(verbose_name="alkaa")),
                ("ends_at", models.DateTimeField(verbose_name="päättyy")),
                ("place", models.CharField(blank=True, max_length=300, verbose_name="paikka")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="linkki")),
                ("people", models.TextField(max_length=4000, verbose_name="keitä tavataan")),
                ("agreed_at", models.DateTimeField()),
                (
                    "agreed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("visited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "visited_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["assessment", "-pk"],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("assessment",), name="one_visit_in_force"),
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                        name="visit_begins_before_its_end",
                        violation_error_message="Käynnin on päätyttävä alkamisensa jälkeen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_remote", False), ("link", ""), models.Q(("place", ""), _negated=True)),
                            models.Q(("is_remote", True), ("place", ""), models.Q(("link", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="visit_has_place_or_link",
                        violation_error_message="Kirjoita käynnin paikka tai etähaastattelun linkki.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("visited_at", None), ("visited_by", None)),
                            models.Q(("visited_at__isnull", False), ("visited_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="visit_visited_at_and_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clarification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="clarifications", to="assessments.assessment"
                    ),
                ),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                ("is_from_auditor", models.BooleanField()),
                ("text", models.TextField(max_length=4000, verbose_name="viesti")),
                ("written_at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["assessment", "criterion__order", "pk"],
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="HomeNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "author",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="home_notes", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "assessment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="home_notes", to="assessments.assessment"),
                ),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="mitä vien kotiin")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["author", "assessment", "criterion__order"],
                "constraints": [models.UniqueConstraint(fields=("author", "assessment", "criterion"), name="home_note_once")],
            },
        ),
        migrations.CreateModel(
            name="HistoricalResult",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(blank=True, choices=[("level", "taso"), ("not_applicable", "Ei koske työpajaamme")], max_length=15),
                ),
                ("reason", models.TextField(blank=True, max_length=10000, verbose_name="perustelu")),
                ("current_practice", models.TextField(blank=True, max_length=10000, verbose_name="miten toimimme nyt")),
                ("development", models.TextField(blank=True, max_length=10000, verbose_name="mitä kehitämme")),
                ("verdict_reason", models.TextField(blank=True, max_length=4000, verbose_name="miksi kanta poikkeaa tasosta")),
                ("seen_in_documents", models.TextField(blank=True, max_length=10000, verbose_name="havainnot asiakirjoista")),
                ("heard_in_interviews", models.TextField(blank=True, max_length=10000, verbose_name="havainnot haastatteluista")),
                ("seen_on_visit", models.TextField(blank=True, max_length=10000, verbose_name="havainnot käynniltä")),
                ("suggestion", models.TextField(blank=True, max_length=10000, verbose_name="kehittämisehdotus")),
                ("is_unchecked", models.BooleanField(default=False, verbose_name="tarkistamatta")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="criteria.criterion",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="criteria.level",
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="criteria.verdict",
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessments.result",
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessments.result",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "historical result",
                "verbose_name_plural": "historical results",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAction",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("ref", models.CharField(db_index=True, default=config.toolkit.models.new_ref, editable=False, max_length=10)),
                ("what", models.TextField(max_length=1000, verbose_name="mitä tehdään")),
                ("owner_name", models.CharField(blank=True, max_length=120, verbose_name="tekijän nimi")),
                ("due_date", models.DateField(blank=True, null=True, verbose_name="mihin mennessä")),
                (
                    "status",
                    models.CharField(
                        choices=[("agreed", "Sovittu"), ("under_way", "Käynnissä"), ("done", "Tehty"), ("dropped", "Luovuttu")],
                        default="agreed",
                        max_length=10,
                        verbose_name="tilanne",
                    ),
                ),
                ("drop_reason", models.TextField(blank=True, max_length=4000, verbose_name="miksi luovuttiin")),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="muistiinpanot")),
                ("agreed_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_date", models.DateField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="workshops.workshop",
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="criteria.criterion",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessments.result",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tekijä",
                    ),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "historical action",
                "verbose_name_plural": "historical actions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "workshop",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="workshops.workshop"),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion"
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="actions", to="assessments.result"
                    ),
                ),
                ("what", models.TextField(max_length=1000, verbose_name="mitä tehdään")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tekijä",
                    ),
                ),
                ("owner_name", models.CharField(blank=True, max_length=120, verbose_name="tekijän nimi")),
                ("due_date", models.DateField(blank=True, null=True, verbose_name="mihin mennessä")),
                (
                    "status",
                    models.CharField(
                        choices=[("agreed", "Sovittu"), ("under_way", "Käynnissä"), ("done", "Tehty"), ("dropped", "Luovuttu")],
                        default="agreed",
                        max_length=10,
                        verbose_name="tilanne",
                    ),
                ),
                ("drop_reason", models.TextField(blank=True, max_length=4000, verbose_name="miksi luovuttiin")),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="muistiinpanot")),
                ("agreed_at", models.DateTimeField()),
                (
                    "agreed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_date", models.DateField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": [models.OrderBy(models.F("due_date"), nulls_last=True), "pk"],
                "indexes": [models.Index(fields=["workshop", "status"], name="assessments_worksho_82dbfd_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("owner", None), ("owner_name", ""), _connector="OR"),
                        name="action_owner_by_account_or_name",
                        violation_error_message="Valitse tekijä luettelosta tai kirjoita nimi, ei molempia.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "dropped"), _negated=True), models.Q(("drop_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="action_dropped_has_reason",
                        violation_error_message="Kerro lyhyesti, miksi toimenpiteestä luovuttiin.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", False), ("status__in", ["done", "dropped"])),
                            models.Q(("finished_at", None), ("status__in", ["agreed", "under_way"])),
                            _connector="OR",
                        ),
                        name="action_finished_at_with_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("criterion", None), ("assessment__isnull", False), _connector="OR"),
                        name="action_criterion_belongs_to_assessment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="assessments.participant"),
                ),
                ("sent_at", models.DateTimeField()),
                ("sent_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["participant", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EmployerLetter",
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
                    "seat",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="assessments.auditseat"),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employer_letters",
                        to="assessments.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["seat", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "rendering"])),
                        fields=("seat",),
                        name="one_letter_under_way",
                        violation_error_message="Kirje on jo valmisteilla.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("status", "ready")),
                            models.Q(models.Q(("status", "ready"), _negated=True), ("file", None)),
                            _connector="OR",
                        ),
                        name="letter_file_when_ready",
                        violation_error_message="Valmiilla kirjeellä on oltava tiedosto.",
                    ),
                ],
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
                    "seat",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="certificates", to="assessments.auditseat"),
                ),
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
        migrations.CreateModel(
            name="Certificate",
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
                    "mark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="certificates", to="assessments.qualitymark"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="assessments.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["mark", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "rendering"])),
                        fields=("mark",),
                        name="one_certificate_under_way",
                        violation_error_message="Todistus on jo valmisteilla.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("status", "ready")),
                            models.Q(models.Q(("status", "ready"), _negated=True), ("file", None)),
                            _connector="OR",
                        ),
                        name="certificate_file_when_ready",
                        violation_error_message="Valmiilla todistuksella on oltava tiedosto.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRating",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
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
                ("change_reason", models.TextField(blank=True, max_length=4000, verbose_name="miksi arvio muuttui")),
                ("note_may_be_shown", models.BooleanField(default=False, verbose_name="saa näyttää keskustelussa nimettömänä")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                (
                    "participant",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="assessments.participant",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="criteria.criterion",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="criteria.level",
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="criteria.verdict",
                    ),
                ),
                (
                    "typed_in_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "historical rating",
                "verbose_name_plural": "historical ratings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="assessments.participant"),
                ),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("level", "taso"), ("not_applicable", "Ei koske työpajaamme"), ("dont_know", "En osaa sanoa")],
                        max_length=15,
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.level"
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=4000, verbose_name="perustelu")),
                (
                    "verdict",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.verdict"
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="muistiinpano")),
                ("change_reason", models.TextField(blank=True, max_length=4000, verbose_name="miksi arvio muuttui")),
                ("note_may_be_shown", models.BooleanField(default=False, verbose_name="saa näyttää keskustelussa nimettömänä")),
                (
                    "typed_in_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["participant", "criterion__order"],
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "criterion"), name="rating_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "level"), ("level__isnull", False)),
                            models.Q(models.Q(("answer", "level"), _negated=True), ("level", None)),
                            _connector="OR",
                        ),
                        name="rating_level_with_answer",
                        violation_error_message="Valitse taso.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "not_applicable"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="rating_not_applicable_has_reason",
                        violation_error_message="Kerro lyhyesti, miksi kriteeri ei koske työpajaanne.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict", None), ("answer", "level"), _connector="OR"),
                        name="rating_verdict_with_level",
                        violation_error_message="Valitse taso, kun kerrot, täyttyykö kriteeri.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfirmedRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="confirmed_ratings", to="assessments.participant"
                    ),
                ),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                (
                    "answer",
                    models.CharField(
                        choices=[("level", "taso"), ("not_applicable", "Ei koske työpajaamme"), ("dont_know", "En osaa sanoa")],
                        max_length=15,
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.level"
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=4000)),
                (
                    "verdict",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.verdict"
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=4000)),
                ("confirmed_at", models.DateTimeField()),
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
                    models.CheckConstraint(
                        condition=models.Q(("verdict", None), ("answer", "level"), _connector="OR"),
                        name="confirmed_rating_verdict_with_level",
                        violation_error_message="Valitse taso, kun kerrot, täyttyykö kriteeri.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("answer", "level"), _negated=True), ("verdict__isnull", False), _connector="OR"),
                        name="confirmed_rating_level_has_verdict",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visit", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="assessments.visit")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("opening", "Alkukeskustelu: aikataulu, tavoite ja luottamuksellisuus"),
                            ("tour", "Kierros työpajalla tai etänä"),
                            ("leaders", "Esihenkilön haastattelu"),
                            ("staff", "Valmentajien haastattelu"),
                            ("others", "Valmentautujien tai kumppanien kuuleminen"),
                            ("questions", "Kerätyt kysymykset käytiin läpi"),
                            ("pair_talk", "Auditoitsijoiden keskinäinen keskustelu"),
                            ("first_feedback", "Suullinen ensipalaute annettiin"),
                        ],
                        max_length=20,
                    ),
                ),
                ("done_at", models.DateTimeField()),
                ("done_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["visit", "pk"],
                "constraints": [models.UniqueConstraint(fields=("visit", "step"), name="visit_step_once")],
            },
        ),
        migrations.CreateModel(
            name="VisitQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visit_questions", to="assessments.participant"
                    ),
                ),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                ("text", models.TextField(max_length=4000, verbose_name="kysymys")),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["participant__assessment", "criterion__order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="VisitNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visit_notes", to="assessments.participant"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion"
                    ),
                ),
                ("key", models.UUIDField()),
                ("text", models.TextField(max_length=4000, verbose_name="muistiinpano")),
                ("written_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["participant__assessment", "criterion__order", "written_at", "pk"],
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "key"), name="visit_note_once"),
                    models.CheckConstraint(
                        condition=models.Q(("written_at__lte", models.F("saved_at"))), name="visit_note_written_before_saved"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="assessments.application",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="otsikko")),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="assessments.storedfile",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="linkki")),
                ("added_at", models.DateTimeField()),
                ("added_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("application", None), ("assessment__isnull", False)),
                            models.Q(("application__isnull", False), ("assessment", None)),
                            _connector="OR",
                        ),
                        name="evidence_of_assessment_or_application",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("link", ""), models.Q(("file_name", ""), _negated=True)),
                            models.Q(("file", None), ("file_name", ""), models.Q(("link", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="evidence_is_file_or_link",
                        violation_error_message="Lisää joko tiedosto tai linkki.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("link", ""), ("link__startswith", "https://"), _connector="OR"),
                        name="evidence_link_is_https",
                        violation_error_message="Linkin alussa on oltava https://.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceCriterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="criterion_links", to="assessments.evidence"
                    ),
                ),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
            ],
            options={
                "ordering": ["evidence", "criterion__order"],
                "constraints": [models.UniqueConstraint(fields=("evidence", "criterion"), name="evidence_once_per_criterion")],
            },
        ),
        migrations.CreateModel(
            name="Summary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("series", models.CharField(choices=[("self", "Itsearvioinnit"), ("audit", "Auditoinnit")], max_length=5)),
                ("year", models.PositiveSmallIntegerField()),
                ("closed_at", models.DateTimeField()),
                ("organisations", models.PositiveIntegerField()),
                ("replaced", models.PositiveIntegerField()),
                ("other_scale", models.PositiveIntegerField()),
                ("unfinished", models.PositiveIntegerField()),
                ("actions_agreed", models.PositiveIntegerField()),
                ("actions_finished", models.PositiveIntegerField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "framework",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="summaries", to="criteria.framework"),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.frameworkversion"),
                ),
            ],
            options={
                "ordering": ["framework", "series", "-year"],
                "constraints": [
                    models.UniqueConstraint(fields=("framework", "series", "year"), name="summary_once_in_year"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("published_by", None)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="summary_published_at_and_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SummaryCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "first_dimension",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("region", "Maakunta"),
                            ("maintainer", "Ylläpitäjä"),
                            ("network", "ALU-verkosto"),
                            ("size", "Työpajan koko"),
                            ("language", "Työpajan kieli"),
                            ("service", "Työpajan palvelu"),
                            ("sector", "Kumppaniala"),
                        ],
                        max_length=10,
                    ),
                ),
                ("first_value", models.CharField(blank=True, max_length=60)),
                (
                    "second_dimension",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("region", "Maakunta"),
                            ("maintainer", "Ylläpitäjä"),
                            ("network", "ALU-verkosto"),
                            ("size", "Työpajan koko"),
                            ("language", "Työpajan kieli"),
                            ("service", "Työpajan palvelu"),
                            ("sector", "Kumppaniala"),
                        ],
                        max_length=10,
                    ),
                ),
                ("second_value", models.CharField(blank=True, max_length=60)),
                ("participants", models.PositiveIntegerField()),
                ("everyone", models.PositiveIntegerField(blank=True, null=True)),
                ("summary", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="cells", to="assessments.summary")),
            ],
            options={
                "ordering": ["summary", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("summary", "first_dimension", "first_value", "second_dimension", "second_value"), name="summary_cell_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_dimension", ""), _negated=True),
                            models.Q(("first_value", ""), ("second_dimension", ""), ("second_value", "")),
                            _connector="OR",
                        ),
                        name="summary_cell_first_then_second",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SummaryChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "compared",
                    models.CharField(choices=[("year_before", "edellinen vuosi"), ("own", "työpajan oma arviointi")], max_length=12),
                ),
                ("area_code", models.CharField(max_length=10)),
                ("workshops", models.PositiveIntegerField()),
                ("lower", models.PositiveIntegerField()),
                ("same", models.PositiveIntegerField()),
                ("higher", models.PositiveIntegerField()),
                (
                    "summary",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="assessments.summary"),
                ),
            ],
            options={
                "ordering": ["summary", "compared", "area_code"],
                "constraints": [models.UniqueConstraint(fields=("summary", "compared", "area_code"), name="summary_change_once")],
            },
        ),
        migrations.CreateModel(
            name="SummaryFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=10)),
                ("level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_top", models.BooleanField()),
                ("workshops", models.PositiveIntegerField()),
                (
                    "cell",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="assessments.summarycell"),
                ),
            ],
            options={
                "ordering": ["cell", "code", "level"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("level__isnull", False)), fields=("cell", "code", "level", "is_top"), name="summary_figure_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("level", None)), fields=("cell", "code"), name="summary_not_applicable_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("workshops__gt", 0)), name="summary_figure_counts_somebody"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SummaryParticipant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assessment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessments.assessment"),
                ),
                (
                    "summary",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="assessments.summary"),
                ),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workshops.workshop")),
                ("sort_key", models.CharField(editable=False, max_length=600)),
            ],
            options={
                "ordering": ["summary", "sort_key", "pk"],
                "indexes": [models.Index(fields=["summary", "sort_key", "id"], name="summary_participant_in_order")],
                "constraints": [models.UniqueConstraint(fields=("summary", "workshop"), name="summary_participant_once")],
            },
        ),
        migrations.CreateModel(
            name="SummaryReport",
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
                ("narrowing", models.CharField(blank=True, max_length=200)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summary_reports",
                        to="assessments.storedfile",
                    ),
                ),
                (
                    "summary",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="assessments.summary"),
                ),
            ],
            options={
                "ordering": ["summary", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "rendering"])),
                        fields=("summary", "narrowing"),
                        name="one_summary_report_under_way",
                        violation_error_message="Kooste on jo valmisteilla.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("status", "ready")),
                            models.Q(models.Q(("status", "ready"), _negated=True), ("file", None)),
                            _connector="OR",
                        ),
                        name="summary_report_file_when_ready",
                        violation_error_message="Valmiilla koosteella on oltava tiedosto.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearlyReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                ("year", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120, verbose_name="otsikko")),
                ("introduction", models.TextField(blank=True, max_length=10000, verbose_name="johdanto")),
                ("closing", models.TextField(blank=True, max_length=10000, verbose_name="lopuksi")),
                ("created_at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("valid_marks", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "framework",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="yearly_reports", to="criteria.framework"),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("saved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-year", "framework"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("framework", "year"),
                        name="yearly_report_once",
                        violation_error_message="Tästä vuodesta on jo vuosiraportti.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at__isnull", False)),
                        fields=("year",),
                        name="yearly_report_published_once_in_year",
                        violation_error_message="Tästä vuodesta on jo julkaistu vuosiraportti.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("published_by", None), ("valid_marks", None)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False), ("valid_marks__isnull", False)),
                            _connector="OR",
                        ),
                        name="yearly_report_published_at_by_and_marks",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearlyRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_code", models.CharField(max_length=10)),
                ("text", models.TextField(blank=True, max_length=10000, verbose_name="huomiot")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "report",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="remarks", to="assessments.yearlyreport"),
                ),
            ],
            options={
                "ordering": ["report", "area_code"],
                "constraints": [models.UniqueConstraint(fields=("report", "area_code"), name="yearly_remark_once")],
            },
        ),
        migrations.CreateModel(
            name="YearlyReportPdf",
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
                        related_name="yearly_report_pdfs",
                        to="assessments.storedfile",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="pdfs", to="assessments.yearlyreport"),
                ),
            ],
            options={
                "ordering": ["report", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "rendering"])),
                        fields=("report",),
                        name="one_yearly_report_pdf_under_way",
                        violation_error_message="Vuosiraportin PDF on jo valmisteilla.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("status", "ready")),
                            models.Q(models.Q(("status", "ready"), _negated=True), ("file", None)),
                            _connector="OR",
                        ),
                        name="yearly_report_pdf_file_when_ready",
                        violation_error_message="Valmiilla PDF-tiedostolla on oltava tiedosto.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicExample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                ("title", models.CharField(max_length=120, verbose_name="otsikko")),
                ("text", models.TextField(max_length=1500, verbose_name="teksti")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Odottaa hyväksyntää"),
                            ("shown", "Näkyvissä"),
                            ("returned", "Palautettu"),
                            ("withdrawn", "Poistettu näkyvistä"),
                        ],
                        default=assessments.lifecycle.ExampleStatus["WAITING"],
                        max_length=10,
                    ),
                ),
                ("consented_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("return_reason", models.TextField(blank=True, max_length=500, verbose_name="syy")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "consented_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion")),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="public_examples", to="workshops.workshop"),
                ),
            ],
            options={
                "ordering": ["-consented_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at", None), ("checked_by", None)),
                            models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="public_example_checked_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["waiting", "withdrawn"]), ("checked_at__isnull", False), _connector="OR"),
                        name="public_example_shown_is_checked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "returned"), models.Q(("return_reason", ""), _negated=True)),
                            models.Q(models.Q(("status", "returned"), _negated=True), ("return_reason", "")),
                            _connector="OR",
                        ),
                        name="public_example_returned_with_reason",
                        violation_error_message="Kerro työpajalle, miksi palautat esimerkin.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            models.Q(models.Q(("status", "withdrawn"), _negated=True), ("withdrawn_at", None), ("withdrawn_by", None)),
                            _connector="OR",
                        ),
                        name="public_example_withdrawn_at_and_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicSheet",
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
                ("as_of_date", models.DateField()),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="public_sheets",
                        to="assessments.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("status", "ready")),
                            models.Q(models.Q(("status", "ready"), _negated=True), ("file", None)),
                            _connector="OR",
                        ),
                        name="public_sheet_file_when_ready",
                        violation_error_message="Valmiilla PDF-tiedostolla on oltava tiedosto.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="application",
            name="workshops",
            field=models.ManyToManyField(related_name="applications", through="assessments.ApplicationUnit", to="workshops.workshop"),
        ),
        migrations.AddField(
            model_name="application",
            name="sources",
            field=models.ManyToManyField(blank=True, related_name="applications", to="assessments.assessment"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="criteria",
            field=models.ManyToManyField(related_name="+", through="assessments.EvidenceCriterion", to="criteria.criterion"),
        ),
    ]
