"""The proposal for a whole round: ordered by a coordinator, worked out in the worker, looked through by hand, then invited."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from assessments.choices import AssessmentKind, ReportStatus
from assessments.lifecycle import OPEN_AUDIT_STATUSES, SeatStatus
from assessments.matching import SECONDS, Gap, Matching, Why, match
from assessments.models import Application, Auditor, AuditSeat, Proposal, Round
from assessments.models.report import UNDER_WAY
from assessments.permissions import can_manage_rounds
from assessments.selectors.auditing.round_matter import applications_to_name, is_replaceable, matter_of
from assessments.services.auditing.seats import invite_auditors, name_auditor, remove_proposed
from assessments.services.guards import access_of, lock_application, require
from config.toolkit.errors import DomainError, NotAllowedError, WrongStateError
from workshops.models import User
from workshops.services.audit_events import record_event

logger = logging.getLogger(__name__)

AT_ONCE = 50  # applications are invited by one click; a hundred would make it wait for tens of seconds on a busy machine


@transaction.atomic
def order_proposal(*, round_: Round, by: User, at: dt.datetime) -> Proposal:
    """Order a proposal for the round and return the row to follow; the worker makes it.

    Raises `WrongStateError` before the deadline, without applications that wait for auditors, and while another is being made.
    """
    require(can_manage_rounds(access_of(by, at)))
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    if not round_.has_passed(at):
        raise WrongStateError(_("Ehdotuksen voi tehdä vasta määräajan jälkeen."))
    if not applications_to_name(round_).exists():
        raise WrongStateError(_("Kierroksella ei ole lähetettyjä hakemuksia, joille auditoitsijoita nimettäisiin."))
    under_way = round_.proposals.filter(status__in=UNDER_WAY)
    if any(each.is_under_way(at) for each in under_way):
        raise WrongStateError(_("Ehdotusta tehdään jo. Se valmistuu yleensä alle minuutissa."))
    under_way.update(status=ReportStatus.FAILED, finished_at=at)
    proposal = Proposal(round=round_, ordered_at=at, ordered_by=by)
    proposal.full_clean()
    proposal.save()
    record_event(action="proposal_ordered", obj=proposal, by=by, at=at, details={"round": round_.ref})
    transaction.on_commit(lambda: work_out_proposal.enqueue(proposal.pk))
    return proposal


@task()
def work_out_proposal(proposal_id: int) -> None:
    """Make the ordered proposal in the worker."""
    make_proposal(proposal_id=proposal_id, at=timezone.now())


def make_proposal(*, proposal_id: int, at: dt.datetime, seconds: float = SECONDS) -> None:
    """Find who could audit whom, and write it down as places that nobody has been told of.

    Safe to run twice: one that is finished is left as it is, and one that a killed worker left half made is made whole with the same
    places. A refusal leaves it failed, to be ordered again; `seconds` bounds the solver.
    """
    if not Proposal.objects.filter(pk=proposal_id, status__in=UNDER_WAY).update(status=ReportStatus.RENDERING):
        return
    proposal = Proposal.objects.select_related("round", "ordered_by").get(pk=proposal_id)
    try:
        _work_out(proposal, at, seconds)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("The proposal %s could not be made.", proposal.ref)
        _finish(proposal, at, status=ReportStatus.FAILED)


def _work_out(proposal: Proposal, at: dt.datetime, seconds: float) -> None:
    found = matter_of(proposal.round, at)
    matching = match(found.matter, seconds=seconds)
    gaps = {gap.application: gap for gap in matching.gaps}
    for ref, application in sorted(found.applications.items()):
        wanted = [found.auditors[auditor] for auditor, of in matching.pairs if of == ref]
        if wanted or any(is_replaceable(seat) for seat in found.seats[ref]):
            refused = _write(proposal, application, wanted, at)
            if refused:
                gaps[ref] = _widened(gaps.get(ref), ref, refused)
    _complete(proposal, matching, [_told(gaps[ref]) for ref in sorted(gaps)], at)


@transaction.atomic
def _write(proposal: Proposal, application: Application, wanted: list[Auditor], at: dt.datetime) -> int:
    """Give the auditors their places in place of those an earlier proposal gave; return how many could not be named after all."""
    application = lock_application(application)
    if not Proposal.objects.filter(pk=proposal.pk, status=ReportStatus.RENDERING).exists():
        raise WrongStateError(_("Ehdotus on tilattu uudelleen."))
    wanted_keys = {auditor.pk for auditor in wanted}
    earlier = AuditSeat.objects.filter(assessment__application=application, status=SeatStatus.PROPOSED, proposal__isnull=False)
    for seat in earlier.exclude(auditor__in=wanted_keys).filter(assessment__status__in=OPEN_AUDIT_STATUSES):
        remove_proposed(seat=seat, by=proposal.ordered_by, at=at)
    kept = earlier.filter(auditor__in=wanted_keys)
    kept.update(proposal=proposal)
    present = set(kept.values_list("auditor", flat=True))
    return sum(not _name(proposal, application, auditor, at) for auditor in wanted if auditor.pk not in present)


def _name(proposal: Proposal, application: Application, auditor: Auditor, at: dt.datetime) -> bool:
    """Name the auditor; False when something that changed in between refuses her. All rules are asked anew (`name_auditor`)."""
    is_lead = application.wish == AssessmentKind.EXTERNAL
    try:
        name_auditor(application=application, auditor=auditor, is_lead=is_lead, by=proposal.ordered_by, at=at, proposal=proposal)
    except NotAllowedError:
        raise
    except DomainError:
        return False
    return True


def _widened(gap: Gap | None, application: str, refused: int) -> Gap:
    gap = gap or Gap(application, 0, {})
    return Gap(application, gap.missing + refused, {**gap.whys, Why.CHANGED: refused}, gap.with_reason)


def _told(gap: Gap) -> dict[str, Any]:
    """Return the gap as it is stored: references and codes, no names."""
    return {
        "application": gap.application,
        "missing": gap.missing,
        "whys": {why.value: count for why, count in gap.whys.items()},
        "with_reason": list(gap.with_reason),
    }


@transaction.atomic
def _complete(proposal: Proposal, matching: Matching, gaps: list[dict[str, Any]], at: dt.datetime) -> None:
    if not _finish(proposal, at, status=ReportStatus.READY, is_best=matching.is_best, gaps=gaps):
        return
    details = {"round": proposal.round.ref, "proposed": len(matching.pairs), "gaps": len(gaps), "is_best": matching.is_best}
    record_event(action="proposal_made", obj=proposal, by=None, at=at, details=details)


def _finish(proposal: Proposal, at: dt.datetime, *, status: ReportStatus, **fields: Any) -> bool:
    """End the proposal unless it has been ended already, as one that was silent for too long; tell whether it was ended here."""
    rows = Proposal.objects.filter(pk=proposal.pk, status=ReportStatus.RENDERING)
    return bool(rows.update(status=status, finished_at=at, **fields))


# Inviting --------------------------------------------------------------------------------------------------------------------


@dataclass
class Invited:
    """What came of inviting a round: how many auditors were invited to how many applications, and who could not be and why."""

    auditors: int = 0
    applications: int = 0
    refused: list[tuple[Application, str]] = field(default_factory=list)
    is_partial: bool = False  # `at_once` was reached: the rest waits for another click


def invite_proposed(*, round_: Round, by: User, at: dt.datetime, at_once: int = AT_ONCE) -> Invited:
    """Invite the round's whole teams, each application in a transaction of its own; one that is refused holds up no other.

    What another click or coordinator has invited in between is left as it is: nobody is invited twice.
    """
    require(can_manage_rounds(access_of(by, at)))
    result = Invited()
    for application in _waiting(round_):
        if result.applications >= at_once:
            result.is_partial = True
            break
        try:
            seats = invite_auditors(application=application, by=by, at=at)
        except NotAllowedError:
            raise
        except DomainError as refusal:
            if _waiting(round_).filter(pk=application.pk).exists():
                result.refused.append((application, str(refusal.message)))
            continue
        result.auditors += len(seats)
        result.applications += 1
    return result


def _waiting(round_: Round) -> Any:
    """Return the applications with somebody proposed and not invited."""
    seats = AuditSeat.objects.live().filter(status=SeatStatus.PROPOSED, assessment__application__round=round_)
    return applications_to_name(round_).filter(pk__in=seats.values("assessment__application"))
