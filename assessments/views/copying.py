"""Copying a result to other units of the organisation ("Sama kaikissa yksiköissä")."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.forms.copying import CopyForm
from assessments.models import Result
from assessments.selectors.audience import who_sees_discussion
from assessments.selectors.copying import copy_targets
from assessments.services.copying import Copies, copy_result
from assessments.services.guards import require
from assessments.views.discussion import InDiscussion
from config.toolkit.views import FormPage


class ResultCopy(InDiscussion, FormPage):
    """Choose the units that get this result; only those in whose open discussion the asker may write are offered."""

    form_class = CopyForm
    template_name = "assessments/result_copy.html"

    @cached_property
    def result(self) -> Result:
        require(self.may_manage)
        results = self.assessment.results.filter(criterion__code=self.kwargs["code"]).select_related("criterion__area", "level")
        result = results.first()
        if result is None:
            raise Http404
        return result

    def get_initial(self) -> dict[str, Any]:
        return {"revision": self.result.revision}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "targets": copy_targets(self.request.access, self.assessment, self.result.criterion.code)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(result=self.result, who_sees=who_sees_discussion(self.assessment), **kwargs)
        return {**context, "has_targets": bool(len(context["form"].fields["targets"].choices))}

    def form_valid(self, form: CopyForm) -> HttpResponse:
        def save() -> None:
            self._tell(
                copy_result(
                    assessment=self.assessment,
                    criterion=self.result.criterion,
                    targets=list(form.cleaned_data["targets"]),
                    revision=form.cleaned_data["revision"],
                    by=self.request.user,
                    at=self.request.arrived_at,
                )
            )

        return self.save_or_refuse(form, save, self._result_url)

    def _tell(self, copies: Copies) -> None:
        if copies.copied:
            count = len(copies.copied)
            sentence = ngettext("Tulos kopioitiin yhteen yksikköön.", "Tulos kopioitiin %(count)s yksikköön.", count) % {"count": count}
            messages.success(self.request, sentence + " " + _("Siellä se on merkitty tarkistamattomaksi."))
        if copies.left:
            names = ", ".join(left.workshop.name for left in copies.left)
            messages.info(
                self.request,
                _("Ennalleen jätettiin, koska siellä on jo kirjoitettu tai keskustelu ei ole auki: %(units)s.") % {"units": names},
            )

    def _result_url(self) -> str:
        return reverse("assessments:result-update", args=[self.assessment.ref, self.result.criterion.code])
