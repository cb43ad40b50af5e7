"""Evidence of assessments and applications: the list, the three ways of adding, removing from a criterion, and the file itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView, View

from assessments.file_store import open_stored
from assessments.forms.evidence import NO_PERSONAL_DATA, EarlierEvidenceForm, EvidenceForm, FileEvidenceForm, LinkEvidenceForm
from assessments.models import Evidence
from assessments.permissions import can_manage_evidence
from assessments.selectors.applications.submissions import readable_submission
from assessments.selectors.evidence import (
    Download,
    criteria_asked,
    downloadable,
    earlier_files,
    evidence_by_criterion,
    evidence_of,
    stored_bytes,
    submitted_file,
)
from assessments.services.evidence import add_files_evidence, add_link_evidence, pick_evidence, remove_evidence, require_open
from assessments.services.guards import require
from assessments.views.evidence_places import AssessmentPlace, Place
from config.toolkit.errors import DomainError
from config.toolkit.uploads.downloads import attachment_response
from config.toolkit.views import FormPage, page_of
from criteria.models import Criterion

WAY_PARAMETER, BACK_PARAMETER = "tapa", "palaa"
WAYS: dict[str, tuple[Any, type[EvidenceForm]]] = {
    "tiedosto": (gettext_lazy("Uusi tiedosto"), FileEvidenceForm),
    "linkki": (gettext_lazy("Linkki"), LinkEvidenceForm),
    "aiempi": (gettext_lazy("Aiempi tiedosto"), EarlierEvidenceForm),
}


class EvidenceList(TemplateView):
    """The evidence of one assessment or application by criterion."""

    place_class: type[Place] = AssessmentPlace
    template_name = "assessments/evidence_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        access, at = self.request.access, self.request.arrived_at
        place = self.place_class(self.request, self.kwargs["ref"])
        may_add = place.may_add(access, at)
        return super().get_context_data(
            place=place,
            rows=evidence_by_criterion(place.holder),
            left_over=place.left_over(),
            stored_bytes=stored_bytes(place.holder),
            may_add=may_add,
            may_remove_any=may_add and can_manage_evidence(access, place.holder),
            notice=place.notice(access, at),
            who_sees=place.who_sees(),
            **{place.name: place.holder},
            **kwargs,
        )


class EvidencePage(View):
    """A page of one criterion's evidence, open while evidence can be added; it returns to where the asker came from."""

    http_method_names = ["get", "head", "post", "options"]
    place_class: type[Place] = AssessmentPlace

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.criterion  # noqa: B018 a criterion that is not asked about is not there for anyone
        if request.method in {"GET", "HEAD"} and self.place.closed_because(request.access, request.arrived_at):
            return redirect(self.place.list_url)  # which says why; the way back from a refusal ends there too
        require_open(self.place.holder, request.access, request.arrived_at)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def place(self) -> Place:
        return self.place_class(self.request, self.kwargs["ref"])

    @cached_property
    def criteria(self) -> list[Criterion]:
        return criteria_asked(self.place.holder)

    @cached_property
    def criterion(self) -> Criterion:
        found = next((criterion for criterion in self.criteria if criterion.code == self.kwargs["code"]), None)
        if found is None:
            raise Http404
        return found

    @property
    def back_url(self) -> str:
        page = self.place.back_pages.get(self.request.GET.get(BACK_PARAMETER, ""))
        return reverse(page, args=[self.place.holder.ref, self.criterion.code]) if page else self.place.list_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        holder = {self.place.name: self.place.holder}
        notice = self.place.notice(self.request.access, self.request.arrived_at)
        return {"place": self.place, "criterion": self.criterion, "back_url": self.back_url, "notice": notice, **holder, **context}


