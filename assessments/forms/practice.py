"""The forms with which a coordinator writes an example application."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import TEXT_MAX_LENGTH, Answer
from assessments.forms.answers import NOT_APPLICABLE, VerdictForm, judged_initial, verdict_in_words
from assessments.models import PracticeAnswer, PracticeCase
from assessments.models.practice import TITLE_MAX_LENGTH
from assessments.services.practice.cases import GivenReference
from config.toolkit.forms import BaseForm, ChoiceCard, LevelChoiceField
from criteria.models import FrameworkVersion, LevelDescription

INVENTED = _("Kirjoita keksitystä työpajasta. Älä mainitse työpajoja, paikkakuntia tai ihmisiä.")


class PracticeCaseForm(BaseForm):
    """What an example is called, and what an auditor should know before she begins."""

    revision = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Nimi"), max_length=TITLE_MAX_LENGTH, help_text=_("Esimerkiksi: Pieni puutyöpaja pikkukaupungissa."))
    introduction = forms.CharField(
        label=_("Esittely"), widget=forms.Textarea(attrs={"rows": 6}), max_length=TEXT_MAX_LENGTH, help_text=INVENTED
    )
    layout: Layout | None = Layout("revision", "title", "introduction")

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0


class NewPracticeCaseForm(PracticeCaseForm):
    """The same with the criteria of which the example is written; they are not changed later."""

    version = forms.ChoiceField(label=_("Kriteeristöversio"), help_text=_("Versiota ei voi vaihtaa myöhemmin."))
    layout = Layout("revision", "title", "introduction", "version")

    def __init__(self, *args: Any, versions: Iterable[FrameworkVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {f"{version.framework.slug}-{version.version}": version for version in versions}
        choices = [(key, f"{version.framework.name} {version.version}") for key, version in self.versions.items()]
        self.fields["version"].choices = choices  # type: ignore[attr-defined]  # declared above

    def clean_version(self) -> FrameworkVersion:
        return self.versions[self.cleaned_data["version"]]


class PracticeAnswerForm(VerdictForm):
    """What the example says of one criterion, and its reference; saved in any part, published only whole."""

    revision = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Mitä hakija kirjoittaa"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=TEXT_MAX_LENGTH,
        required=False,
        help_text=INVENTED,
    )
    answer = LevelChoiceField(label=_("Malliarvio: mikä kuvaa hakijan toimintaa parhaiten?"), required=False)
    explanation = forms.CharField(
        label=_("Miksi näin?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=TEXT_MAX_LENGTH,
        required=False,
        help_text=_("Auditoitsija lukee perustelun, kun hän on vahvistanut oman arvionsa."),
    )
    layout = Layout("revision", "text", "answer", "verdict", "explanation")
    field_order = ["revision", "text", "answer", "verdict", "explanation"]  # the error summary goes by it

    def __init__(self, *args: Any, descriptions: Sequence[LevelDescription], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_answers(descriptions, ChoiceCard(Answer.NOT_APPLICABLE, str(NOT_APPLICABLE)))

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0

    @property
    def given(self) -> GivenReference:
        """What was written, as the service takes it."""
        data = self.cleaned_data
        return GivenReference(data["text"], self.answer_kind, self.level, self.given_verdict, data["explanation"])


def practice_case_initial(case: PracticeCase) -> dict[str, Any]:
    """Return the form's values of what is stored."""
    return {"revision": case.revision, "title": case.title, "introduction": case.introduction}


def practice_answer_initial(row: PracticeAnswer | None) -> dict[str, Any]:
    """Return the form's values of what is stored; of nothing, an empty form of revision 0."""
    texts = {"text": row.text, "explanation": row.explanation} if row else {}
    return {**judged_initial(row), **texts}


def practice_answer_in_words(form: PracticeAnswerForm, stored: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (label, what is on the form, what is stored) of every field as it is read."""
    mine = form.cleaned_data
    yield str(form.fields["text"].label), mine["text"], stored.get("text", "")
    yield str(_("Malliarvio")), form.in_words(mine["answer"]), form.in_words(stored.get("answer", ""))
    verdicts = [verdict_in_words(form, values.get("verdict", "")) for values in (mine, stored)]
    yield str(form.fields["verdict"].label), verdicts[0], verdicts[1]
    yield str(form.fields["explanation"].label), mine["explanation"], stored.get("explanation", "")
