"""The forms of marks: looking for one, checking a code, revoking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import TEXT_MAX_LENGTH
from assessments.mark_codes import read_code
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm


class CodeForm(BaseForm):
    """The code of a certificate, typed with or without spaces; a slip in typing is told before anything is looked for."""

    koodi = forms.CharField(label=_("Todistuksen koodi"), max_length=40, help_text=_("Yhdeksän merkkiä, esimerkiksi K7P 2MX 9RD."))
    marks_required = False

    def clean_koodi(self) -> str:
        code = read_code(self.cleaned_data["koodi"])
        if not code:
            raise forms.ValidationError(_("Tarkista koodi: siinä on yhdeksän merkkiä, eikä numeroita 0 ja 1 tai kirjaimia I, L ja O."))
        return code


class RevokeForm(BaseForm):
    """Why a mark is revoked; the holder reads it."""

    reason = forms.CharField(
        label=_("Miksi laatumerkki perutaan?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=TEXT_MAX_LENGTH,
        help_text=PERSONAL_DATA_WARNING,
    )


class RegisterFilterForm(BaseForm):
    """What the register is narrowed to; an unknown region narrows nothing."""

    haku = forms.CharField(label=_("Hae haltijan tai työpajan nimellä"), max_length=100, required=False)
    maakunta = forms.ChoiceField(label=_("Maakunta"), required=False)

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["maakunta"].choices = [("", _("Kaikki maakunnat")), *regions]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["maakunta"].widget.attrs["class"] = "form-select"

    @property
    def choice(self) -> dict[str, str]:
        """What is asked for, as the register takes it."""
        data = self.cleaned_data if self.is_valid() else {}
        return {"words": data.get("haku", ""), "region": data.get("maakunta", "")}
