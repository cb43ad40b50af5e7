import config.toolkit.models
import django.db.models.deletion
import django.db.models.functions.comparison
import workshops.models.organisation
import workshops.roles
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "email",
                    models.EmailField(
                        error_messages={"unique": "Tällä osoitteella on jo tunnus."}, max_length=254, unique=True, verbose_name="sähköposti"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nimi")),
                ("sort_key", models.CharField(editable=False, max_length=400)),
                (
                    "language",
                    models.CharField(
                        blank=True, choices=[("fi", "suomi"), ("sv", "svenska"), ("en", "English")], max_length=2, verbose_name="kieli"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="tunnus käytössä")),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
                ("session_stamp", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "ordering": ["sort_key", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=2, unique=True)),
                ("name_fi", models.CharField(max_length=60)),
                ("name_sv", models.CharField(max_length=60)),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Municipality",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=3, unique=True)),
                ("name_fi", models.CharField(max_length=60)),
                ("name_sv", models.CharField(max_length=60)),
                ("sort_key", models.CharField(editable=False, max_length=200)),
                (
                    "region",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="municipalities", to="workshops.region"),
                ),
            ],
            options={
                "ordering": ["sort_key"],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="organisaation nimi")),
                (
                    "business_id",
                    models.CharField(
                        error_messages={"unique": "Tällä y-tunnuksella on jo organisaatio."},
                        max_length=9,
                        unique=True,
                        validators=[workshops.models.organisation.validate_business_id],
                        verbose_name="y-tunnus",
                    ),
                ),
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
                        verbose_name="ylläpitäjätyyppi",
                    ),
                ),
                ("sort_key", models.CharField(editable=False, max_length=600)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="workshops.municipality",
                        verbose_name="kotikunta",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Network",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name_fi", models.CharField(max_length=120, verbose_name="nimi")),
                ("name_sv", models.CharField(blank=True, max_length=120, verbose_name="nimi ruotsiksi")),
                (
                    "kind",
                    models.CharField(
                        choices=[("regional", "alueellinen"), ("language", "kielellinen")],
                        default="regional",
                        max_length=10,
                        verbose_name="laji",
                    ),
                ),
                ("regions", models.ManyToManyField(blank=True, related_name="networks", to="workshops.region")),
            ],
            options={
                "ordering": ["kind", "slug"],
            },
        ),
        migrations.CreateModel(
            name="Workshop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="työpajan nimi")),
                (
                    "whole_organisation",
                    models.BooleanField(
                        default=False,
                        help_text="Valitse, jos työpaja tarkoittaa koko organisaatiota eikä yhtä sen yksikköä.",
                        verbose_name="arvioidaan koko organisaationa",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("fi", "suomi"), ("sv", "ruotsi"), ("fi-sv", "suomi ja ruotsi")],
                        default="fi",
                        max_length=5,
                        verbose_name="kieli",
                    ),
                ),
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
                        verbose_name="henkilöstö",
                    ),
                ),
                ("sort_key", models.CharField(editable=False, max_length=600)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workshops",
                        to="workshops.municipality",
                        verbose_name="kunta",
                    ),
                ),
                (
                    "networks",
                    models.ManyToManyField(blank=True, related_name="workshops", to="workshops.network", verbose_name="ALU-verkostot"),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="workshops", to="workshops.organisation"),
                ),
                (
                    "shows_progress",
                    models.BooleanField(
                        default=False,
                        help_text="ALU-koordinaattori näkee silloin, että työpajalla on itsearviointi kesken. Vastauksia hän ei näe koskaan.",
                        verbose_name="verkosto saa nähdä, että olemme aloittaneet",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "name"),
                        name="workshop_name_once_in_organisation",
                        violation_error_message="Organisaatiolla on jo tämänniminen työpaja.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("worker", "työntekijä"),
                            ("contact", "yhteyshenkilö"),
                            ("leader", "esihenkilö"),
                            ("peer_auditor", "vertaisauditoitsija"),
                            ("external_auditor", "ulkopuolinen auditoitsija"),
                            ("coordinator", "koordinaattori"),
                            ("decider", "päättäjä"),
                            ("steering_group_member", "ohjausryhmän jäsen"),
                            ("network_coordinator", "ALU-koordinaattori"),
                            ("admin", "pääkäyttäjä"),
                        ],
                        max_length=25,
                        verbose_name="rooli",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("workshop", "työpaja"),
                            ("organisation", "organisaatio"),
                            ("network", "ALU-verkosto"),
                            ("national", "valtakunnallinen"),
                        ],
                        max_length=15,
                    ),
                ),
                ("starts_date", models.DateField(verbose_name="alkaa")),
                ("ends_date", models.DateField(blank=True, null=True, verbose_name="viimeinen päivä")),
                ("granted_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="workshops.network"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="workshops.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="grants", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="workshops.workshop"
                    ),
                ),
            ],
            options={
                "ordering": ["scope", "role", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("network", None),
                                ("organisation", None),
                                ("scope", workshops.roles.Scope["WORKSHOP"]),
                                ("workshop__isnull", False),
                            ),
                            models.Q(
                                ("network", None),
                                ("organisation__isnull", False),
                                ("scope", workshops.roles.Scope["ORGANISATION"]),
                                ("workshop", None),
                            ),
                            models.Q(
                                ("network__isnull", False),
                                ("organisation", None),
                                ("scope", workshops.roles.Scope["NETWORK"]),
                                ("workshop", None),
                            ),
                            models.Q(
                                ("network", None), ("organisation", None), ("scope", workshops.roles.Scope["NATIONAL"]), ("workshop", None)
                            ),
                            _connector="OR",
                        ),
                        name="grant_scope_names_its_object",
                        violation_error_message="Roolilla on oltava täsmälleen yksi kohde.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="grant_ended_at_and_by",
                        violation_error_message="Päättymisellä on oltava aika ja tekijä.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_date", None), ("ends_date__gte", models.F("starts_date")), _connector="OR"),
                        name="grant_ends_after_start",
                        violation_error_message="Roolin viimeinen päivä ei voi olla ennen alkamispäivää.",
                    ),
                    models.UniqueConstraint(
                        models.F("user"),
                        models.F("role"),
                        django.db.models.functions.comparison.Coalesce("workshop", 0),
                        django.db.models.functions.comparison.Coalesce("organisation", 0),
                        django.db.models.functions.comparison.Coalesce("network", 0),
                        condition=models.Q(("ended_at", None)),
                        name="grant_once_while_open",
                        violation_error_message="Henkilöllä on jo tämä rooli.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                ("email", models.EmailField(max_length=254, verbose_name="sähköposti")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="nimi")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("worker", "työntekijä"),
                            ("contact", "yhteyshenkilö"),
                            ("leader", "esihenkilö"),
                            ("peer_auditor", "vertaisauditoitsija"),
                            ("external_auditor", "ulkopuolinen auditoitsija"),
                            ("coordinator", "koordinaattori"),
                            ("decider", "päättäjä"),
                            ("steering_group_member", "ohjausryhmän jäsen"),
                            ("network_coordinator", "ALU-koordinaattori"),
                            ("admin", "pääkäyttäjä"),
                        ],
                        max_length=25,
                        verbose_name="rooli",
                    ),
                ),
                ("nonce", models.CharField(editable=False, max_length=32)),
                ("invited_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accepted_invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="workshops.network",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="workshops.organisation",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["-invited_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("accepted_by", None)),
                            models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_accepted_at_and_by",
                        violation_error_message="Hyväksymisellä on oltava aika ja tekijä.",
                    ),
                    models.UniqueConstraint(
                        models.F("email"),
                        models.F("role"),
                        django.db.models.functions.comparison.Coalesce("workshop", 0),
                        django.db.models.functions.comparison.Coalesce("organisation", 0),
                        django.db.models.functions.comparison.Coalesce("network", 0),
                        condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                        name="invitation_once_while_open",
                        violation_error_message="Tähän osoitteeseen on jo lähetetty sama kutsu.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                ("action", models.CharField(max_length=60)),
                ("object_type", models.CharField(max_length=60)),
                ("object_ref", models.CharField(max_length=60)),
                ("details", models.JSONField(default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workshops.organisation"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workshops.workshop"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["object_type", "object_ref"], name="workshops_a_object__1e56d0_idx")],
            },
        ),
        migrations.CreateModel(
            name="WorkshopFeature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("service", "Palvelut"),
                            ("target_group", "Kohderyhmät"),
                            ("agreement", "Sopimustyypit"),
                            ("referrer", "Lähettävät tahot"),
                            ("sector", "Kumppanialat"),
                            ("quality_system", "Muut laatujärjestelmät"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("start_coaching", "starttivalmennus"),
                            ("work_coaching", "työvalmennus"),
                            ("individual_coaching", "yksilövalmennus"),
                            ("group_coaching", "ryhmävalmennus"),
                            ("job_coaching", "työhönvalmennus"),
                            ("learning_environment", "tunnistettu oppimisympäristö"),
                            ("everyday_life", "arjenhallintaan tukea tarvitsevat"),
                            ("no_plan", "ilman suunnitelmaa olevat"),
                            ("student_support", "tukea tarvitsevat opiskelijat"),
                            ("support_to_work", "yksilöllistä tukea työhön tarvitsevat"),
                            ("recently_arrived", "maahan hiljattain muuttaneet"),
                            ("young", "alle 29-vuotiaat"),
                            ("adults", "29 vuotta täyttäneet"),
                            ("work_trial", "työkokeilu"),
                            ("rehabilitative_work", "kuntouttava työtoiminta"),
                            ("subsidised_work", "palkkatuettu työ"),
                            ("study_period", "opintojakso"),
                            ("integration", "kotoutuminen"),
                            ("rehabilitation", "kuntoutus"),
                            ("employment_services", "työllisyyspalvelut"),
                            ("social_services", "sosiaalipalvelut"),
                            ("education", "oppilaitokset"),
                            ("self", "valmentautuja itse"),
                            ("other", "muu taho"),
                            ("employment", "työllisyys"),
                            ("education", "koulutus"),
                            ("social_health", "sosiaali- ja terveysala"),
                            ("youth", "nuorisopalvelut"),
                            ("companies", "yritykset"),
                            ("iso9001", "ISO 9001"),
                            ("efqm", "EFQM"),
                            ("caf", "CAF"),
                            ("shqs", "SHQS"),
                            ("stl", "STL-malli"),
                            ("own_handbook", "oma laatukäsikirja"),
                            ("other", "muu laatujärjestelmä"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="features", to="workshops.workshop"),
                ),
            ],
            options={
                "ordering": ["kind", "code"],
                "constraints": [models.UniqueConstraint(fields=("workshop", "kind", "code"), name="workshop_feature_once")],
            },
        ),
        migrations.CreateModel(
            name="MailText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="viesti")),
                (
                    "language",
                    models.CharField(choices=[("fi", "suomi"), ("sv", "svenska"), ("en", "English")], max_length=2, verbose_name="kieli"),
                ),
                ("subject", models.CharField(max_length=150, verbose_name="otsikko")),
                ("text", models.TextField(max_length=4000, verbose_name="teksti")),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["kind", "language"],
                "constraints": [models.UniqueConstraint(fields=("kind", "language"), name="mail_text_once")],
            },
        ),
        migrations.CreateModel(
            name="AccessRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=config.toolkit.models.new_ref, editable=False, max_length=10, unique=True)),
                (
                    "business_id",
                    models.CharField(
                        max_length=9, validators=[workshops.models.organisation.validate_business_id], verbose_name="y-tunnus"
                    ),
                ),
                ("organisation_name", models.CharField(max_length=200, verbose_name="organisaation nimi")),
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
                        verbose_name="ylläpitäjätyyppi",
                    ),
                ),
                ("workshop_name", models.CharField(max_length=200, verbose_name="työpajan nimi")),
                ("contact_name", models.CharField(max_length=120, verbose_name="nimesi")),
                ("email", models.EmailField(max_length=254, verbose_name="työsähköposti")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Odottaa käsittelyä"), ("approved", "Hyväksytty"), ("declined", "Hylätty")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decline_reason", models.TextField(blank=True, max_length=2000)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "invitation",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_request",
                        to="workshops.invitation",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workshops.municipality", verbose_name="kunta"
                    ),
                ),
            ],
            options={
                "ordering": ["-requested_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "waiting")),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False), ("state__in", ["approved", "declined"])),
                            _connector="OR",
                        ),
                        name="access_request_decided_at_and_by",
                        violation_error_message="Päätöksellä on oltava aika ja tekijä.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("business_id", "workshop_name", "email"),
                        name="access_request_once_while_waiting",
                        violation_error_message="Sama pyyntö odottaa jo käsittelyä.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("to_address", models.EmailField(blank=True, max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("queued_at", models.DateTimeField()),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "to_user",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_user__isnull", False),
                            models.Q(("to_address", ""), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="mail_has_recipient",
                    )
                ],
            },
        ),
    ]
