"""The lifecycle tables: every state, every transition, who moves it. Buttons, e-mails, filters and tests are drawn from here.

Source: docs/domain.md sections 4.1 to 4.4, made precise by the association's wishes.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workshops.roles import Permission


class AssessmentStatus(StrEnum):
    DRAFT = "draft"
    INDIVIDUAL = "individual"
    JOINT = "joint"
    COMPLETED = "completed"
    ARCHIVED = "archived"


SELF_STATUS_LABELS: dict[AssessmentStatus, Promise] = {
    AssessmentStatus.DRAFT: _("Luonnos"),
    AssessmentStatus.INDIVIDUAL: _("Omat arviot"),
    AssessmentStatus.JOINT: _("Yhteinen keskustelu"),
    AssessmentStatus.COMPLETED: _("Valmis"),
    AssessmentStatus.ARCHIVED: _("Arkistoitu"),
}
OPEN_STATUSES = frozenset({AssessmentStatus.DRAFT, AssessmentStatus.INDIVIDUAL, AssessmentStatus.JOINT})


class AuditStatus(StrEnum):
    """The states of an assessment that is an audit."""

    ASSIGNING = "assigning"
    READING = "reading"
    SCHEDULED = "scheduled"
    VISITED = "visited"
    DRAFTING = "drafting"
    COMMENTING = "commenting"
    CHECKING = "checking"
    FINAL = "final"
    CLOSED = "closed"
    CANCELLED = "cancelled"


AUDIT_STATUS_LABELS: dict[AuditStatus, Promise] = {
    AuditStatus.ASSIGNING: _("Auditoitsijoiden nimeäminen"),
    AuditStatus.READING: _("Aineistoon tutustuminen"),
    AuditStatus.SCHEDULED: _("Käynti sovittu"),
    AuditStatus.VISITED: _("Käynti tehty"),
    AuditStatus.DRAFTING: _("Raporttiluonnos"),
    AuditStatus.COMMENTING: _("Työpajan kommentit"),
    AuditStatus.CHECKING: _("Tarkistettavana"),
    AuditStatus.FINAL: _("Raportti valmis"),
    AuditStatus.CLOSED: _("Suljettu"),
    AuditStatus.CANCELLED: _("Keskeytetty"),
}
RATING_AUDIT_STATUSES = frozenset({AuditStatus.READING, AuditStatus.SCHEDULED})  # each auditor rates alone
WRITING_AUDIT_STATUSES = frozenset({AuditStatus.DRAFTING, AuditStatus.COMMENTING})  # its auditors write, and answer the workshop
NOTING_AUDIT_STATUSES = RATING_AUDIT_STATUSES | {AuditStatus.VISITED, AuditStatus.DRAFTING}  # notes of the visit are taken in
REPORTED_AUDIT_STATUSES = frozenset({AuditStatus.FINAL, AuditStatus.CLOSED})  # the report is final and never changes
BEGUN_AUDIT_STATUSES = RATING_AUDIT_STATUSES | {  # auditors are at work on it, and it has no final report yet
    AuditStatus.VISITED,
    AuditStatus.DRAFTING,
    AuditStatus.COMMENTING,
    AuditStatus.CHECKING,
}
RUNNING_AUDIT_STATUSES = BEGUN_AUDIT_STATUSES | {AuditStatus.ASSIGNING}
OPEN_AUDIT_STATUSES = RUNNING_AUDIT_STATUSES | {AuditStatus.FINAL}  # its auditors still read the material
STATUS_CHOICES = [(status.value, label) for status, label in (*SELF_STATUS_LABELS.items(), *AUDIT_STATUS_LABELS.items())]

Status = TypeVar("Status", bound=StrEnum)


@dataclass(frozen=True)
class Transition(Generic[Status]):
    """One allowed move: from any of `sources` to `target`, by whoever holds `permission` in the workshop."""

    name: str
    sources: frozenset[Status]
    target: Status
    permission: Permission
    label: Promise


SELF_ASSESSMENT: tuple[Transition[AssessmentStatus], ...] = (
    Transition(
        "start",
        frozenset({AssessmentStatus.DRAFT}),
        AssessmentStatus.INDIVIDUAL,
        Permission.MANAGE_ASSESSMENT,
        _("Aloita omat arviot"),
    ),
    Transition(
        "start_jointly",
        frozenset({AssessmentStatus.DRAFT}),
        AssessmentStatus.JOINT,
        Permission.MANAGE_ASSESSMENT,
        _("Aloita suoraan yhteisestä keskustelusta"),
    ),
    Transition(
        "open_discussion",
        frozenset({AssessmentStatus.INDIVIDUAL}),
        AssessmentStatus.JOINT,
        Permission.MANAGE_ASSESSMENT,
        _("Avaa yhteinen keskustelu"),
    ),
    Transition(
        "complete",
        frozenset({AssessmentStatus.JOINT}),
        AssessmentStatus.COMPLETED,
        Permission.CONFIRM_ASSESSMENT,
        _("Vahvista itsearviointi valmiiksi"),
    ),
    Transition(
        "reopen",
        frozenset({AssessmentStatus.COMPLETED}),
        AssessmentStatus.JOINT,
        Permission.CONFIRM_ASSESSMENT,
        _("Avaa uudelleen"),
    ),
    Transition(
        "archive",
        frozenset({AssessmentStatus.COMPLETED}),
        AssessmentStatus.ARCHIVED,
        Permission.CONFIRM_ASSESSMENT,
        _("Arkistoi"),
    ),
    Transition(
        "abandon",
        OPEN_STATUSES,
        AssessmentStatus.ARCHIVED,
        Permission.CONFIRM_ASSESSMENT,
        _("Keskeytä"),
    ),
)
TRANSITIONS = {transition.name: transition for transition in SELF_ASSESSMENT}
REOPEN_DAYS = 14  # counted from the first completion


def transitions_from(status: str) -> list[Transition[AssessmentStatus]]:
    """Return the transitions that leave the state, in the table's order."""
    return [transition for transition in SELF_ASSESSMENT if status in transition.sources]


