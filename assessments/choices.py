"""Coded choices of assessments, with their Finnish labels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workshops.roles import Role


class AssessmentKind(TextChoices):
    SELF = "self", _("itsearviointi")
    PEER = "peer", _("vertaisauditointi")
    EXTERNAL = "external", _("ulkopuolinen auditointi")


class AuditWish(TextChoices):
    """Which kind of audit the applicant wishes; an `AssessmentKind` by value."""

    PEER = AssessmentKind.PEER.value, _("Vertaisauditointi: kaksi toisten työpajojen työntekijää")
    EXTERNAL = AssessmentKind.EXTERNAL.value, _("Ulkopuolinen auditointi: yhdistyksen nimeämä auditoitsija")


AUDITOR_ROLES = {AssessmentKind.PEER: Role.PEER_AUDITOR, AssessmentKind.EXTERNAL: Role.EXTERNAL_AUDITOR}  # who makes which audit


class TieKind(TextChoices):
    """What ties an auditor to an organisation from earlier."""

    WORKED = "worked", _("olen työskennellyt siellä")
    TRAINED = "trained", _("olen kouluttanut tai ohjannut siellä")


class ImportKind(TextChoices):
    """What a list brought from a spreadsheet holds."""

    ORGANISATIONS = "organisations", _("organisaatiot ja työpajat")
    PEOPLE = "people", _("ihmiset ja roolit")
    MARKS = "marks", _("aiemmin myönnetyt laatumerkit")


class RatingsShown(TextChoices):
    """How single ratings are shown in the discussion; told to all before they rate, not changeable after."""

    SPREAD = "spread", _("Jakaumana, nimettömästi (vähintään neljä arviota kriteeristä)")
    NAMES = "names", _("Nimien kanssa")


class Answer(TextChoices):
    """The kind of answer; a missing row means "ei vielä vastattu". Zero, empty and these three are different things everywhere."""

    LEVEL = "level", _("taso")
    NOT_APPLICABLE = "not_applicable", _("Ei koske työpajaamme")
    DONT_KNOW = "dont_know", _("En osaa sanoa")


class ReportStatus(TextChoices):
    QUEUED = "queued", _("Jonossa")
    RENDERING = "rendering", _("Valmisteilla")
    READY = "ready", _("Valmis")
    FAILED = "failed", _("Epäonnistui")


class ActionStatus(TextChoices):
    AGREED = "agreed", _("Sovittu")
    UNDER_WAY = "under_way", _("Käynnissä")
    DONE = "done", _("Tehty")
    DROPPED = "dropped", _("Luovuttu")


class Recommendation(TextChoices):
    """What the auditors recommend; they never decide (docs/domain.md 4.4)."""

    SUPPORTED = "supported", _("Puolletaan")
    CONDITIONAL = "conditional", _("Puolletaan ehdoin")
    NOT_YET = "not_yet", _("Ei puolleta vielä")


class DecisionOutcome(TextChoices):
    GRANTED = "granted", _("Laatumerkki myönnetään")
    REFUSED = "refused", _("Laatumerkkiä ei myönnetä")


class MarkState(TextChoices):
    """What a mark is on a day; derived from days, renewals and revocation, never stored."""

    VALID = "valid", _("Voimassa")
    ENDED = "ended", _("Voimassaolo päättyi")
    REVOKED = "revoked", _("Peruutettu")


class VisitStepKind(TextChoices):
    """The steps of a visit in their order; the oral first feedback ends it (docs/domain.md 4.3)."""

    OPENING = "opening", _("Alkukeskustelu: aikataulu, tavoite ja luottamuksellisuus")
    TOUR = "tour", _("Kierros työpajalla tai etänä")
    LEADERS = "leaders", _("Esihenkilön haastattelu")
    STAFF = "staff", _("Valmentajien haastattelu")
    OTHERS = "others", _("Valmentautujien tai kumppanien kuuleminen")
    QUESTIONS = "questions", _("Kerätyt kysymykset käytiin läpi")
    PAIR_TALK = "pair_talk", _("Auditoitsijoiden keskinäinen keskustelu")
    FIRST_FEEDBACK = "first_feedback", _("Suullinen ensipalaute annettiin")


SPREAD_MINIMUM = 4  # a spread is shown from this many ratings of the criterion up
NOTE_MAX_LENGTH = 4_000
TEXT_MAX_LENGTH = 10_000


class SummarySeries(TextChoices):
    """Whose levels a national summary counts: what workshops agreed of themselves, or what audits found. Never mixed."""

    SELF = "self", _("Itsearvioinnit")
    AUDIT = "audit", _("Auditoinnit")


class Dimension(TextChoices):
    """By what a national summary can be narrowed (docs/domain.md section 6), the most wanted first."""

    REGION = "region", _("Maakunta")
    MAINTAINER = "maintainer", _("Ylläpitäjä")
    NETWORK = "network", _("ALU-verkosto")
    SIZE = "size", _("Työpajan koko")
    LANGUAGE = "language", _("Työpajan kieli")
    SERVICE = "service", _("Työpajan palvelu")
    SECTOR = "sector", _("Kumppaniala")


class Compared(TextChoices):
    """With what the levels of the same workshops are compared in a summary."""

    YEAR_BEFORE = "year_before", _("edellinen vuosi")
    OWN = "own", _("työpajan oma arviointi")
