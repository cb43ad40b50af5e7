"""Who may open a page at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.generic import View

from config.toolkit.errors import NotAllowedError

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from workshops.roles import Permission


def refuse_unless(allowed: bool) -> None:
    """Answer 403 to one who sees the thing but may not do this to it."""
    if not allowed:
        raise NotAllowedError(_("Sinulla ei ole oikeutta tähän."))


def require_nationally(request: HttpRequest, permission: Permission) -> None:
    """Answer 404 to one without the national role: for her the page does not exist."""
    if not request.access.may_nationally(permission):
        raise Http404


class NationalPage(View):
    """A page of one national role only."""

    permission: ClassVar[Permission]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_nationally(request, self.permission)
        return super().dispatch(request, *args, **kwargs)
