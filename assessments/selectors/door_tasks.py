"""What waits at the doors of the service: invitations that are open, and requests to take it into use."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.selectors.task_list import TASK_LIMIT, Task, TaskList, weekday
from workshops.models import AccessRequest, Invitation, Workshop
from workshops.models.invitation import AccessRequestState
from workshops.roles import Permission

if TYPE_CHECKING:
    from workshops.permissions import Access


def add_invitations(tasks: TaskList, access: Access, at: dt.datetime) -> None:
    """Add the open invitations into workshops whose workers the asker invites; an expired one waits for her, the rest for the invited."""
    if not access.may_anywhere(Permission.INVITE_WORKERS):
        return
    workshops = Workshop.objects.where_may(access, Permission.INVITE_WORKERS)
    rows = Invitation.objects.open().filter(Exists(workshops.filter(pk=OuterRef("workshop")))).select_related("workshop")
    for invitation in rows.order_by("expires_at", "pk")[:TASK_LIMIT]:
        (tasks.others if invitation.is_waiting(at) else tasks.mine).append(_invitation(invitation, at))


def _invitation(invitation: Invitation, at: dt.datetime) -> Task:
    assert invitation.workshop is not None  # the query asks for invitations into workshops
    expires = {"day": weekday(timezone.localtime(invitation.expires_at).date()), "workshop": invitation.workshop.name}
    if invitation.is_waiting(at):
        detail = _("Työpaja %(workshop)s. Kutsu vanhenee %(day)s Voit lähettää sen uudelleen.") % expires
        tag = _("lähetetty %(day)s") % {"day": weekday(timezone.localtime(invitation.sent_at).date())}
    else:
        detail = _("Työpaja %(workshop)s. Kutsu vanheni %(day)s Lähetä se uudelleen tai peruuta se.") % expires
        tag = _("vanhentunut")
    return Task(
        title=_("Kutsu: %(name)s") % {"name": invitation.name or invitation.email},
        url=reverse("workshops:workshop-people", args=[invitation.workshop.ref]),
        detail=detail,
        tag=tag,
        tone="todo" if invitation.is_waiting(at) else "late",
    )


def add_access_requests(tasks: TaskList, access: Access) -> None:
    """Add, for who decides on them, how many requests wait."""
    if not access.may_nationally(Permission.MANAGE_ORGANISATIONS):
        return
    waiting = AccessRequest.objects.filter(state=AccessRequestState.WAITING).count()
    if waiting:
        title = ngettext("Yksi käyttöönottopyyntö", "%(count)s käyttöönottopyyntöä", waiting) % {"count": waiting}
        detail = _("Hyväksy pyyntö, niin työpajan ensimmäinen esihenkilö saa kutsun. Voit myös hylätä pyynnön ja kertoa syyn.")
        tasks.mine.append(Task(title, reverse("workshops:access-request-list"), detail, _("odottaa sinua"), "due"))
