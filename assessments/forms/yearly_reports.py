"""The forms with which a coordinator writes a yearly report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import TEXT_MAX_LENGTH
from assessments.models import Summary, YearlyRemark, YearlyReport
from assessments.models.yearly_report import TITLE_MAX_LENGTH
from config.toolkit.forms import BaseForm

FORMATTING = _("Tyhjä rivi aloittaa uuden kappaleen. Luettelo: rivin alkuun - ja väli. Lihavointi: **näin**. Linkki: [teksti](https://…).")
PUBLIC = _("Teksti on julkinen. Älä kerro yksittäisistä ihmisistä tai työpajoista.")


class NewYearlyReportForm(BaseForm):
    """Which year the report tells of, and what it is called."""

    year = forms.ChoiceField(label=_("Vuosi"), help_text=_("Voit valita päättyneen vuoden, josta ei ole vielä aloitettu raporttia."))
    title = forms.CharField(
        label=_("Otsikko"),
        max_length=TITLE_MAX_LENGTH,
        help_text=_("Esimerkiksi: Työpajojen laatutyö vuonna 2026. Voit muuttaa otsikkoa myöhemmin."),
    )
    layout = Layout("year", "title")

    def __init__(self, *args: Any, years: Iterable[Summary], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = {f"{summary.framework.slug}-{summary.year}": summary for summary in years}
        choices = [(key, f"{summary.year}, {summary.framework.name}") for key, summary in self.years.items()]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]  # declared above

    def clean_year(self) -> Summary:
        return self.years[self.cleaned_data["year"]]


class _RevisedForm(BaseForm):
    """A form of a text that colleagues write together."""

    revision = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0


class YearlyReportForm(_RevisedForm):
    """The texts of the whole report; only the title is needed to save a draft."""

    title = forms.CharField(label=_("Otsikko"), max_length=TITLE_MAX_LENGTH)
    introduction = forms.CharField(
        label=_("Johdanto"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=TEXT_MAX_LENGTH,
        required=False,
        help_text=FORMATTING,
    )
    closing = forms.CharField(label=_("Lopuksi"), widget=forms.Textarea(attrs={"rows": 8}), max_length=TEXT_MAX_LENGTH, required=False)
    layout = Layout("revision", "title", "introduction", "closing")


class YearlyRemarkForm(_RevisedForm):
    """What the report says of one area."""

    text = forms.CharField(
        label=_("Huomiot"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=TEXT_MAX_LENGTH,
        required=False,
        help_text=FORMATTING,
    )
    layout = Layout("revision", "text")


def yearly_report_initial(report: YearlyReport) -> dict[str, Any]:
    """Return the form's values of what is stored."""
    return {"revision": report.revision, "title": report.title, "introduction": report.introduction, "closing": report.closing}


def yearly_remark_initial(remark: YearlyRemark | None) -> dict[str, Any]:
    """Return the form's values of what is stored; of nothing, an empty form of revision 0."""
    return {"revision": remark.revision, "text": remark.text} if remark else {"revision": 0, "text": ""}
