"""The forms of an audit's report: one agreed result, an own rating after the visit, an area's strengths, the conclusion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH, TEXT_MAX_LENGTH, Answer, Recommendation
from assessments.forms.answers import NOT_APPLICABLE, AnswerForm
from assessments.forms.area_summaries import AreaSummaryForm
from assessments.forms.audit_ratings import AuditRatingForm, audit_rating_initial
from assessments.models import Conclusion, Rating, Result
from assessments.services.auditing.findings import TEXTS, GivenResult
from assessments.services.ratings import GivenRating
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm, ChoiceCard, LevelChoiceField
from criteria.models import LevelDescription, Verdict


def _text(label: Any, rows: int = 4, limit: int = TEXT_MAX_LENGTH, help_text: Any = PERSONAL_DATA_WARNING) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=limit, required=False, help_text=help_text)


class AuditResultForm(AnswerForm):
    """What the auditors say together of one criterion. Half of it may be saved; what is missing is told before the report is sent.

    `revision` is the one the writer has seen, 0 when nothing had been saved.
    """

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    answer = LevelChoiceField(label=_("Mikä taso kuvaa hakijan toimintaa?"), required=False, heading=3)
    reason = _text(_("Miksi kriteeri ei koske hakijaa?"), rows=3)
    verdict = forms.ChoiceField(
        label=_("Täyttyykö kriteeri?"), widget=forms.RadioSelect, required=False, help_text=_("Kun taso on valittu.")
    )
    verdict_reason = _text(_("Miksi kanta on toinen kuin tasosta seuraisi?"), rows=2, limit=NOTE_MAX_LENGTH)
    seen_in_documents = _text(_("Havainnot asiakirjoista"))
    heard_in_interviews = _text(_("Havainnot haastatteluista"))
    seen_on_visit = _text(_("Havainnot käynniltä"))
    suggestion = _text(_("Kehittämisehdotus"))
    reason_missing = _("Kerro lyhyesti, miksi kriteeri ei koske hakijaa.")
    layout = Layout("revision", "answer", Div("reason", css_class="revealed"), "verdict", "verdict_reason", *TEXTS)

    def __init__(
        self, *args: Any, descriptions: Sequence[LevelDescription], verdicts: Sequence[Verdict], met_from: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.verdicts = {verdict.value: verdict for verdict in verdicts}
        self.offer_answers(
            descriptions, ChoiceCard(Answer.NOT_APPLICABLE, str(NOT_APPLICABLE), str(_("Kerro lyhyesti, miksi.")), reveals=True)
        )
        self.fields["verdict"].choices = [(value, verdict.name) for value, verdict in self.verdicts.items()]  # type: ignore[attr-defined]  # declared above
        rule = _("Tasosta %(level)s alkaen kanta on yleensä ”%(verdict)s”. Kirjoita lause, jos kanta on toinen.")
        told = {"level": met_from, "verdict": verdicts[0].name if verdicts else ""}
        self.fields["verdict_reason"].help_text = f"{rule % told} {PERSONAL_DATA_WARNING}"

    def clean(self) -> dict[str, Any]:
        """Let a verdict stand beside a level alone."""
        cleaned = super().clean()
        if not self.errors and cleaned["verdict"] and not cleaned["answer"]:
            self.add_error("answer", _("Valitse taso, kun kerrot, täyttyykö kriteeri."))
        return cleaned

    @property
    def given(self) -> GivenResult:
        """What was written, as the service takes it."""
        cleaned = self.cleaned_data
        texts = {name: cleaned[name] for name in ("reason", "verdict_reason", *TEXTS)}
        return GivenResult(answer=self.answer_kind, level=self.level, verdict=self.verdicts.get(cleaned["verdict"]), **texts)


def audit_result_initial(result: Result | None) -> dict[str, Any]:
    """Return the form's values of what is stored; of nothing, an empty form of revision 0."""
    if result is None:
        return {"revision": 0}
    return {
        "revision": result.revision,
        "answer": str(result.level.value) if result.level else result.answer,
        "verdict": result.verdict.value if result.verdict else "",
        **{name: getattr(result, name) for name in ("reason", "verdict_reason", *TEXTS)},
    }


def compared_results(form: AuditResultForm, stored: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (label, what is on the form, what is stored) of every field as it is read."""
    mine, names = form.cleaned_data, {value: str(verdict.name) for value, verdict in form.verdicts.items()}
    yield str(_("Sovittu taso")), form.in_words(mine["answer"]), form.in_words(stored.get("answer", ""))
    yield str(form.fields["verdict"].label), names.get(mine["verdict"], ""), names.get(stored.get("verdict", ""), "")
    for name in ("reason", "verdict_reason", *TEXTS):
        yield str(form.fields[name].label), mine[name], stored.get(name, "")


class RatingChangeForm(AuditRatingForm):
    """An auditor's own rating once the visit has been made, and why it is no longer what she confirmed."""

    change_reason = _text(_("Miksi arviosi muuttui?"), rows=3, limit=NOTE_MAX_LENGTH)
    layout = Layout("revision", "answer", Div("reason", css_class="revealed"), "verdict", "note", "change_reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].heading = 3  # type: ignore[attr-defined]  # a LevelChoiceField

    @property
    def given(self) -> GivenRating:
        cleaned = self.cleaned_data
        said = (self.answer_kind, self.level, cleaned["reason"], cleaned["note"])
        return GivenRating(*said, verdict=self.verdicts.get(cleaned["verdict"]), change_reason=cleaned["change_reason"])


def rating_change_initial(rating: Rating | None) -> dict[str, Any]:
    """Return the form's values of what is stored; of nothing, an empty form of revision 0."""
    return {**audit_rating_initial(rating), "change_reason": rating.change_reason if rating else ""}


class AuditStrengthsForm(AreaSummaryForm):
    """The strengths of one area as the auditors see them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["strengths"].label = _("Vahvuudet tällä osa-alueella")


class ConclusionForm(BaseForm):
    """The summary, what the auditors recommend, and what is needed before the mark can be granted; `revision` as above."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    summary = _text(_("Yhteenveto"), rows=8)
    recommendation = forms.ChoiceField(
        label=_("Suositus"),
        widget=forms.RadioSelect,
        choices=Recommendation.choices,
        required=False,
        help_text=_("Auditoitsija suosittelee, ja yhdistyksen päättäjä päättää."),
    )
    needed = _text(
        _("Mitä laatumerkki vielä edellyttää?"),
        help_text=_("Kun suositus on muu kuin ”Puolletaan”. Älä kirjoita valmentautujien henkilötietoja."),
    )


def conclusion_initial(conclusion: Conclusion | None) -> dict[str, Any]:
    """Return the form's values of what is stored; of nothing, an empty form of revision 0."""
    if conclusion is None:
        return {"revision": 0}
    return {name: getattr(conclusion, name) for name in ("revision", "summary", "recommendation", "needed")}


def compared_conclusions(form: forms.BaseForm, stored: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    """Yield (label, what is on the form, what is stored) of every field as it is read."""
    mine, names = form.cleaned_data, {str(value): str(label) for value, label in Recommendation.choices}
    yield str(form.fields["summary"].label), mine["summary"], stored.get("summary", "")
    chosen = "recommendation"
    yield str(form.fields[chosen].label), names.get(mine[chosen], ""), names.get(stored.get(chosen, ""), "")
    yield str(form.fields["needed"].label), mine["needed"], stored.get("needed", "")
