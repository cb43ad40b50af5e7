"""The door "Ota käyttöön": a workshop asks, a coordinator approves with one click or declines with a reason."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from config.toolkit.errors import RefusedInputError, WrongStateError
from workshops.mail import absolute_url, queue_mail
from workshops.models import AccessRequest, Municipality, Organisation, RoleGrant, User, Workshop
from workshops.models.invitation import AccessRequestState
from workshops.roles import Permission, Role, roles_with
from workshops.services.audit_events import record_event
from workshops.services.invitations import invite_person
from workshops.services.organisations import create_organisation, create_workshop, guard_coordinator


@transaction.atomic
def request_access(
    *,
    business_id: str,
    organisation_name: str,
    maintainer_type: str,
    workshop_name: str,
    municipality: Municipality,
    contact_name: str,
    email: str,
    at: dt.datetime,
) -> AccessRequest:
    """Store a request and tell the coordinators; the same one still waiting is returned as it is, with no second mail."""
    Municipality.objects.select_for_update().get(pk=municipality.pk)  # of two clicks at one time the second waits and finds the first
    same = {"business_id": business_id, "workshop_name": workshop_name.strip(), "email": User.objects.normalize_email(email)}
    waiting = AccessRequest.objects.filter(state=AccessRequestState.WAITING, **same).first()
    if waiting is not None:
        return waiting
    access_request = AccessRequest(
        **same,
        organisation_name=organisation_name,
        maintainer_type=maintainer_type,
        municipality=municipality,
        contact_name=contact_name,
        requested_at=at,
    )
    access_request.full_clean()
    access_request.save()
    record_event(action="access_requested", obj=access_request, by=None, at=at)
    _tell_coordinators(access_request, at=at)
    return access_request


def _tell_coordinators(access_request: AccessRequest, *, at: dt.datetime) -> None:
    grants = RoleGrant.objects.current(timezone.localdate(at)).filter(
        role__in=roles_with(Permission.MANAGE_ORGANISATIONS), user__is_active=True
    )
    for coordinator in User.objects.filter(pk__in=grants.values("user")):
        queue_mail(
            kind="access_request_received",
            key=f"access_request_received:{access_request.ref}:{coordinator.pk}",
            context={"access_request": access_request, "url": absolute_url(reverse("workshops:access-request-list"))},
            at=at,
            to_user=coordinator,
        )


@transaction.atomic
def approve_access_request(*, access_request: AccessRequest, by: User, at: dt.datetime) -> AccessRequest:
    """Create what is missing of organisation and workshop, and invite the asker as the workshop's first leader.

    Raises `NotAllowedError`, or `WrongStateError` when it is decided already or when the workshop has a leader: whoever leads a
    workshop lets people in, a request never does.
    """
    guard_coordinator(by=by, at=at)
    access_request = _waiting(access_request)
    workshop = _workshop_of(access_request, by=by, at=at)
    if RoleGrant.objects.current(timezone.localdate(at)).leading(workshop).exists():
        raise WrongStateError(_("Työpajalla on jo esihenkilö, joka voi kutsua pyytäjän. Hylkää pyyntö ja kerro se perusteluissa."))
    access_request.invitation = invite_person(
        email=access_request.email, name=access_request.contact_name, role=Role.LEADER, workshop=workshop, by=by, at=at
    )
    _decide(access_request, AccessRequestState.APPROVED, by=by, at=at)
    record_event(action="access_request_approved", obj=access_request, by=by, at=at, workshop=workshop)
    return access_request


@transaction.atomic
def decline_access_request(*, access_request: AccessRequest, reason: str, by: User, at: dt.datetime) -> AccessRequest:
    """Decline a request; the reason goes to the asker. Raises `RefusedInputError` without one, `WrongStateError` when decided already."""
    guard_coordinator(by=by, at=at)
    if not reason.strip():
        raise RefusedInputError(_("Kerro pyytäjälle, miksi pyyntöä ei hyväksytä."), field="reason")
    access_request = _waiting(access_request)
    access_request.decline_reason = reason.strip()
    _decide(access_request, AccessRequestState.DECLINED, by=by, at=at)
    record_event(action="access_request_declined", obj=access_request, by=by, at=at)
    queue_mail(
        kind="access_request_declined",
        key=f"access_request_declined:{access_request.ref}",
        context={"access_request": access_request},
        at=at,
        to_address=access_request.email,
    )
    return access_request


def _waiting(access_request: AccessRequest) -> AccessRequest:
    access_request = AccessRequest.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=access_request.pk)
    if access_request.state != AccessRequestState.WAITING:
        raise WrongStateError(_("Pyyntö on jo käsitelty."))
    return access_request


def _decide(access_request: AccessRequest, state: str, *, by: User, at: dt.datetime) -> None:
    access_request.state, access_request.decided_at, access_request.decided_by = state, at, by
    access_request.full_clean()
    access_request.save(update_fields=["state", "decided_at", "decided_by", "decline_reason", "invitation"])


def _workshop_of(access_request: AccessRequest, *, by: User, at: dt.datetime) -> Workshop:
    """Find the organisation by its y-tunnus and the workshop by its name there, or create them."""
    organisation = Organisation.objects.select_for_update().filter(business_id=access_request.business_id).first()
    if organisation is None:
        organisation = create_organisation(
            name=access_request.organisation_name,
            business_id=access_request.business_id,
            maintainer_type=access_request.maintainer_type,
            municipality=access_request.municipality,
            by=by,
            at=at,
        )
    workshop = organisation.workshops.filter(name=access_request.workshop_name).first()
    if workshop is not None:
        return workshop
    return create_workshop(
        organisation=organisation, name=access_request.workshop_name, municipality=access_request.municipality, by=by, at=at
    )
