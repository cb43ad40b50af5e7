"""The forms of an audit's report: comments on its draft, their answers, and why it is returned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH
from assessments.models import DraftComment
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm
from criteria.models import Criterion

FACTS_ALONE = _(
    "Kertokaa, mikä kohta on väärin ja miten asia on. Uutta näyttöä ei voi enää antaa, eivätkä auditoitsijat ota sitä huomioon."
)


class CommentForm(BaseForm):
    """A factual error in the draft: which criterion it is about, or the whole report."""

    criterion = forms.ChoiceField(label=_("Mitä kohtaa kommentti koskee?"), required=False)
    text = forms.CharField(
        label=_("Mikä asiavirhe raporttiluonnoksessa on?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=NOTE_MAX_LENGTH,
        help_text=format_lazy("{} {}", FACTS_ALONE, PERSONAL_DATA_WARNING),
    )

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = {criterion.code: criterion for criterion in criteria}
        named = [(code, str(criterion)) for code, criterion in self.criteria.items()]
        self.fields["criterion"].choices = [("", _("Koko raportti")), *named]  # type: ignore[attr-defined]  # declared above

    @property
    def chosen(self) -> Criterion | None:
        """The criterion; None for the whole report."""
        return self.criteria.get(self.cleaned_data["criterion"])


class CommentChangeForm(BaseForm):
    """The text of a comment that has been written."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Mikä asiavirhe raporttiluonnoksessa on?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=NOTE_MAX_LENGTH,
        help_text=format_lazy("{} {}", FACTS_ALONE, PERSONAL_DATA_WARNING),
    )


class AnswerForm(BaseForm):
    """The auditors' answer to a comment."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(
        label=_("Vastauksenne"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=NOTE_MAX_LENGTH,
        help_text=format_lazy(
            "{} {}", _("Kertokaa, korjasitteko raporttia, ja jos ette, miksi. Vastaus tulee raporttiin."), PERSONAL_DATA_WARNING
        ),
    )


class ReturnForm(BaseForm):
    """What the auditors are to put right."""

    reason = forms.CharField(
        label=_("Mitä raportissa on korjattava?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=NOTE_MAX_LENGTH,
        help_text=PERSONAL_DATA_WARNING,
    )


def comment_values(comment: DraftComment | None) -> dict[str, Any]:
    """Return the form's values of a stored comment."""
    return {"text": comment.text, "revision": comment.revision} if comment else {}


def answer_values(comment: DraftComment | None) -> dict[str, Any]:
    """Return the form's values of the stored answer to a comment."""
    return {"answer": comment.answer, "revision": comment.revision} if comment else {}
