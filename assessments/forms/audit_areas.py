"""The forms of a whole area that an auditor rates on one page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH
from assessments.forms.audit_ratings import AuditRatingForm, audit_rating_initial
from assessments.forms.paper import OneOfMany
from assessments.forms.ratings import compared_in_words
from assessments.selectors.auditing.area import AreaLine
from assessments.services.ratings import GivenRating
from config.toolkit.differences import Difference, differences
from config.toolkit.forms import PERSONAL_DATA_WARNING, LevelChoiceField
from criteria.models import Criterion, Scale, Verdict


class AuditAreaForm(OneOfMany, AuditRatingForm):
    """One criterion among others of the area; may be left empty."""

    answer = LevelChoiceField(label=_("Mikä kuvaa hakijan toimintaa parhaiten?"), required=False, heading=None)
    reason = forms.CharField(
        label=_("Perustelu, jos vastaus on ”Ei koske hakijaa”"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=NOTE_MAX_LENGTH,
        required=False,
        help_text=PERSONAL_DATA_WARNING,
    )


Forms = list[AuditAreaForm | None]


class AreaForms:
    """The forms of an area, one for each criterion that is not confirmed. What another tab has confirmed meanwhile is among the posted."""

    def __init__(self, lines: Iterable[AreaLine], scale: Scale, verdicts: Iterable[Verdict]) -> None:
        self.lines, self.scale, self.verdicts = list(lines), scale, list(verdicts)

    def shown(self) -> Forms:
        """Return the forms with what is stored; None for what is confirmed."""
        return [None if line.is_confirmed else self._form(line, initial=audit_rating_initial(line.rating)) for line in self.lines]

    def posted(self, data: Any) -> Forms:
        """Return the forms as they were filled; None for a criterion that had none on the page."""
        return [self._form(line, data) if f"{line.code}-revision" in data else None for line in self.lines]

    def kept(self, filled: Forms) -> Forms:
        """Return the filled forms to be shown again, each with the revision that is stored now."""
        return [form and self._form(line, initial={**form.cleaned_data, "revision": line.revision}) for line, form in self._pairs(filled)]

    def given(self, filled: Forms) -> dict[Criterion, tuple[GivenRating, int]]:
        """Return what is new in the filled forms, with the revision each writer has seen; what is stored as it was filled is not."""
        changed = [(line, form) for line, form in self._pairs(filled) if form and not form.is_blank and _differ(form, line)]
        return {line.criterion: (form.given, form.cleaned_data["revision"]) for line, form in changed}

    def conflicts(self, filled: Forms) -> dict[str, list[Difference]]:
        """Return by code in what the filled forms differ from what has been saved since their page was opened."""
        stale = [(line, form) for line, form in self._pairs(filled) if form and form.cleaned_data["revision"] != line.revision]
        return {line.criterion.code: found for line, form in stale if (found := _differ(form, line))}

    def _pairs(self, filled: Forms) -> Iterable[tuple[AreaLine, AuditAreaForm | None]]:
        return zip(self.lines, filled, strict=True)

    def _form(self, line: AreaLine, data: Any = None, *, initial: dict[str, Any] | None = None) -> AuditAreaForm:
        offered: dict[str, Any] = {"descriptions": line.descriptions, "scale": self.scale, "verdicts": self.verdicts}
        form = AuditAreaForm(data, prefix=line.code, initial=initial, is_saved=True, **offered)
        form.is_stored = line.rating is not None
        return form


def _differ(form: AuditAreaForm, line: AreaLine) -> list[Difference]:
    return differences(compared_in_words(form, audit_rating_initial(line.rating)))
