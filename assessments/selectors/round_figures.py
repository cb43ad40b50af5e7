"""The numbers of a round: each leads to the list of the applications it counts. They are named in the board's address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from assessments.choices import AssessmentKind, AuditWish
from assessments.lifecycle import APPLICATION_STATUS_LABELS, ApplicationStatus
from assessments.selectors.round_standing import STUCK

# Parameters of the board's address.
STATE, WISH, WAITS, STUCK_IN, AUDITOR = "tila", "toive", "odottaa", "jumissa", "auditoitsija"
STATES = {
    "ilmoittautunut": ApplicationStatus.REGISTERED,
    "taytettavana": ApplicationStatus.OPEN,
    "lahetetty": ApplicationStatus.SUBMITTED,
    "auditoitavana": ApplicationStatus.IN_AUDIT,
    "auditoitu": ApplicationStatus.AUDITED,
    "myonnetty": ApplicationStatus.GRANTED,
    "ei-myonnetty": ApplicationStatus.REFUSED,
    "perunut": ApplicationStatus.WITHDRAWN,
    "jai-lahettamatta": ApplicationStatus.LAPSED,
}
SLUGS = {status: slug for slug, status in STATES.items()}
WISHES = {"vertais": AuditWish.PEER, "ulkopuolinen": AuditWish.EXTERNAL}


class Waits(Enum):
    """What an application waits for."""

    YOU = gettext_lazy("odottaa sinua")
    APPLICANT = gettext_lazy("odottaa hakijaa")
    OPENING = gettext_lazy("odottaa kierroksen avautumista")
    DEADLINE = gettext_lazy("odottaa määräaikaa")
    AUDITORS = gettext_lazy("odottaa auditoitsijoita")
    DECISION = gettext_lazy("odottaa päätöstä")
    NOTHING = gettext_lazy("ei odota mitään")


WAITINGS = {
    "sinua": Waits.YOU,
    "hakijaa": Waits.APPLICANT,
    "avautumista": Waits.OPENING,
    "maaraaikaa": Waits.DEADLINE,
    "auditoitsijoita": Waits.AUDITORS,
    "paatosta": Waits.DECISION,
    "ei-mitaan": Waits.NOTHING,
}


@dataclass(frozen=True)
class Choice:
    """What the board's list shows; an empty value is everything."""

    state: str = ""
    wish: str = ""
    waits: str = ""
    stuck: str = ""
    auditor: str = ""  # her reference
    auditor_name: str = ""

    @property
    def query(self) -> str:
        """The choice as the parameters of an address, "" for everything."""
        chosen = {STATE: self.state, WISH: self.wish, WAITS: self.waits, STUCK_IN: self.stuck, AUDITOR: self.auditor}
        parameters = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{parameters}" if parameters else ""

    @property
    def words(self) -> str:
        """The choice in words: "Lähetetty, vertaisauditointi"."""
        parts = [str(APPLICATION_STATUS_LABELS[STATES[self.state]])] if self.state else []
        parts += [wish_words(WISHES[self.wish])] if self.wish else []
        parts += [str(WAITINGS[self.waits].value)] if self.waits else []
        parts += [str(STUCK[self.stuck].value)] if self.stuck else []
        parts += [self.auditor_name] if self.auditor else []
        return str(capfirst(", ".join(parts)))


@dataclass(frozen=True)
class Figure:
    """One number of the board: how many, in which list they are, and that list in words."""

    count: int
    query: str
    words: str


def wish_words(wish: str) -> str:
    """Return "vertaisauditointi" or "ulkopuolinen auditointi"."""
    return str(AssessmentKind(wish).label)