class ApplicationStatus(StrEnum):
    REGISTERED = "registered"
    OPEN = "open"
    SUBMITTED = "submitted"
    IN_AUDIT = "in_audit"
    AUDITED = "audited"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


APPLICATION_STATUS_LABELS: dict[ApplicationStatus, Promise] = {
    ApplicationStatus.REGISTERED: _("Ilmoittauduttu"),
    ApplicationStatus.OPEN: _("Täytettävänä"),
    ApplicationStatus.SUBMITTED: _("Lähetetty"),
    ApplicationStatus.IN_AUDIT: _("Auditoitavana"),
    ApplicationStatus.AUDITED: _("Auditoitu"),
    ApplicationStatus.GRANTED: _("Myönnetty"),
    ApplicationStatus.REFUSED: _("Ei myönnetty"),
    ApplicationStatus.WITHDRAWN: _("Hakija perui"),
    ApplicationStatus.LAPSED: _("Jäi lähettämättä"),
}
APPLICATION_STATUS_CHOICES = [(status.value, label) for status, label in APPLICATION_STATUS_LABELS.items()]
UNSUBMITTED_STATUSES = frozenset({ApplicationStatus.REGISTERED, ApplicationStatus.OPEN})
DECIDED_STATUSES = frozenset({ApplicationStatus.GRANTED, ApplicationStatus.REFUSED})
UNDECIDED_STATUSES = frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.IN_AUDIT, ApplicationStatus.AUDITED})  # submitted
DECIDABLE_STATUSES = DECIDED_STATUSES | {ApplicationStatus.AUDITED}  # on the pages of decisions
FILLABLE_STATUSES = frozenset({ApplicationStatus.OPEN, ApplicationStatus.SUBMITTED})
LIVE_STATUSES = UNSUBMITTED_STATUSES | {ApplicationStatus.SUBMITTED, ApplicationStatus.IN_AUDIT, ApplicationStatus.AUDITED}
READ_STATUSES = frozenset(  # something was submitted that others read once the deadline has passed
    {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.IN_AUDIT,
        ApplicationStatus.AUDITED,
        ApplicationStatus.GRANTED,
        ApplicationStatus.REFUSED,
    }
)

