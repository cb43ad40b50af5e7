"""The forms of rounds: what is set of one, and moving its deadline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.forms.reasons import REASON_MAX_LENGTH
from assessments.models import Round
from assessments.selectors.rounds import DEADLINE_TIME, Span, quiet_spans, usual_deadline, usual_decision_date, usual_name
from config.toolkit.forms import PERSONAL_DATA_WARNING, BaseForm, DayField
from criteria.models import FrameworkVersion

YEARS_AROUND = 10  # a day further off than this is a slip of the finger
BREAKS_AT_MOST = 20
READINESS = ("readiness_forbids_unmet", "readiness_median")
ROUND_FIELDS = ("name", "opens_date", "decision_date", "validity_years", "comment_days", *READINESS, "breaks")
_DAY = r"(\d{1,2})\.(\d{1,2})\.(\d{4})"
_SPAN = re.compile(rf"{_DAY}(?:\s*[-\u2010-\u2015\u2212]\s*{_DAY})?")  # any dash; a single day is a break of one day


class NearDayField(DayField):
    """A day of these years: a year with a wrong digit is refused."""

    def clean(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().clean(value)
        if day and abs(day.year - timezone.localdate().year) > YEARS_AROUND:
            raise ValidationError(_("Tarkista vuosi."), code="far")
        return day


class ClockField(forms.TimeField):
    """A time of day as 16.15 or 16:15."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(format="%H.%M", attrs={"inputmode": "decimal", "size": 6, "autocomplete": "off"})
        super().__init__(input_formats=["%H.%M", "%H:%M"], widget=widget, **kwargs)


