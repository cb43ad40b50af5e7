"""An auditor rates a whole area on one page; each criterion is confirmed on its own page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from assessments.forms.audit_areas import AreaForms, Forms
from assessments.models import Submission
from assessments.selectors.auditing.area import AreaSheet, area_sheet
from assessments.selectors.auditing.reading import (
    rated_audits,
    submission_along,
    submitted_units,
    who_sees_audit_rating,
    with_submission,
)
from assessments.services.auditing.reading import StaleRatingsError, save_audit_ratings
from assessments.views.auditing.ratings import refuse_rating
from criteria.models import Area

if TYPE_CHECKING:
    from assessments.selectors.auditing.reading import SubmittedAudit


class OfRatedArea(TemplateView):
    """A page about an area of the audit that the asker rates now; to others it does not exist."""

    http_method_names = ["get", "post", "head", "options"]
    audit: SubmittedAudit

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        audit = with_submission(rated_audits(request.access)).filter(ref=kwargs["ref"]).first()
        if audit is None:
            return refuse_rating(request, kwargs["ref"])
        self.audit = audit
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def submission(self) -> Submission:
        submission = submission_along(self.audit)
        if submission is None:
            raise Http404
        return submission

    @cached_property
    def choices(self) -> dict[str, Any]:
        return {"scale": self.audit.version.scale, "verdicts": list(self.audit.version.verdicts.all())}

    def read(self) -> tuple[AreaSheet, AreaForms]:
        """Return the area as it is stored at this moment, and what makes its forms."""
        try:
            sheet = area_sheet(self.audit, self.kwargs["code"], self.request.user, self.submission)
        except Area.DoesNotExist as missing:
            raise Http404 from missing
        return sheet, AreaForms(sheet.lines, **self.choices)


class AuditAreaUpdate(OfRatedArea):
    """Every criterion of an area in one form, saved by its button: all of it, or nothing with what is wrong beside each criterion."""

    template_name = "assessments/audit_area.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sheet, making = self.read()
        return self._show(sheet, making.shown())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sheet, making = self.read()
        filled = making.posted(request.POST)
        if [form for form in filled if form and not form.is_valid()]:
            return self._show(sheet, filled, status=400)
        given = making.given(filled)
        try:
            save_audit_ratings(audit=self.audit, ratings=given, by=request.user, at=request.arrived_at)
        except StaleRatingsError as stale:
            sheet, making = self.read()
            return self._show(sheet, making.kept(filled), status=stale.status, sentence=stale.message, conflicts=making.conflicts(filled))
        return self._done(sheet, len(given))

    def _done(self, sheet: AreaSheet, count: int) -> HttpResponse:
        told = ngettext("Yksi arvio on tallennettu.", "%(count)s arviota on tallennettu.", count) % {"count": count}
        messages.success(self.request, told if count else _("Tällä sivulla ei ollut uutta tallennettavaa."))
        if sheet.next:
            return redirect("assessments:audit-area-update", self.audit.ref, sheet.next.code)
        return redirect("assessments:audit-detail", self.audit.ref)

    def _show(self, sheet: AreaSheet, forms: Forms, *, status: int = 200, **told: Any) -> HttpResponse:
        conflicts = told.get("conflicts", {})
        context = self.get_context_data(
            audit=self.audit,
            unit_names=submitted_units(self.submission),
            sheet=sheet,
            lines=[(line, form, conflicts.get(line.criterion.code)) for line, form in zip(sheet.lines, forms, strict=True)],
            forms=[form for form in forms if form],
            who_sees=who_sees_audit_rating(is_confirmed=False),
            **told,
        )
        return self.render_to_response(context, status=status)