# The permission of a move that the applicant makes is held in a covered workshop; of the others nationally. `lapse` is the clock's: who
# moves deadlines may cause it. `revive` comes from moving a deadline that has passed.
APPLICATION: tuple[Transition[ApplicationStatus], ...] = (
    Transition(
        "open",
        frozenset({ApplicationStatus.REGISTERED}),
        ApplicationStatus.OPEN,
        Permission.APPLY,
        _("Aloita hakemuksen täyttäminen"),
    ),
    Transition("submit", FILLABLE_STATUSES, ApplicationStatus.SUBMITTED, Permission.APPLY, _("Lähetä hakemus")),
    Transition("withdraw", LIVE_STATUSES, ApplicationStatus.WITHDRAWN, Permission.APPLY, _("Peru hakemus")),
    Transition("lapse", UNSUBMITTED_STATUSES, ApplicationStatus.LAPSED, Permission.MANAGE_ROUNDS, _("Merkitse lähettämättä jääneeksi")),
    Transition(
        "renew",
        frozenset({ApplicationStatus.LAPSED}),
        ApplicationStatus.OPEN,
        Permission.APPLY,
        _("Siirrä seuraavalle kierrokselle"),
    ),
    Transition("revive", frozenset({ApplicationStatus.LAPSED}), ApplicationStatus.OPEN, Permission.MANAGE_ROUNDS, _("Avaa uudelleen")),
    Transition(
        "start_audit",
        frozenset({ApplicationStatus.SUBMITTED}),
        ApplicationStatus.IN_AUDIT,
        Permission.MANAGE_ROUNDS,
        _("Aloita auditointi"),
    ),
    Transition(
        "finish_audit",
        frozenset({ApplicationStatus.IN_AUDIT}),
        ApplicationStatus.AUDITED,
        Permission.MANAGE_ROUNDS,
        _("Hyväksy auditoinnin raportti"),
    ),
    Transition("grant", frozenset({ApplicationStatus.AUDITED}), ApplicationStatus.GRANTED, Permission.DECIDE, _("Myönnä laatumerkki")),
    Transition(
        "refuse", frozenset({ApplicationStatus.AUDITED}), ApplicationStatus.REFUSED, Permission.DECIDE, _("Älä myönnä laatumerkkiä")
    ),
    Transition(
        "correct_to_granted",
        frozenset({ApplicationStatus.REFUSED}),
        ApplicationStatus.GRANTED,
        Permission.DECIDE,
        _("Oikaise: myönnä laatumerkki"),
    ),
    Transition(
        "correct_to_refused",
        frozenset({ApplicationStatus.GRANTED}),
        ApplicationStatus.REFUSED,
        Permission.DECIDE,
        _("Oikaise: älä myönnä laatumerkkiä"),
    ),
)
APPLICATION_TRANSITIONS = {transition.name: transition for transition in APPLICATION}


# A decision moves the application by the name of its outcome; one that supersedes another and ends differently, by these.
CORRECTIONS = {"granted": "correct_to_granted", "refused": "correct_to_refused"}


def application_transitions_from(status: str) -> list[Transition[ApplicationStatus]]:
    """Return the transitions that leave the application's state, in the table's order."""
    return [transition for transition in APPLICATION if status in transition.sources]


# The permission of a move that an auditor makes is held by her seat in the audit. `reassign` follows from replacing an auditor.
AUDIT: tuple[Transition[AuditStatus], ...] = (
    Transition(
        "start_reading",
        frozenset({AuditStatus.ASSIGNING}),
        AuditStatus.READING,
        Permission.AUDIT,
        _("Aloita tutustuminen aineistoon"),
    ),
    Transition(
        "agree_visit",
        frozenset({AuditStatus.READING}),
        AuditStatus.SCHEDULED,
        Permission.AUDIT,
        _("Merkitse käynti sovituksi"),
    ),
    Transition("cancel_visit", frozenset({AuditStatus.SCHEDULED}), AuditStatus.READING, Permission.AUDIT, _("Peru sovittu käynti")),
    Transition("record_visit", frozenset({AuditStatus.SCHEDULED}), AuditStatus.VISITED, Permission.AUDIT, _("Merkitse käynti tehdyksi")),
    Transition("start_report", frozenset({AuditStatus.VISITED}), AuditStatus.DRAFTING, Permission.AUDIT, _("Aloita raportti")),
    Transition(
        "ask_comments",
        frozenset({AuditStatus.DRAFTING}),
        AuditStatus.COMMENTING,
        Permission.AUDIT,
        _("Lähetä työpajan kommentoitavaksi"),
    ),
    Transition(  # from the draft only when the workshop has had its say already: a returned report
        "send_to_check",
        frozenset({AuditStatus.COMMENTING, AuditStatus.DRAFTING}),
        AuditStatus.CHECKING,
        Permission.AUDIT,
        _("Lähetä koordinaattorin tarkistettavaksi"),
    ),
    Transition(
        "return_report", frozenset({AuditStatus.CHECKING}), AuditStatus.DRAFTING, Permission.MANAGE_ROUNDS, _("Palauta korjattavaksi")
    ),
    Transition("approve_report", frozenset({AuditStatus.CHECKING}), AuditStatus.FINAL, Permission.MANAGE_ROUNDS, _("Hyväksy raportti")),
    Transition("close", frozenset({AuditStatus.FINAL}), AuditStatus.CLOSED, Permission.MANAGE_ROUNDS, _("Sulje auditointi")),
    Transition("reassign", BEGUN_AUDIT_STATUSES, AuditStatus.ASSIGNING, Permission.MANAGE_ROUNDS, _("Nimeä uusi auditoitsija")),
    Transition("cancel", RUNNING_AUDIT_STATUSES, AuditStatus.CANCELLED, Permission.MANAGE_ROUNDS, _("Keskeytä auditointi")),
)
AUDIT_TRANSITIONS = {transition.name: transition for transition in AUDIT}


class SeatStatus(StrEnum):
    """The states of one auditor's place in an audit."""

    PROPOSED = "proposed"
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"
    STOPPED = "stopped"


