"""The texts of the service's own mails: which can be written anew, and one of them with its preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from assessments.forms.mail_texts import MailTextForm
from assessments.selectors.mail_texts import language_name, page_of_text, preview_of, shipped_text, text_lines, text_of
from assessments.services.mail_texts import restore_mail_text, save_mail_text
from assessments.views.rounds import OfRounds
from config.toolkit.errors import WrongStateError
from config.toolkit.views import FormPage
from workshops.mail_texts import EditableMail, editable_mails

PREVIEW, RESTORE = "esikatsele", "palauta"  # the buttons beside saving


class MailTextList(OfRounds, TemplateView):
    """The mails whose text may be changed, in each language; who has changed them and when."""

    template_name = "assessments/mail_text_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lines=text_lines(), **kwargs)


class MailTextUpdate(OfRounds, FormPage):
    """Write one mail's text in one language, look at it with example values, or go back to the shipped one."""

    template_name = "assessments/mail_text_update.html"
    form_class = MailTextForm

    @cached_property
    def mail(self) -> EditableMail:
        """The mail of the address; 404 for one whose text nobody changes, and for a language that the service has not."""
        mail = editable_mails().get(self.kwargs["kind"])
        if mail is None or not language_name(self.kwargs["language"]):
            raise Http404
        return mail

    @property
    def language(self) -> str:
        return self.kwargs["language"]

    def get_initial(self) -> dict[str, Any]:
        row = text_of(self.mail.kind, self.language)
        subject, text = (row.subject, row.text) if row else shipped_text(self.mail, self.language)
        return {"subject": subject, "text": text}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "mail": self.mail}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**page_of_text(self.mail, self.language), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._restore() if RESTORE in request.POST else super().post(request, *args, **kwargs)

    def form_valid(self, form: MailTextForm) -> HttpResponse:
        data = form.cleaned_data
        if PREVIEW in self.request.POST:
            preview = preview_of(self.mail, data["subject"], data["text"], self.language)
            return self.render_to_response(self.get_context_data(form=form, preview=preview))

        def save() -> None:
            save_mail_text(**self._which(), subject=data["subject"], text=data["text"])
            messages.success(self.request, _("Teksti on tallennettu. Se on käytössä seuraavasta viestistä alkaen."))

        return self.save_or_refuse(form, save, lambda: reverse("assessments:mail-text-list"))

    def _restore(self) -> HttpResponse:
        try:
            restore_mail_text(**self._which())
        except WrongStateError as refusal:
            messages.info(self.request, refusal.message)
        else:
            messages.success(self.request, _("Alkuperäinen teksti on taas käytössä."))
        return redirect(self.request.path)

    def _which(self) -> dict[str, Any]:
        return {"kind": self.mail.kind, "language": self.language, "by": self.request.user, "at": self.request.arrived_at}
