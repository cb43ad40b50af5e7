"""The record of everything that has been sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest
from django.utils.functional import cached_property

from assessments.mail_kinds import choices_for_coordinators, kinds_of_choice
from assessments.selectors.messages import message_lines
from assessments.selectors.sent_mail import Asked, sent_lines, sent_mail
from assessments.views.rounds import OfRounds
from config.toolkit.views import PagedList

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.models import OutgoingMail

KIND, NAME, MESSAGE = "laji", "haku", "viesti"
NAME_MAX_LENGTH = 200


class SentMessageList(OfRounds, PagedList):
    """Messages to groups, and every mail: what, to whom, when. What a mail said is not kept."""

    template_name = "assessments/sent_message_list.html"

    @cached_property
    def asked(self) -> Asked:
        """What the record is narrowed to. Raises `BadRequest` for a kind that is not offered."""
        asked = Asked(*(self.request.GET.get(name, "").strip() for name in (KIND, NAME, MESSAGE)))
        if (asked.kind and not kinds_of_choice(asked.kind)) or len(asked.name) > NAME_MAX_LENGTH:
            raise BadRequest
        return asked

    def get_queryset(self) -> QuerySet[OutgoingMail]:
        return sent_mail(self.asked)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(asked=self.asked, kinds=choices_for_coordinators(), **kwargs)
        return {**context, "lines": sent_lines(context["page_obj"]), "group_messages": message_lines()}
