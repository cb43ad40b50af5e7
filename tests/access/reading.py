"""What is written while an audit's material is read: a question with its answer, one that waits, and a note to take home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.selectors.results import criteria_of
from assessments.services.auditing.clarifying import answer_clarification, ask_clarification
from assessments.services.auditing.home_notes import save_home_note
from tests.access.markers import AUDITED, marker

if TYPE_CHECKING:
    import datetime as dt

    from tests.access.cast import World


def make_reading_matter(world: World, at: dt.datetime) -> None:
    """Let the peer ask of both criteria, the contact answer the first, and the peer note down what is hers alone."""
    audit, peer = world.audits[AUDITED], world.users["peer"]
    first, second = criteria_of(audit)[:2]
    for criterion in (first, second):
        ask_clarification(audit=audit, criterion=criterion, text="Kuka päivittää suunnitelman?", by=peer, at=at)
    contact = {"by": world.users["contact"], "at": at}
    answer_clarification(audit=audit, criterion=first, text="Vastaava valmentaja joka maanantai.", **contact)
    note = marker("peer", "HUOMIO", AUDITED)  # found in anybody else's answer, it has leaked
    save_home_note(audit=audit, criterion=first, text=note, revision=0, by=peer, at=at)
