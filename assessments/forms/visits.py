"""The forms of a visit: agreeing on it, marking it as made, asking and writing for it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH
from assessments.forms.rounds import ClockField, NearDayField
from assessments.models import Visit
from assessments.services.auditing.visits import AgreedVisit
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm

ON_SITE, REMOTE = "kaynti", "eta"


class VisitForm(BaseForm):
    """When and where; `agreed` is what the service takes, once the form is valid. A visit begins and ends on one day, in Helsinki."""

    revision = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)  # the sequence of the agreed visit that is changed
    way = forms.ChoiceField(
        label=_("Miten tavataan?"),
        choices=[(ON_SITE, _("Käynti työpajalla")), (REMOTE, _("Etähaastattelu"))],
        widget=forms.RadioSelect,
    )
    visit_date = NearDayField(label=_("Päivä"))
    start_time = ClockField(label=_("Alkaa"), help_text=_("Suomen aikaa, esimerkiksi 9.30."))
    end_time = ClockField(label=_("Päättyy"))
    place = forms.CharField(
        label=_("Paikka"), max_length=300, required=False, help_text=_("Käynnin osoite. Etähaastattelussa jätä tyhjäksi.")
    )
    link = forms.URLField(
        label=_("Linkki"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Etähaastattelun osoite, joka alkaa https://. Käynnillä jätä tyhjäksi."),
    )
    people = forms.CharField(
        label=_("Ketä tavataan?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=NOTE_MAX_LENGTH,
        help_text=format_lazy("{} {}", _("Kirjoita rooleja, älä nimiä: esihenkilö, kolme valmentajaa."), PERSONAL_DATA_WARNING),
    )
    layout = Layout("revision", "way", "visit_date", "start_time", "end_time", "place", "link", "people")

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.startswith("https://"):
            raise ValidationError(_("Linkin alussa on oltava https://."))
        return link

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("way") == ON_SITE and "place" in data and not data["place"].strip():
            self.add_error("place", _("Kirjoita käynnin paikka."))
        if data.get("way") == REMOTE and "link" in data and not data["link"]:
            self.add_error("link", _("Kirjoita etähaastattelun linkki."))
        self.moments = [self._moment(data, field) for field in ("start_time", "end_time")]
        starts_at, ends_at = self.moments
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("end_time", _("Käynnin on päätyttävä alkamisensa jälkeen."))
        return data

    def _moment(self, data: dict[str, Any], field: str) -> dt.datetime | None:
        day, time = data.get("visit_date"), data.get(field)
        if day is None or time is None:
            return None
        try:
            return from_current_timezone(dt.datetime.combine(day, time))
        except ValidationError:  # the hour that the clocks skip in spring or show twice in autumn
            self.add_error(field, _("Tätä kellonaikaa ei ole tuona päivänä tai se on kahdesti. Valitse toinen."))
            return None

    @property
    def agreed(self) -> AgreedVisit:
        data, (starts_at, ends_at) = self.cleaned_data, self.moments
        assert starts_at is not None  # the form is valid
        assert ends_at is not None
        return AgreedVisit(data["way"] == REMOTE, starts_at, ends_at, data["place"], data["link"], data["people"])


def visit_initial(visit: Visit | None) -> dict[str, Any]:
    """Return the form's values of the agreed visit; of none, that it is on site."""
    if visit is None:
        return {"way": ON_SITE}
    starts_at, ends_at = timezone.localtime(visit.starts_at), timezone.localtime(visit.ends_at)
    return {
        "revision": visit.sequence,
        "way": REMOTE if visit.is_remote else ON_SITE,
        "visit_date": starts_at.date(),
        "start_time": starts_at.time(),
        "end_time": ends_at.time(),
        "place": visit.place,
        "link": visit.link,
        "people": visit.people,
    }


class CancelVisitForm(BaseForm):
    """Calling a visit off is confirmed; nothing is asked."""


class RecordVisitForm(BaseForm):
    """The visit was made; that it ended with the oral first feedback is told here unless it has been ticked."""

    has_fed_back = forms.BooleanField(label=_("Suullinen ensipalaute annettiin käynnin lopuksi."), required=False)

    def __init__(self, *args: Any, asks_feedback: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_feedback:
            del self.fields["has_fed_back"]


class QuestionForm(BaseForm):
    """A question for the visit."""

    marks_required = False
    text = forms.CharField(
        label=_("Mitä haluat kysyä käynnillä?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=NOTE_MAX_LENGTH,
        help_text=PERSONAL_DATA_WARNING,
    )


class NoteForm(BaseForm):
    """A note of the visit. `key` is made where it is written; `written_at` comes from a device that has kept it for a while."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=36)
    criterion = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    written_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("Muistiinpano"), widget=forms.Textarea(attrs={"rows": 3}), max_length=NOTE_MAX_LENGTH)

    def clean_key(self) -> UUID:
        try:
            return UUID(self.cleaned_data["key"])
        except ValueError as error:
            raise ValidationError(_("Lataa sivu uudelleen ja tallenna sitten.")) from error
