"""The form that copies a result to other units."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Assessment
from config.toolkit.forms import BaseForm


class UnitField(forms.ModelMultipleChoiceField):
    """Units by name; one that has something written of the criterion says so."""

    def label_from_instance(self, obj: Assessment) -> str:
        name = f"{obj.workshop.name}: {obj.title}"
        return _("%(unit)s (on jo kirjoitettu, jätetään ennalleen)") % {"unit": name} if obj.has_own else name  # type: ignore[attr-defined]  # annotated by copy_targets


class CopyForm(BaseForm):
    """Which units get the result; `revision` is the one of the result that was read."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    targets = UnitField(
        label=gettext_lazy("Mihin yksiköihin?"),
        queryset=Assessment.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
    )
    layout = Layout("revision", "targets")

    def __init__(self, *args: Any, targets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["targets"].queryset = targets  # type: ignore[attr-defined]  # declared above with a queryset
