"""The lifecycle tables: every state, every transition, who moves it. Buttons, e-mails, filters and tests are drawn from here.

Source: docs/domain.md section 4.1, made precise by the association's wishes.
"""

from dataclasses import dataclass
from enum import StrEnum

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
STATUS_CHOICES = [(status.value, label) for status, label in SELF_STATUS_LABELS.items()]
OPEN_STATUSES = frozenset({AssessmentStatus.DRAFT, AssessmentStatus.INDIVIDUAL, AssessmentStatus.JOINT})


@dataclass(frozen=True)
class Transition:
    """One allowed move: from any of `sources` to `target`, by whoever holds `permission` in the workshop."""

    name: str
    sources: frozenset[AssessmentStatus]
    target: AssessmentStatus
    permission: Permission
    label: Promise


SELF_ASSESSMENT: tuple[Transition, ...] = (
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


def transitions_from(status: str) -> list[Transition]:
    """Return the transitions that leave the state, in the table's order."""
    return [transition for transition in SELF_ASSESSMENT if status in transition.sources]
