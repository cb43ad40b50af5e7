"""The first admin, who lets in everybody else."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from config.toolkit.errors import WrongStateError
from workshops.models import Invitation, RoleGrant
from workshops.roles import Role
from workshops.services.invitations import open_invitation


@transaction.atomic
def invite_first_admin(*, email: str, name: str, at: dt.datetime, force: bool = False) -> Invitation:
    """Invite an admin from the command line; raises `WrongStateError` when there is one in use and `force` is not set.

    Whoever runs commands on the server already holds the database, so no further permission is asked.
    """
    if not force and RoleGrant.objects.current(timezone.localdate(at)).filter(role=Role.ADMIN, user__is_active=True).exists():
        raise WrongStateError("There is an admin already; invite others in the service, or use --force.")
    return open_invitation(email=email, role=Role.ADMIN, place=None, by=None, at=at, name=name)
