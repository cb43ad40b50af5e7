"""Addresses of a round's proposal."""

from django.urls import path

from assessments.views.auditing import proposals

ONE = "koordinointi/kierrokset/<str:ref>/ehdotus/"
urlpatterns = [
    path(ONE, proposals.RoundProposal.as_view(), name="round-proposal"),
    path(f"{ONE}tila/", proposals.proposal_state, name="proposal-state"),
    path(f"{ONE}tilaa/", proposals.proposal_order, name="proposal-order"),
    path(f"{ONE}kutsu/", proposals.proposal_invite, name="proposal-invite"),
]
