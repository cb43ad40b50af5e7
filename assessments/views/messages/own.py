"""What has been sent to oneself, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assessments.selectors.sent_mail import own_lines, own_mail
from config.toolkit.views import PagedList

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.models import OutgoingMail


class OwnMessages(PagedList):
    """Sinulle lähetetyt viestit: what, when and why; open to everybody who signs in."""

    template_name = "assessments/own_messages.html"

    def get_queryset(self) -> QuerySet[OutgoingMail]:
        return own_mail(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "lines": own_lines(context["page_obj"])}
