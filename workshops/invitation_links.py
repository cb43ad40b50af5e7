"""The signed address of an invitation. It names the invitation and the nonce of its last sending, so that an earlier link is dead."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from workshops.mail import absolute_url
from workshops.models import Invitation

SIGNER = signing.Signer(salt="workshops.invitation")  # the time is in the row, not in the link


def invitation_token(invitation: Invitation) -> str:
    """Return the signed token of the invitation's last sending."""
    return SIGNER.sign_object([invitation.ref, invitation.nonce])


def invitation_url(invitation: Invitation) -> str:
    """Return the full address for the mail."""
    return absolute_url(reverse("workshops:invitation-accept", args=[invitation_token(invitation)]))


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation of a token rightly signed and of the last sending, whatever its state; reading it changes nothing."""
    try:
        ref, nonce = SIGNER.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    queryset = Invitation.objects.select_related("workshop__organisation", "organisation", "network", "invited_by")
    return queryset.filter(ref=ref, nonce=nonce).first()
