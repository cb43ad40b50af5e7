"""The phases of an application: who did what, when, told from the audit log in sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Application, Round
from assessments.selectors.applications.listing import EVIDENCE_EVENTS, WISHES
from workshops.models import AuditEvent, User

SENTENCES: dict[str, Promise] = {
    "application_registered": gettext_lazy("Ilmoitti työpajat laatumerkkihakuun."),
    "application_units_changed": gettext_lazy("Muutti, mitä työpajoja hakemus koskee."),
    "application_wish_changed": gettext_lazy("Vaihtoi toivottavaksi auditoinniksi: %(wish)s."),
    "application_contact_changed": gettext_lazy("Vaihtoi yhteyshenkilöksi: %(contact)s."),
    "application_round_chosen": gettext_lazy("Valitsi kierroksen %(round)s."),
    "application_open": gettext_lazy("Aloitti hakemuksen täyttämisen."),
    "application_filled": gettext_lazy("Toi tekstejä itsearvioinneista: %(count)s."),
    "application_submit": gettext_lazy("Lähetti hakemuksen (lähetys %(number)s)."),
    "application_withdraw": gettext_lazy("Perui hakemuksen."),
    "application_lapse": gettext_lazy("Määräaika päättyi, eikä hakemusta ollut lähetetty."),
    "application_renew": gettext_lazy("Siirsi hakemuksen kierrokselle %(round)s."),
    "application_revive": gettext_lazy("Hakemus avautui uudelleen, kun määräaikaa siirrettiin."),
    "application_start_audit": gettext_lazy("Aloitti auditoinnin."),
    "application_finish_audit": gettext_lazy("Hyväksyi auditoinnin raportin."),
    "application_grant": gettext_lazy("Kirjasi päätöksen: laatumerkki myönnettiin."),
    "application_refuse": gettext_lazy("Kirjasi päätöksen: laatumerkkiä ei myönnetty."),
    "evidence_added": gettext_lazy("Lisäsi näytön kriteeriin %(criterion)s."),
    "evidence_removed": gettext_lazy("Poisti näytön kriteeristä %(criterion)s."),
    "deadline_moved": gettext_lazy("Siirsi kierroksen määräajan: uusi määräaika on %(to)s. Syy: %(reason)s"),
}


@dataclass(frozen=True)
class Phase:
    at: dt.datetime
    who: str  # empty: the service itself
    what: str


def phases_of(application: Application, *, is_own: bool) -> list[Phase]:
    """Return what has been done to the application, the newest first; three queries. What its evidence is, only its applicants are told."""
    events = list(_events(application, is_own=is_own))
    rounds = dict(
        Round.objects.filter(ref__in={event.details["round"] for event in events if "round" in event.details}).values_list("ref", "name")
    )
    contacts = {event.details["contact"] for event in events if "contact" in event.details}
    people = dict(User.objects.filter(ref__in=contacts).values_list("ref", "name"))
    return [Phase(event.at, event.actor.name if event.actor else "", _sentence(event, rounds | people)) for event in events]


def _events(application: Application, *, is_own: bool) -> list[AuditEvent]:
    of_application = Q(object_type=Application._meta.label_lower, object_ref=application.ref)
    of_round = Q(
        object_type=Round._meta.label_lower, object_ref=application.round.ref if application.round else "", action="deadline_moved"
    )
    of_evidence = Q(
        action__in=EVIDENCE_EVENTS if is_own else (), organisation=application.organisation_id, details__application=application.ref
    )
    later = Q(at__gte=application.registered_at)
    rows = AuditEvent.objects.filter(of_application | (of_round & later) | of_evidence, action__in=SENTENCES)
    return list(rows.select_related("actor").order_by("-at", "-pk"))


def _sentence(event: AuditEvent, names: dict[str, str]) -> str:
    values = dict(event.details)
    values |= {key: names.get(values[key], _("ei tiedossa")) for key in ("round", "contact") if key in values}
    if "wish" in values:
        values["wish"] = WISHES.get(values["wish"], values["wish"])
    if event.action == "deadline_moved":
        values["to"] = _moment(values["to"])
    return str(SENTENCES[event.action]) % values


def _moment(text: str) -> str:
    moment = parse_datetime(text)
    if moment is None:
        return text
    local = timezone.localtime(moment)
    return _("%(day)s klo %(time)s") % {"day": date_format(local, "j.n.Y"), "time": date_format(local, "G.i")}
