"""Forms of those who keep the criteria."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.toolkit.forms import BaseForm
from criteria.models import Concept, ConceptLink, LinkOrigin

DECISIONS = [(LinkOrigin.CONFIRMED.value, _("Kuuluu kriteeriin")), (LinkOrigin.REJECTED.value, _("Ei kuulu"))]


class CriterionLinksForm(BaseForm):
    """One choice per linked concept, and one more concept to add; a proposal without a choice stays a proposal."""

    add = forms.ChoiceField(label=_("Lisää käsite"), required=False, help_text=_("Valitse käsite, josta kriteeri puhuu toisin sanoin."))

    def __init__(self, *args: Any, links: list[ConceptLink], linkable: list[Concept], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["add"].choices = [("", _("Ei lisättävää")), *((concept.code, concept.term) for concept in linkable)]  # type: ignore[attr-defined]  # a choice field
        for link in links:
            self.fields[self.name_of(link)] = forms.ChoiceField(
                label=link.concept.term,
                help_text=link.concept.definition,
                choices=DECISIONS,
                widget=forms.RadioSelect,
                required=False,
                initial=None if link.origin == LinkOrigin.PROPOSED else link.origin,
            )
        self.order_fields([*(self.name_of(link) for link in links), "add"])
        self.concept_codes = {self.name_of(link): link.concept.code for link in links}

    @staticmethod
    def name_of(link: ConceptLink) -> str:
        return f"link-{link.concept.code}"

    def decisions(self) -> dict[str, LinkOrigin]:
        """Return what was chosen, by concept code."""
        chosen = {code: LinkOrigin(self.cleaned_data[name]) for name, code in self.concept_codes.items() if self.cleaned_data.get(name)}
        if self.cleaned_data.get("add"):
            chosen[self.cleaned_data["add"]] = LinkOrigin.CONFIRMED
        return chosen
