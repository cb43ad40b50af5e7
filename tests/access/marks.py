"""The lines of what follows an audit in the table of access: quality marks, feedback, actions, agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.models import QualityMark
from assessments.selectors.auditing.feedback import QUESTIONS
from assessments.selectors.results import criteria_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.access.cast import World

    Arguments = Callable[[World], dict[str, str]]

KEPT = ("mark-detail", "mark-consent", "mark-revoke", "certificate-order", "certificate-download")
NO_CODE = "222222222"  # of the right length, with a wrong check character
AUDITS = ("in_audit", "commenting", "final")


def granted_mark(world: World) -> QualityMark:
    """Return the mark that the decision with conditions granted."""
    return QualityMark.objects.get(decision=world.decisions["granted"])


def mark_addresses() -> dict[str, dict[str, Arguments]]:
    """Return the lines of every address of a mark, and of what an audited workshop and the coordinators do after an audit."""
    kept = {"granted": lambda world: {"ref": granted_mark(world).ref}}
    checked = {"granted": lambda world: {"code": granted_mark(world).code}, "wrong code": lambda world: {"code": NO_CODE}}
    names = ("mark-register", "mark-meaning", "mark-find", "audit-feedback-sum", "auditor-agreement")
    nothing = {f"assessments:{name}": {"": lambda world: {}} for name in names}
    return {
        **{f"assessments:{name}": kept for name in KEPT},
        "assessments:mark-check": checked,
        **nothing,
        "assessments:audit-feedback": {state: _of_audit(state) for state in AUDITS},
        "assessments:suggestion-action-create": {state: _of_criterion(state) for state in AUDITS},
    }


def _of_audit(state: str) -> Arguments:
    return lambda world: {"ref": world.audits[state].ref}


def _of_criterion(state: str) -> Arguments:
    return lambda world: {"ref": world.audits[state].ref, "code": criteria_of(world.audits[state])[0].code}


MARK_BODIES = {
    "assessments:mark-consent": lambda world: {"lupa": "1"},
    "assessments:mark-revoke": lambda world: {"reason": "Ehdot eivät täyttyneet."},
    "assessments:audit-feedback": lambda world: {**dict.fromkeys(QUESTIONS, "4"), "text": ""},
    "assessments:suggestion-action-create": lambda world: {"what": "Kootaan palautteet.", "due_date": ""},
}
