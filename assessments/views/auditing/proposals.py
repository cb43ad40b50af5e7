"""The proposal for a whole round: who would audit whom, ordered, looked through and invited."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from assessments.models import Round
from assessments.selectors.auditing.proposals import latest_proposal, load_chart, shown_teams, teams_of_round, written_seats
from assessments.services.auditing.proposing import AT_ONCE, Invited, invite_proposed, order_proposal
from config.toolkit.errors import WrongStateError
from config.toolkit.views import PAGE_PARAMETER, page_of
from workshops.roles import Permission
from workshops.views.gates import NationalPage, require_nationally

TOLD = 10  # so many of those that could not be invited are told one by one; the page marks them all


def _round_or_404(request: HttpRequest, ref: str) -> Round:
    require_nationally(request, Permission.MANAGE_ROUNDS)
    return get_object_or_404(Round, ref=ref)


class RoundProposal(NationalPage, TemplateView):
    """How far the round's proposal is, the teams with the reasons of the choice, and the auditors' loads."""

    http_method_names = ["get", "head", "options"]
    permission = Permission.MANAGE_ROUNDS
    template_name = "assessments/round_proposal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        round_, at = _round_or_404(self.request, self.kwargs["ref"]), self.request.arrived_at
        if not round_.has_passed(at):
            return super().get_context_data(round=round_, is_open=False, **kwargs)
        proposal = latest_proposal(round_)
        teams = teams_of_round(round_, proposal, at)
        page = page_of(teams.lines, self.request.GET.get(PAGE_PARAMETER))
        return super().get_context_data(
            round=round_,
            is_open=True,
            proposal=proposal,
            has_failed=proposal is not None and proposal.has_failed(at),
            is_under_way=proposal is not None and proposal.is_under_way(at),
            written=sum(seat.proposal_id == proposal.pk for line in teams.lines for seat in line.seats) if proposal else 0,
            teams=teams,
            at_once=AT_ONCE,
            page_obj=page,
            shown=shown_teams(list(page), teams),
            chart=load_chart(teams),
            **kwargs,
        )


@require_safe
def proposal_state(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer the part of the page that tells how far the proposal is; the page's script asks for it while the worker is at it."""
    round_, at = _round_or_404(request, ref), request.arrived_at
    proposal = latest_proposal(round_)
    context = {
        "round": round_,
        "proposal": proposal,
        "has_failed": proposal is not None and proposal.has_failed(at),
        "is_under_way": proposal is not None and proposal.is_under_way(at),
        "written": written_seats(proposal) if proposal else 0,
        "is_fragment": True,
    }
    return render(request, "assessments/_proposal_state.html", context)


@require_POST
def proposal_order(request: HttpRequest, ref: str) -> HttpResponse:
    """Order a proposal for the round."""
    round_ = _round_or_404(request, ref)
    try:
        order_proposal(round_=round_, by=request.user, at=request.arrived_at)
    except WrongStateError as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("Ehdotus on tilattu. Se valmistuu hetken päästä."))
    return redirect("assessments:round-proposal", ref=ref)


@require_POST
def proposal_invite(request: HttpRequest, ref: str) -> HttpResponse:
    """Invite every whole team of the round, and tell which could not be invited."""
    round_ = _round_or_404(request, ref)
    _tell(request, invite_proposed(round_=round_, by=request.user, at=request.arrived_at))
    return redirect("assessments:round-proposal", ref=ref)


def _tell(request: HttpRequest, invited: Invited) -> None:
    if invited.auditors:
        sentence = ngettext(
            "Kutsu lähetettiin %(count)s auditoitsijalle.", "Kutsu lähetettiin %(count)s auditoitsijalle.", invited.auditors
        )
        messages.success(request, sentence % {"count": invited.auditors})
    if invited.is_partial:
        messages.info(request, _("Osa ryhmistä odottaa vielä. Kutsu loput samasta painikkeesta."))
    if not invited.auditors and not invited.refused:
        messages.info(request, _("Kutsuttavia ei ollut: kaikki ehdotetut on jo kutsuttu."))
    for application, reason in invited.refused[:TOLD]:
        values = {"organisation": application.organisation.name, "reason": reason}
        messages.warning(request, _("%(organisation)s: kutsua ei lähetetty. %(reason)s") % values)
    rest = len(invited.refused) - TOLD
    if rest > 0:
        sentence = ngettext("Lisäksi %(count)s hakemus jäi kutsumatta.", "Lisäksi %(count)s hakemusta jäi kutsumatta.", rest)
        messages.warning(request, sentence % {"count": rest})