SEAT_STATUS_LABELS: dict[SeatStatus, Promise] = {
    SeatStatus.PROPOSED: _("Ehdotettu"),
    SeatStatus.INVITED: _("Kutsuttu"),
    SeatStatus.ACCEPTED: _("Mukana"),
    SeatStatus.DECLINED: _("Ei pääse mukaan"),
    SeatStatus.REPLACED: _("Vaihdettu toiseen"),
    SeatStatus.STOPPED: _("Esteellinen"),
}
SEAT_STATUS_CHOICES = [(status.value, label) for status, label in SEAT_STATUS_LABELS.items()]
LIVE_SEATS = frozenset({SeatStatus.PROPOSED, SeatStatus.INVITED, SeatStatus.ACCEPTED})
ENDED_SEATS = frozenset({SeatStatus.DECLINED, SeatStatus.REPLACED, SeatStatus.STOPPED})

# A proposed auditor knows nothing yet: the place is removed without a trace until the invitation goes out. `stop` follows from a conflict
# that appears later.
SEAT: tuple[Transition[SeatStatus], ...] = (
    Transition("invite", frozenset({SeatStatus.PROPOSED}), SeatStatus.INVITED, Permission.MANAGE_ROUNDS, _("Lähetä kutsu")),
    Transition("accept", frozenset({SeatStatus.INVITED}), SeatStatus.ACCEPTED, Permission.AUDIT, _("Otan tehtävän vastaan")),
    Transition("decline", frozenset({SeatStatus.INVITED}), SeatStatus.DECLINED, Permission.AUDIT, _("En pääse mukaan")),
    Transition(
        "replace",
        frozenset({SeatStatus.INVITED, SeatStatus.ACCEPTED}),
        SeatStatus.REPLACED,
        Permission.MANAGE_ROUNDS,
        _("Vaihda auditoitsija"),
    ),
    Transition("stop", LIVE_SEATS, SeatStatus.STOPPED, Permission.MANAGE_ROUNDS, _("Merkitse esteelliseksi")),
)
SEAT_TRANSITIONS = {transition.name: transition for transition in SEAT}


class PracticeStatus(StrEnum):
    """The states of an example application on which auditors practise."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


PRACTICE_STATUS_LABELS: dict[PracticeStatus, Promise] = {
    PracticeStatus.DRAFT: _("Luonnos"),
    PracticeStatus.PUBLISHED: _("Julkaistu"),
    PracticeStatus.RETIRED: _("Poistettu käytöstä"),
}
PRACTICE_STATUS_CHOICES = [(status.value, label) for status, label in PRACTICE_STATUS_LABELS.items()]

# What is published never changes, for auditors have rated it: it is retired, and written anew as a copy.
PRACTICE: tuple[Transition[PracticeStatus], ...] = (
    Transition("publish", frozenset({PracticeStatus.DRAFT}), PracticeStatus.PUBLISHED, Permission.MANAGE_ROUNDS, _("Julkaise")),
    Transition(
        "retire",
        frozenset({PracticeStatus.DRAFT, PracticeStatus.PUBLISHED}),
        PracticeStatus.RETIRED,
        Permission.MANAGE_ROUNDS,
        _("Poista käytöstä"),
    ),
)
PRACTICE_TRANSITIONS = {transition.name: transition for transition in PRACTICE}


class ExampleStatus(StrEnum):
    """The states of a good practice that a workshop agrees to show to everybody."""

    WAITING = "waiting"
    SHOWN = "shown"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


EXAMPLE_STATUS_LABELS: dict[ExampleStatus, Promise] = {
    ExampleStatus.WAITING: _("Odottaa hyväksyntää"),
    ExampleStatus.SHOWN: _("Näkyvissä"),
    ExampleStatus.RETURNED: _("Palautettu"),
    ExampleStatus.WITHDRAWN: _("Poistettu näkyvistä"),
}
EXAMPLE_STATUS_CHOICES = [(status.value, label) for status, label in EXAMPLE_STATUS_LABELS.items()]
OFFERED_EXAMPLES = frozenset({ExampleStatus.WAITING, ExampleStatus.SHOWN})

# The words are never changed, for the consent is given to them: a returned or withdrawn example is written anew.
EXAMPLE: tuple[Transition[ExampleStatus], ...] = (
    Transition("approve", frozenset({ExampleStatus.WAITING}), ExampleStatus.SHOWN, Permission.READ_SUMMARIES, _("Hyväksy näytettäväksi")),
    Transition("return", OFFERED_EXAMPLES, ExampleStatus.RETURNED, Permission.READ_SUMMARIES, _("Palauta työpajalle")),
    Transition("withdraw", OFFERED_EXAMPLES, ExampleStatus.WITHDRAWN, Permission.MANAGE_ACTIONS, _("Poista näkyvistä")),
)
EXAMPLE_TRANSITIONS = {transition.name: transition for transition in EXAMPLE}