class DeadlineForm(BaseForm):
    """A deadline as its day and its time in Helsinki; `deadline_at` is the instant once the form is valid."""

    deadline_date = NearDayField(label=_("Määräajan päivä"))
    deadline_time = ClockField(label=_("Määräajan kellonaika"), help_text=_("Suomen aikaa, esimerkiksi 16.15."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, time = data.get("deadline_date"), data.get("deadline_time")
        if day is not None and time is not None:
            try:
                data["deadline_at"] = from_current_timezone(dt.datetime.combine(day, time))
            except ValidationError:  # the hour that the clocks skip in spring or show twice in autumn
                self.add_error("deadline_time", _("Tätä kellonaikaa ei ole tuona päivänä tai se on kahdesti. Valitse toinen."))
        return data


class RoundForm(BaseForm):
    """What can be changed of a round at any time."""

    name = forms.CharField(label=_("Kierroksen nimi"), max_length=120)
    opens_date = NearDayField(label=_("Avautuu"), help_text=_("Tästä päivästä alkaen hakemusta voi täyttää. Ilmoittautua voi aina."))
    decision_date = NearDayField(label=_("Päätökset viimeistään"))
    validity_years = forms.IntegerField(label=_("Merkin voimassaolo vuosina"), min_value=1, max_value=10)
    comment_days = forms.IntegerField(
        label=_("Työpajan kommentointiaika päivinä"),
        min_value=7,
        max_value=60,
        help_text=_("Näin monta päivää työpajalla on aikaa kommentoida auditoinnin raporttiluonnosta."),
    )
    breaks = forms.CharField(
        label=_("Tauot"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=2_000,
        required=False,
        strip=False,  # its lines are told of by their numbers
        help_text=_("Yksi tauko riville, esimerkiksi 1.7.2027–31.7.2027. Tauolla ei muistuteta eikä mikään eräänny, paitsi määräaika."),
    )
    readiness_forbids_unmet = forms.BooleanField(
        label=_("Valmius: yksikään kriteeri ei saa olla ”ei täyty”."),
        required=False,
        help_text=_("Valmius kertoo päättäjälle, täyttyvätkö ehdot auditoinnin mukaan. Se ei ole päätös eikä sido päättäjää."),
    )
    readiness_median = forms.IntegerField(
        label=_("Valmius: jokaisen osa-alueen tasojen mediaani vähintään"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("Mediaani on keskimmäinen taso. Jätä tyhjäksi, jos ehtoa ei ole. ”Ei koske” -kriteerejä ei lasketa mukaan."),
    )
    layout: Layout | None = Layout(*ROUND_FIELDS)

    def clean_breaks(self) -> list[Span]:
        return spans_from(self.cleaned_data["breaks"])


class NewRoundForm(RoundForm, DeadlineForm):
    """A new round: also its criteria version, which never changes, and its deadline, which is moved on a page of its own."""

    version = forms.ChoiceField(label=_("Kriteeristöversio"), help_text=_("Versiota ei voi vaihtaa kierroksen luomisen jälkeen."))
    field_order = [  # the error summary goes by it
        "name",
        "version",
        "opens_date",
        "deadline_date",
        "deadline_time",
        "decision_date",
        "validity_years",
        "comment_days",
        *READINESS,
        "breaks",
    ]
    layout = Layout(*field_order)

    def __init__(self, *args: Any, versions: Iterable[FrameworkVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {f"{version.framework.slug}-{version.version}": version for version in versions}
        choices = [(key, f"{version.framework.name} {version.version}") for key, version in self.versions.items()]
        none = [] if len(choices) == 1 else [("", str(_("Valitse kriteeristöversio")))]
        self.fields["version"].choices = [*none, *choices]  # type: ignore[attr-defined]  # declared above as a ChoiceField

    def clean_version(self) -> FrameworkVersion:
        return self.versions[self.cleaned_data["version"]]


class MoveDeadlineForm(DeadlineForm):
    """The new deadline, and why; the reason is told to the applicants."""

    reason = forms.CharField(
        label=_("Miksi määräaika siirtyy?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=REASON_MAX_LENGTH,
        help_text=PERSONAL_DATA_WARNING,
    )
    layout = Layout("deadline_date", "deadline_time", "reason")


def spans_from(text: str) -> list[Span]:
    """Return the spans of days, one on each line, in order. Raises `ValidationError` with a sentence for each line that is wrong."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > BREAKS_AT_MOST:
        raise ValidationError(_("Taukoja voi olla enintään %(limit)s."), params={"limit": BREAKS_AT_MOST})
    spans: list[tuple[Span, int]] = []
    errors: list[ValidationError] = []
    for number, line in lines:
        try:
            span = _span_from(line)
            _refuse_overlap(span, spans)
        except ValidationError as error:
            sentence = _("Rivi %(number)s: %(error)s")
            errors.append(ValidationError(sentence, params={"number": number, "error": error.messages[0]}))
        else:
            spans.append((span, number))
    if errors:
        raise ValidationError(errors)
    return sorted(span for span, _number in spans)


def _span_from(line: str) -> Span:
    found = _SPAN.fullmatch(line)
    if found is None:
        raise ValidationError(_("Kirjoita tauko muodossa 1.7.2027–31.7.2027."))
    typed = found.groups()
    try:
        days = [dt.date(int(year), int(month), int(day)) for day, month, year in (typed[:3], typed[3:]) if day]
    except ValueError:
        raise ValidationError(_("Tätä päivää ei ole kalenterissa.")) from None
    first, last = days[0], days[-1]
    if any(abs(day.year - timezone.localdate().year) > YEARS_AROUND for day in days):
        raise ValidationError(_("Tarkista vuosi."))
    if last < first:
        raise ValidationError(_("Tauon viimeinen päivä ei voi olla ennen ensimmäistä."))
    return first, last


def _refuse_overlap(span: Span, earlier: list[tuple[Span, int]]) -> None:
    for other, number in earlier:
        if span[0] <= other[1] and other[0] <= span[1]:
            raise ValidationError(_("Tauko on päällekkäin rivin %(other)s tauon kanssa."), params={"other": number})


def text_of(spans: Iterable[Span]) -> str:
    """Return the spans as they are typed: one on each line."""
    return "\n".join(f"{_typed(first)}–{_typed(last)}" for first, last in spans)


def _typed(day: dt.date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def new_round_initial(at: dt.datetime) -> dict[str, Any]:
    """Return what a new round begins with: the next usual deadline, and the quiet times between now and the decision."""
    deadline_at = usual_deadline(at)
    today, decision_date = timezone.localdate(at), usual_decision_date(deadline_at)
    return {
        "name": usual_name(deadline_at),
        "opens_date": today,
        "deadline_date": timezone.localdate(deadline_at),
        "deadline_time": DEADLINE_TIME,
        "decision_date": decision_date,
        "validity_years": 3,
        "comment_days": 14,
        "readiness_forbids_unmet": True,
        "readiness_median": 2,
        "breaks": text_of(quiet_spans(today, decision_date)),
    }


def round_initial(round_: Round) -> dict[str, Any]:
    """Return the form's values of what is stored."""
    spans = [(each.first_date, each.last_date) for each in round_.breaks.all()]
    return {name: getattr(round_, name) for name in ROUND_FIELDS if name != "breaks"} | {"breaks": text_of(spans)}


def deadline_initial(round_: Round) -> dict[str, Any]:
    """Return the deadline now, to be changed."""
    moment = timezone.localtime(round_.deadline_at)
    return {"deadline_date": moment.date(), "deadline_time": moment.time()}
