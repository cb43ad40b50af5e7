"""Writing to a group: write, look at it and at who gets it, send once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext

from assessments.forms.messages import MessageForm
from assessments.mail.messages import KIND, message_context
from assessments.models import Message
from assessments.selectors.messages import NAMES_SHOWN, fingerprint_of, group_words, rounds_to_choose, who_sees_message
from assessments.services.messages import require_sendable, send_message
from assessments.views.rounds import OfRounds
from config.toolkit.errors import DomainError, RefusedInputError, StaleRevisionError
from config.toolkit.models import new_ref
from config.toolkit.views import FormPage
from workshops.mail import absolute_url, shipped_parts

if TYPE_CHECKING:
    from workshops.models import User

SEND, EDIT = "laheta", "muokkaa"  # the buttons of the page that is confirmed
ROUND, GROUP = "kierros", "ryhma"  # what an address may choose beforehand


def shown_to_confirm(content: dict[str, Any], people: list[User], by: User) -> dict[str, Any]:
    """Return what the page shows before anything is sent: the group, its people, and the mail as the first of them will get it."""
    message = Message(group=content["group"], round=content["round_"], subject=content["subject"], text=content["text"], sent_by=by)
    return {
        "group": group_words(message.group, message.round),
        "count": len(people),
        "people": people[:NAMES_SHOWN],
        "more": max(0, len(people) - NAMES_SHOWN),
        "letter": shipped_parts(KIND, {**message_context(message), "to_user": people[0], "home_url": absolute_url("/")}),
        "shown": fingerprint_of(people),
        "who_sees": who_sees_message(),
    }


class MessageCreate(OfRounds, FormPage):
    """Write a message, then confirm it. Nothing is stored before it is sent; what was typed travels with the page."""

    template_name = "assessments/message_create.html"
    form_class = MessageForm

    def get_initial(self) -> dict[str, Any]:
        if EDIT in self.request.POST:
            return {name: self.request.POST.get(name, "") for name in MessageForm.base_fields} | {"token": new_ref()}
        return {"round": self.request.GET.get(ROUND, ""), "group": self.request.GET.get(GROUP, ""), "token": new_ref()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "rounds": rounds_to_choose()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_message(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if EDIT in request.POST:
            return self.render_to_response(self.get_context_data(form=MessageForm(initial=self.get_initial(), rounds=rounds_to_choose())))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: MessageForm) -> HttpResponse:
        try:
            return self._send(form) if SEND in self.request.POST else self._confirm(form)
        except StaleRevisionError as refusal:
            return self._confirm(form, refusal=refusal)
        except DomainError as refusal:
            return self._refused(form, refusal)

    def _send(self, form: MessageForm) -> HttpResponse:
        message = send_message(**self._content(form), **{name: form.cleaned_data[name] for name in ("token", "shown")}, **self._by())
        sentence = ngettext("Viesti lähtee yhdelle.", "Viesti lähtee %(count)s henkilölle.", message.receivers)
        messages.success(self.request, sentence % {"count": message.receivers})
        return redirect("assessments:sent-message-list")

    def _confirm(self, form: MessageForm, refusal: DomainError | None = None) -> HttpResponse:
        """Show who gets it and how it looks. The token was made with the page on which it was written."""
        content = self._content(form)
        people = require_sendable(group=content["group"], round_=content["round_"], at=self.request.arrived_at)
        context = {
            **shown_to_confirm(content, people, self.request.user),
            "refusal": refusal.message if refusal else "",
            "kept": [(name, form.data.get(name, "")) for name in ("group", "round", "subject", "text")],
            "token": form.cleaned_data["token"] or new_ref(),
        }
        return TemplateResponse(self.request, "assessments/message_confirm.html", context, status=refusal.status if refusal else 200)

    def _refused(self, form: MessageForm, refusal: DomainError) -> HttpResponse:
        """Show the form again with what was typed; the next message has a new token."""
        field = refusal.field if isinstance(refusal, RefusedInputError) and refusal.field in form.fields else None
        form.add_error(field, str(refusal.message))
        form.data = {**form.data.dict(), "token": new_ref()} if isinstance(form.data, QueryDict) else form.data
        return self.render_to_response(self.get_context_data(form=form), status=refusal.status)

    def _content(self, form: MessageForm) -> dict[str, Any]:
        data = form.cleaned_data
        return {"group": data["group"], "round_": data["round"], "subject": data["subject"], "text": data["text"]}

    def _by(self) -> dict[str, Any]:
        return {"by": self.request.user, "at": self.request.arrived_at}
