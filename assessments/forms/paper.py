"""The form of one criterion answered on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy as _

from assessments.forms.ratings import RatingForm, rating_initial
from assessments.selectors.paper import PaperLine
from config.toolkit.forms import ChoiceCard, LevelChoiceField
from criteria.models import LevelDescription, Scale

if TYPE_CHECKING:
    _RatingForm = RatingForm
else:
    _RatingForm = object


class OneOfMany(_RatingForm):
    """A form of one criterion among others on the same page: every question is shown at once, and it may be left empty."""

    is_stored = False

    def offer_answers(self, descriptions: Iterable[LevelDescription], *others: ChoiceCard) -> None:
        """Show every question: several forms share the page, and nothing is revealed."""
        super().offer_answers(descriptions, *(replace(card, reveals=False) for card in others))

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was answered and nothing is stored either."""
        given = self.given
        return not self.is_stored and not given.answer and not given.note.strip()


class PaperRatingForm(OneOfMany, RatingForm):
    """The same questions as on the rating page, with short choices: the descriptions stand on the paper. May be left empty."""

    answer = LevelChoiceField(label=_("Vastaus"), required=False, short=True, heading=None)
    layout = Layout("revision", "answer", "reason", "note", "note_may_be_shown")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Perustelu, jos vastaus on ”Ei koske työpajaamme”")
        self.fields["note"].label = _("Muistiinpano")
        self.fields["note_may_be_shown"].label = _("Muistiinpanon saa näyttää keskustelussa nimettömänä")


def paper_forms(lines: Iterable[PaperLine], scale: Scale, data: Any = None) -> list[PaperRatingForm | None]:
    """Return a form for each line, None for one that is hidden."""
    return [None if line.is_hidden else _form(line, scale, data) for line in lines]


def _form(line: PaperLine, scale: Scale, data: Any) -> PaperRatingForm:
    initial = rating_initial(line.rating)
    form = PaperRatingForm(data, prefix=line.criterion.code, initial=initial, descriptions=line.descriptions, scale=scale, is_saved=True)
    form.is_stored = line.rating is not None
    return form