class TellsOfFiles(EvidencePage):
    """A page whose refusal, when it comes too late or from one who may not, names the files that were sent: none is lost in silence."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except DomainError as refusal:
            if asks_for_json(request):
                return JsonResponse({"refused": [refusal.message], "next": self.place.list_url}, status=refusal.status)
            names = [file.name for file in request.FILES.getlist("file") if file.name]
            if not names:
                raise
            sentence = ngettext("Tiedostoa %(names)s ei lisätty.", "Tiedostoja %(names)s ei lisätty.", len(names))
            raise type(refusal)(f"{refusal.message} {sentence % {'names': ', '.join(names)}}") from refusal


def asks_for_json(request: HttpRequest) -> bool:
    """Tell whether the script asks that sends file after file."""
    return request.headers.get("Accept") == "application/json"


class EvidenceCreate(TellsOfFiles, FormPage):
    """Adding evidence in one of three ways, each a page of its own."""

    template_name = "assessments/evidence_create.html"
    added: Sequence[str] = ()  # the titles of those let in, when others sent with them were not

    @property
    def way(self) -> str:
        asked = self.request.GET.get(WAY_PARAMETER, "")
        return asked if asked in WAYS else next(iter(WAYS))

    @cached_property
    def earlier(self) -> Any:
        return earlier_files(self.request.access, self.place.organisation)

    def get_form_class(self) -> type[EvidenceForm]:
        return WAYS[self.way][1]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "criteria": self.criteria, "earlier": self.earlier}

    def get_initial(self) -> dict[str, Any]:
        return {"criteria": [self.criterion.code]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            way=self.way,
            ways=[(self._query(value), label, value == self.way) for value, (label, _form) in WAYS.items()],
            page_obj=page_of(self.earlier, self.request.GET.get("sivu")) if self.way == "aiempi" else None,
            given=evidence_of(self.place.holder, self.criterion).count(),
            added=self.added,
            no_personal_data=NO_PERSONAL_DATA,
            stored_bytes=stored_bytes(self.place.holder),
            who_sees=self.place.who_sees(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        response = self.form_valid(form) if form.is_valid() else self.form_invalid(form)
        if asks_for_json(request):
            refused = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"refused": refused, "next": self.back_url}, status=response.status_code if refused else 200)
        if not form.errors:
            messages.success(request, _("Näyttö on lisätty."))
        return response

    def form_valid(self, form: EvidenceForm) -> HttpResponse:
        response = self.save_or_refuse(form, lambda: self._save(form), lambda: self.back_url)
        return self.form_invalid(form) if form.errors and response.status_code == 302 else response  # some of several files are refused

    def _query(self, way: str) -> str:
        query = QueryDict(mutable=True)
        query[WAY_PARAMETER] = way
        if self.request.GET.get(BACK_PARAMETER, "") in self.place.back_pages:
            query[BACK_PARAMETER] = self.request.GET[BACK_PARAMETER]
        return query.urlencode()

    def _save(self, form: EvidenceForm) -> None:
        given: dict[str, Any] = {
            "holder": self.place.holder,
            "criteria": form.chosen_criteria,
            "by": self.request.user,
            "at": self.request.arrived_at,
        }
        data = form.cleaned_data
        if self.way == "tiedosto":
            added, refused = add_files_evidence(uploads=data["file"], title=data["title"], **given)
            self.added = [evidence.title for evidence in added]
            for upload in refused:
                form.add_error("file", f"{upload.name}: {upload.message}")
        elif self.way == "linkki":
            add_link_evidence(link=data["link"], title=data["title"], **given)
        else:
            pick_evidence(earlier=data["earlier"], **given)


class EvidenceRemove(EvidencePage, TemplateView):
    """Asks before the evidence is removed from the criterion; the file itself goes when nothing refers to it."""

    template_name = "assessments/evidence_remove.html"

    @cached_property
    def criteria(self) -> list[Criterion]:
        return [*criteria_asked(self.place.holder), *(row.criterion for row in self.place.left_over())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        evidence = self._evidence()
        manages = can_manage_evidence(self.request.access, self.place.holder)
        require(manages or evidence.added_by_id == self.request.user.pk)
        others = [link.criterion for link in evidence.criterion_links.select_related("criterion") if link.criterion != self.criterion]
        return super().get_context_data(evidence=evidence, others=others, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        remove_evidence(evidence=self._evidence(), criterion=self.criterion, by=request.user, at=request.arrived_at)
        messages.success(request, _("Näyttö on poistettu kriteeristä."))
        return redirect(self.back_url)

    def _evidence(self) -> Evidence:
        given = self.place.holder.evidence.filter(criteria=self.criterion).select_related("file")
        return get_object_or_404(given, ref=self.kwargs["evidence_ref"])


@require_safe
def evidence_download(request: HttpRequest, evidence_ref: str) -> HttpResponseBase:
    """Give the file to those who see what it was given in, or read what was submitted with it; to others it does not exist."""
    return _attached(downloadable(request.access, evidence_ref, request.arrived_at))


@require_safe
def submission_file(request: HttpRequest, ref: str, number: str, sha256: str) -> HttpResponseBase:
    """Give the file that the submission names by its hash to those who read the submission; to others it does not exist."""
    submission = readable_submission(request.access, ref, number, request.arrived_at)
    return _attached(submitted_file(submission, sha256) if submission else None)


def _attached(found: Download | None) -> HttpResponseBase:
    if found is None:
        raise Http404
    return attachment_response(open_stored(found.file), found.file_name, found.file.content_type)
