"""Which mails of assessments, applications and audits a coordinator may write anew, and what their texts can name.

Those whose text follows from several conditions, and those that promise how ratings are shown, stay as they are.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from config.toolkit.templatetags.ui import clock, day, full_day, full_day_clock
from workshops.mail import absolute_url
from workshops.mail_texts import EditableMail, Placeholder, Values, make_editable


def _days_left(values: Values) -> str:
    """Say how long there is until the day, as the shipped reminders do."""
    days: int = values["days_left"]
    if days < 1:
        return _now("Se on tänään.") if days == 0 else _now("Päivä on mennyt.")
    return _now("Se on huomenna.") if days == 1 else _now("Siihen on %(days_left)s päivää.") % {"days_left": days}


def _arrived(values: Values) -> str:
    arrived_at = values["submission"].arrived_at
    return f"{full_day(arrived_at)} {clock(arrived_at)}{timezone.localtime(arrived_at):.%S}"


PLACEHOLDERS: dict[str, Placeholder] = {
    placeholder.name: placeholder
    for placeholder in (
        Placeholder("nimi", _("vastaanottajan nimi"), lambda values: values["to_user"].name),
        Placeholder("linkki", _("osoite, josta asia avautuu"), lambda values: values["url"], is_link=True),
        Placeholder("kierros", _("hakukierroksen nimi"), lambda values: values["round"].name),
        Placeholder("maaraaika", _("kierroksen määräaika"), lambda values: full_day_clock(values["round"].deadline_at)),
        Placeholder("hakija", _("hakijan nimi"), lambda values: values["application"].organisation.name),
        Placeholder("yksikot", _("hakemuksen työpajat"), lambda values: values["unit_names"]),
        Placeholder("tyopaja", _("työpajan nimi"), lambda values: values["workshop"].name),
        Placeholder("arviointi", _("itsearvioinnin nimi"), lambda values: values["assessment"].title),
        Placeholder("paiva", _("päivä, johon mennessä"), lambda values: full_day(_date_of(values))),
        Placeholder("paiva_lyhyesti", _("päivä lyhyesti"), lambda values: day(_date_of(values))),
        Placeholder("aikaa", _("paljonko päivään on aikaa"), _days_left),
        Placeholder("saapui", _("milloin hakemus saapui"), _arrived),
        Placeholder("numero", _("lähetyksen numero"), lambda values: str(values["submission"].number)),
        Placeholder("tarkistussumma", _("lähetyksen tarkistussumma"), lambda values: values["submission"].sha256),
        Placeholder("kuitti", _("kuitin osoite"), lambda values: values["receipt_url"], is_link=True),
        Placeholder("alkaa", _("auditoinnin ensimmäinen päivä"), lambda values: full_day(values["plan"].starts_date)),
        Placeholder("paattyy", _("auditoinnin viimeinen päivä"), lambda values: full_day(values["plan"].ends_date)),
        Placeholder("tunnit", _("työmäärä tunteina"), lambda values: str(values["plan"].hours)),
        Placeholder("paikka", _("auditoinnin paikka"), lambda values: values["plan"].place),
        Placeholder("pari", _("toisen auditoitsijan nimi"), lambda values: ", ".join(values["pair"])),
        Placeholder("auditoitsijat", _("auditoitsijoiden nimet"), lambda values: ", ".join(values["auditors"])),
        Placeholder("toimenpide", _("mitä on sovittu tehtäväksi"), lambda values: values["action"].what),
    )
}

NOT_LATE = _("Kun päivä on mennyt, lähetetään alkuperäinen teksti.")
WITH_ROUND = _("Kun hakemus on ilman kierrosta, lähetetään alkuperäinen teksti.")
WITH_PAIR = _("Kun auditoitsijoita on yksi, lähetetään alkuperäinen teksti.")
WITH_DATE = _("Kun päivää ei ole sovittu, lähetetään alkuperäinen teksti.")


def _date_of(values: Values) -> dt.date | None:
    """Return the day by which something is to be done: of a reminder, of own ratings, or of an action."""
    if "deadline_date" in values:
        return values["deadline_date"]
    return values["action"].due_date if "action" in values else values["assessment"].ratings_due_date


def _is_not_late(values: Values) -> bool:
    return not values["is_overdue"]


def _has_round(values: Values) -> bool:
    return values["round"] is not None


def _has_pair(values: Values) -> bool:
    return bool(values["pair"])


def _has_date(values: Values) -> bool:
    return values["assessment"].ratings_due_date is not None


def make_mails_editable() -> None:
    """Let coordinators write these mails anew."""
    application = ("kierros", "yksikot")
    audit = ("hakija", "yksikot")
    receipt = ("saapui", "tarkistussumma", "kuitti")
    _make("deadline_reminder", *application, "maaraaika", "paiva_lyhyesti", "aikaa")
    _make("application_submitted", *application, "maaraaika", "saapui", "numero", "tarkistussumma", "kuitti", required=receipt)
    _make("application_lapsed", *application, "maaraaika")
    _make("application_withdrawn", *application, applies=_has_round, limit=WITH_ROUND)
    _make("seat_invited", *audit, "alkaa", "paattyy", "tunnit", "paikka", "pari", applies=_has_pair, limit=WITH_PAIR)
    _make("seat_reminder", *audit, "paiva", applies=_is_not_late, limit=NOT_LATE)
    _make("seat_replaced", *audit)
    _make("audit_started", *audit, "auditoitsijat")
    _make("audit_started_applicant", "yksikot", "auditoitsijat")
    _make("audit_reminder", *audit, "paiva", "paiva_lyhyesti", "aikaa", applies=_is_not_late, limit=NOT_LATE)
    _make("audit_cancelled", *audit)
    _make("comments_reminder", "yksikot", "paiva", "paiva_lyhyesti")
    _make("comments_ended", *audit, "paiva")
    for kind in ("comments_finished", "report_to_check", "report_final_auditors", "report_final_deciders"):
        _make(kind, *audit)
    _make("report_final", "yksikot")
    _make("draft_ready", "yksikot", "paiva")
    _make("rating_reminder", "tyopaja", "arviointi", "paiva", applies=_has_date, limit=WITH_DATE)
    _make("ratings_due", "tyopaja", "arviointi", "paiva", "paiva_lyhyesti", applies=_is_not_late, limit=NOT_LATE)
    _make("assessment_completed", "tyopaja", "arviointi")
    _make("action_reminder", "tyopaja", "toimenpide", "paiva_lyhyesti")


def _make(kind: str, *names: str, required: tuple[str, ...] = (), **more: Any) -> None:
    placeholders = tuple(PLACEHOLDERS[name] for name in ("nimi", "linkki", *names))
    make_editable(EditableMail(kind, placeholders, example_of(kind), required=("linkki", *required), **more))


def example_of(kind: str) -> dict[str, Any]:
    """Return a context as the mail of the kind has it; no two values are the same, and none is a part of another's words."""
    deadline_at = dt.datetime(2026, 12, 1, 16, 15, tzinfo=timezone.get_default_timezone())
    assessment = SimpleNamespace(title="Kevään itsearviointi", ratings_due_date=deadline_at.date())
    arrived_at = deadline_at - dt.timedelta(days=5, minutes=97, seconds=18)
    days = {"starts_date": dt.date(2027, 1, 11), "ends_date": dt.date(2027, 2, 26)}
    context: dict[str, Any] = {
        "to_user": SimpleNamespace(name="Aino Esimerkki"),
        "home_url": absolute_url("/"),
        "url": absolute_url("/esimerkki/"),
        "application": SimpleNamespace(organisation=SimpleNamespace(name="Esimerkkisäätiö")),
        "round": SimpleNamespace(name="Syksyn haku", deadline_at=deadline_at),
        "unit_names": "Puupaja, Metalliverstas",
        "workshop": SimpleNamespace(name="Keittiöpaja"),
        "assessment": assessment,
        "receipt_url": absolute_url("/kuitit/esimerkki/"),
        "submission": SimpleNamespace(arrived_at=arrived_at, number=14, sha256="0a1b2c3d" * 8),
        "plan": SimpleNamespace(hours=24, place="Esimerkkikatu 8, Kuopio", **days),
        "pair": ["Pekka Parinen"],
        "auditors": ["Aune Auditoija", "Pekka Parinen"],
    }
    reminders = {"deadline_reminder", "seat_reminder", "audit_reminder", "ratings_due", "comments_reminder", "comments_ended"}
    if kind in reminders:
        context |= {"deadline_date": deadline_at.date(), "days_left": 7, "is_overdue": False}
    if kind == "draft_ready":
        context["deadline_date"] = deadline_at.date()
    if kind == "action_reminder":
        context["action"] = SimpleNamespace(what="Suunnittelemme viikon yhdessä.", due_date=deadline_at.date())
    return context
