"""Coded choices of organisations, workshops and networks, with their Finnish labels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workshops.roles import Role, Scope

ROLE_LABELS = {
    Role.WORKER: _("työntekijä"),
    Role.CONTACT: _("yhteyshenkilö"),
    Role.LEADER: _("esihenkilö"),
    Role.PEER_AUDITOR: _("vertaisauditoitsija"),
    Role.EXTERNAL_AUDITOR: _("ulkopuolinen auditoitsija"),
    Role.COORDINATOR: _("koordinaattori"),
    Role.DECIDER: _("päättäjä"),
    Role.STEERING_GROUP_MEMBER: _("ohjausryhmän jäsen"),
    Role.NETWORK_COORDINATOR: _("ALU-koordinaattori"),
    Role.ADMIN: _("pääkäyttäjä"),
}
SCOPE_LABELS = {
    Scope.WORKSHOP: _("työpaja"),
    Scope.ORGANISATION: _("organisaatio"),
    Scope.NETWORK: _("ALU-verkosto"),
    Scope.NATIONAL: _("valtakunnallinen"),
}
ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]
SCOPE_CHOICES = [(scope.value, label) for scope, label in SCOPE_LABELS.items()]


class NetworkKind(TextChoices):
    REGIONAL = "regional", _("alueellinen")
    LANGUAGE = "language", _("kielellinen")


class MaintainerType(TextChoices):
    """Ylläpitäjätyyppi (domain.md section 1)."""

    MUNICIPALITY = "municipality", _("kunta")
    SUB_REGION = "sub_region", _("seutukunta")
    JOINT_AUTHORITY = "joint_authority", _("kuntayhtymä")
    FOUNDATION = "foundation", _("säätiö")
    ASSOCIATION = "association", _("yhdistys")
    OTHER = "other", _("muu")


class WorkshopLanguage(TextChoices):
    FINNISH = "fi", _("suomi")
    SWEDISH = "sv", _("ruotsi")
    BILINGUAL = "fi-sv", _("suomi ja ruotsi")


class WorkshopSize(TextChoices):
    """Staff of the workshop, in persons."""

    TINY = "1-2", _("1–2 työntekijää")
    SMALL = "3-5", _("3–5 työntekijää")
    MEDIUM = "6-15", _("6–15 työntekijää")
    LARGE = "16-", _("yli 15 työntekijää")


class FeatureKind(TextChoices):
    """What a coded feature of a workshop describes; each kind has its own list of codes in `FEATURES`."""

    SERVICE = "service", _("Palvelut")
    TARGET_GROUP = "target_group", _("Kohderyhmät")
    AGREEMENT = "agreement", _("Sopimustyypit")
    REFERRER = "referrer", _("Lähettävät tahot")
    SECTOR = "sector", _("Kumppanialat")
    QUALITY_SYSTEM = "quality_system", _("Muut laatujärjestelmät")


FEATURES: dict[str, dict[str, object]] = {
    FeatureKind.SERVICE: {  # domain.md facts 15 and 22
        "start_coaching": _("starttivalmennus"),
        "work_coaching": _("työvalmennus"),
        "individual_coaching": _("yksilövalmennus"),
        "group_coaching": _("ryhmävalmennus"),
        "job_coaching": _("työhönvalmennus"),
        "learning_environment": _("tunnistettu oppimisympäristö"),
    },
    FeatureKind.TARGET_GROUP: {  # domain.md fact 20
        "everyday_life": _("arjenhallintaan tukea tarvitsevat"),
        "no_plan": _("ilman suunnitelmaa olevat"),
        "student_support": _("tukea tarvitsevat opiskelijat"),
        "support_to_work": _("yksilöllistä tukea työhön tarvitsevat"),
        "recently_arrived": _("maahan hiljattain muuttaneet"),
        "young": _("alle 29-vuotiaat"),
        "adults": _("29 vuotta täyttäneet"),
    },
    FeatureKind.AGREEMENT: {  # domain.md fact 16
        "work_trial": _("työkokeilu"),
        "rehabilitative_work": _("kuntouttava työtoiminta"),
        "subsidised_work": _("palkkatuettu työ"),
        "study_period": _("opintojakso"),
        "integration": _("kotoutuminen"),
        "rehabilitation": _("kuntoutus"),
    },
    FeatureKind.REFERRER: {  # domain.md fact 19, with the note on työllisyyspalvelut
        "employment_services": _("työllisyyspalvelut"),
        "social_services": _("sosiaalipalvelut"),
        "education": _("oppilaitokset"),
        "self": _("valmentautuja itse"),
        "other": _("muu taho"),
    },
    FeatureKind.SECTOR: {  # domain.md facts 14 and 21
        "employment": _("työllisyys"),
        "education": _("koulutus"),
        "social_health": _("sosiaali- ja terveysala"),
        "youth": _("nuorisopalvelut"),
        "companies": _("yritykset"),
    },
    FeatureKind.QUALITY_SYSTEM: {  # domain.md fact 5
        "iso9001": _("ISO 9001"),
        "efqm": _("EFQM"),
        "caf": _("CAF"),
        "shqs": _("SHQS"),
        "stl": _("STL-malli"),
        "own_handbook": _("oma laatukäsikirja"),
        "other": _("muu laatujärjestelmä"),
    },
}
FEATURE_CHOICES = [(code, label) for codes in FEATURES.values() for code, label in codes.items()]
