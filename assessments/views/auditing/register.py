"""The coordinator's register of auditors: the list, bringing somebody in, and what is kept of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from assessments.forms.auditors import AuditorForm, NewAuditorForm, auditor_initial
from assessments.models.auditor import AUDITS_A_YEAR
from assessments.selectors.auditing.cards import facts_of, lines_for_coordinator, seats_for_coordinator, who_sees_card
from assessments.selectors.auditing.register import (
    KIND,
    KINDS,
    LANGUAGE,
    LANGUAGES,
    SHOWN_AT_MOST,
    Choice,
    auditor_sheets,
    auditors_for_list,
    auditors_for_pages,
    employer_from_roles,
    filters_of,
    kinds_of,
    lines_of,
    pending_invitations,
    without_card,
)
from assessments.services.auditing.register import BroughtIn, bring_in_auditor, register_auditor, update_auditor
from assessments.views.rounds import OfRounds
from config.toolkit.sheets import xlsx_response
from config.toolkit.views import FormPage, PagedList, page_of
from workshops.roles import Permission
from workshops.views.gates import require_nationally

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models import Auditor
    from workshops.models import User


def choice_or_400(request: HttpRequest) -> Choice:
    """Return whom the list is to show. Raises `BadRequest` for a value that is not offered."""
    kind, language = request.GET.get(KIND, ""), request.GET.get(LANGUAGE, "")
    if kind not in {"", *KINDS} or language not in {"", *LANGUAGES}:
        raise BadRequest
    return Choice(kind, language)


class AuditorList(OfRounds, PagedList):
    """Those in the register by name, those invited, and those whose card is missing."""

    template_name = "assessments/auditor_list.html"

    def get_queryset(self) -> QuerySet[Auditor]:
        self.choice = choice_or_400(self.request)
        return auditors_for_list(self.choice, self.request.access.on)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = self.request.arrived_at
        context = super().get_context_data(choice=self.choice, filters=filters_of(self.choice), now=at, **kwargs)
        return {
            **context,
            "lines": lines_of(list(context["page_obj"]), at),
            "invitations": pending_invitations()[:SHOWN_AT_MOST],
            "newcomers": without_card(self.request.access.on)[:SHOWN_AT_MOST],
        }


@require_safe
def auditor_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the list, as it is asked for, as an XLSX file."""
    require_nationally(request, Permission.MANAGE_ROUNDS)
    choice, at = choice_or_400(request), request.arrived_at
    lines = lines_of(list(auditors_for_list(choice, request.access.on)), at)
    return xlsx_response(f"auditoitsijat-{timezone.localdate(at):%Y-%m-%d}", auditor_sheets(lines), at=at)


class AuditorCreate(OfRounds, FormPage):
    """Bring somebody in by her address: an account becomes an auditor, an unknown address is invited."""

    template_name = "assessments/auditor_create.html"
    form_class = NewAuditorForm
    brought: BroughtIn

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_nationally(request, self.permission)
        limited: HttpResponse | None = ratelimit.consume_or_429(request, action="invite")
        return limited or super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_card(), **kwargs)

    def form_valid(self, form: NewAuditorForm) -> HttpResponse:
        def save() -> None:
            self.brought = bring_in_auditor(**form.cleaned_data, by=self.request.user, at=self.request.arrived_at)

        return self.save_or_refuse(form, save, self._next_url)

    def _next_url(self) -> str:
        brought = self.brought
        if brought.user is None:
            email = brought.invitations[0].email
            messages.success(
                self.request, _("Osoitteella ei ollut tunnusta. Kutsu on lähetetty osoitteeseen %(email)s.") % {"email": email}
            )
            return reverse("assessments:auditor-list")
        name = {"name": brought.user.name}
        if brought.auditor is None:
            messages.success(self.request, _("%(name)s on nyt auditoitsija. Täydennä vielä hänen tietonsa.") % name)
            return reverse("assessments:auditor-complete", args=[brought.user.ref])
        messages.success(self.request, _("%(name)s on nyt auditoitsija. Tarkista, että tiedot ovat oikein.") % name)
        return reverse("assessments:auditor-update", args=[brought.auditor.ref])


class _CardPage(OfRounds, FormPage):
    """A form of one auditor's card."""

    template_name = "assessments/auditor_update.html"
    form_class = AuditorForm

    @cached_property
    def person(self) -> User:
        """Whose card it is; asked for on GET and POST alike, before anything is shown or written."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(person=self.person, who_sees=who_sees_card(), **kwargs)

    def write(self, values: dict[str, Any]) -> Auditor:
        raise NotImplementedError

    def form_valid(self, form: AuditorForm) -> HttpResponse:
        values = {**form.details(), "kinds": form.cleaned_data["kinds"], "networks": form.cleaned_data["networks"]}
        written: list[Auditor] = []

        def save() -> None:
            written.append(self.write({**values, "by": self.request.user, "at": self.request.arrived_at}))

        return self.save_or_refuse(form, save, lambda: self._next_url(written[0]))

    def _next_url(self, auditor: Auditor) -> str:
        messages.success(self.request, _("Tiedot on tallennettu."))
        return reverse("assessments:auditor-detail", args=[auditor.ref])


class AuditorComplete(_CardPage):
    """Write the card of one who holds an auditor's role but has none."""

    @cached_property
    def person(self) -> User:
        return get_object_or_404(without_card(self.request.access.on), ref=self.kwargs["ref"])

    def get_initial(self) -> dict[str, Any]:
        on = self.request.access.on
        employer = employer_from_roles(self.person, on)
        return {
            **{name: place.ref for name, place in employer.items() if place},
            "kinds": [kind.value for kind in kinds_of([self.person], on)[self.person.pk]],
            "earlier_audits": 0,
            "languages": ["suomi"],
            "most_a_year": AUDITS_A_YEAR,
        }

    def write(self, values: dict[str, Any]) -> Auditor:
        return register_auditor(user=self.person, **values)


class OfAuditor(OfRounds):
    """A page of one auditor."""

    @cached_property
    def auditor(self) -> Auditor:
        return get_object_or_404(auditors_for_pages(self.request.access.on), ref=self.kwargs["ref"])


class AuditorUpdate(OfAuditor, _CardPage):
    """Change what the coordinator keeps of an auditor."""

    @cached_property
    def person(self) -> User:
        return self.auditor.user

    def get_initial(self) -> dict[str, Any]:
        return auditor_initial(self.auditor, kinds_of([self.auditor.user], self.request.access.on)[self.auditor.user_id])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "may_end": True}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(auditor=self.auditor, **kwargs)

    def write(self, values: dict[str, Any]) -> Auditor:
        return update_auditor(auditor=self.auditor, **values)


class AuditorDetail(OfAuditor, TemplateView):
    """What is known of an auditor: her card, absences, ties and declared conflicts, and her audits."""

    template_name = "assessments/auditor_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        auditor = self.auditor
        line = lines_of([auditor], self.request.arrived_at)[0]
        page = page_of(seats_for_coordinator(auditor), self.request.GET.get("sivu"))
        facts = facts_of(auditor, kinds=line.kinds, languages=line.languages, employer=line.employer, experience=line.experience)
        return super().get_context_data(
            auditor=auditor,
            line=line,
            facts=facts,
            ties=auditor.ties.select_related("organisation"),
            declarations=auditor.declarations.select_related("organisation"),
            page_obj=page,
            seats=lines_for_coordinator(page),
            **kwargs,
        )
