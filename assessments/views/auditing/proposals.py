"""The proposal for a whole round: who would audit whom, ordered, looked through and invited."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from assessments.views.rounds import OfRound, round_or_404
from workshops.roles import Permission
from workshops.views.gates import require_nationally


class RoundProposal(OfRound, TemplateView):
    """How far the round's proposal is, and what it says."""

    template_name = "assessments/round_proposal.html"


@require_POST
def proposal_order(request: HttpRequest, ref: str) -> HttpResponse:
    """Order a proposal for the round."""
    require_nationally(request, Permission.MANAGE_ROUNDS)
    return redirect("assessments:round-proposal", ref=round_or_404(ref).ref)


@require_POST
def proposal_invite(request: HttpRequest, ref: str) -> HttpResponse:
    """Invite every whole team of the round."""
    require_nationally(request, Permission.MANAGE_ROUNDS)
    return redirect("assessments:round-proposal", ref=round_or_404(ref).ref)
