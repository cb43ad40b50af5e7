"""Forms of organisations and workshops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from config.toolkit.forms import BaseModelForm
from workshops.choices import FEATURES, FeatureKind, MaintainerType, WorkshopSize
from workshops.models import Municipality, Network, Organisation, Workshop

if TYPE_CHECKING:
    from collections.abc import Iterable


class OrganisationForm(BaseModelForm):
    class Meta:
        model = Organisation
        fields = ("name", "business_id", "maintainer_type", "municipality")
        help_texts = {"business_id": _("Kirjoita y-tunnus muodossa 1234567-1.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self)


class WorkshopForm(BaseModelForm):
    """A workshop's facts and its coded features; what only the coordinator decides is on her form only."""

    class Meta:
        model = Workshop
        fields = ("name", "municipality", "language", "size", "whole_organisation", "networks", "shows_progress")
        widgets = {"networks": forms.CheckboxSelectMultiple, "language": forms.RadioSelect}

    def __init__(self, *args: Any, is_coordinator: bool, chosen: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self)
        self.fields["size"].widget.choices = [("", _("Ei tiedossa")), *WorkshopSize.choices]
        last = ["whole_organisation", "networks"]
        if is_coordinator:
            networks = self.fields["networks"]
            assert isinstance(networks, forms.ModelMultipleChoiceField)
            networks.queryset, networks.required, networks.help_text = Network.objects.all(), False, ""
            del self.fields["shows_progress"]  # the workshop's own consent
        else:
            for name in last:
                del self.fields[name]
            last = ["shows_progress"]
        self._add_features(list(chosen))
        self.helper.layout = Layout(Fieldset(_("Perustiedot"), "name", "municipality", "language", "size", *last), *FeatureKind.values)

    def _add_features(self, chosen: list[tuple[str, str]]) -> None:
        for kind in FeatureKind:
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=kind.label,
                choices=list(FEATURES[kind].items()),
                required=False,
                initial=[code for of_kind, code in chosen if of_kind == kind],
                widget=forms.CheckboxSelectMultiple,
            )

    def facts(self) -> dict[str, Any]:
        """Return what the service takes: facts, networks, and features by kind."""
        cleaned = self.cleaned_data
        features = {kind: cleaned[kind] for kind in FeatureKind.values}
        return {**{name: value for name, value in cleaned.items() if name not in features}, "features": features}


def offer_places(form: forms.BaseForm) -> None:
    """Word the empty choices of municipality and maintainer type."""
    municipality = form.fields["municipality"]
    assert isinstance(municipality, forms.ModelChoiceField)
    municipality.queryset = Municipality.objects.all()
    municipality.empty_label = _("Valitse kunta")
    maintainer_type = form.fields.get("maintainer_type")
    if isinstance(maintainer_type, forms.ChoiceField):
        maintainer_type.choices = [("", _("Valitse tyyppi")), *MaintainerType.choices]
