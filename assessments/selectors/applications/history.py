"""The phases of an application: who did what, when, told from the audit log in sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Application, AuditSeat, Round
from assessments.selectors.applications.listing import EVIDENCE_EVENTS, WISHES
from workshops.models import AuditEvent, User

PEOPLE = ("contact", "auditor")  # details of events that hold a person's reference
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
    "application_correct_to_granted": gettext_lazy("Oikaisi päätöksen: laatumerkki myönnettiin."),
    "application_correct_to_refused": gettext_lazy("Oikaisi päätöksen: laatumerkkiä ei myönnetty."),
    "application_decision_corrected": gettext_lazy("Oikaisi päätöksen. Lopputulos ei muuttunut."),
    "conditions_met": gettext_lazy("Totesi päätöksen ehdot täyttyneiksi."),
    "audit_start_reading": gettext_lazy("Hakemus avattiin auditoitsijoille: %(auditors)s."),
    "audit_agree_visit": gettext_lazy("Sopi auditoinnin käynnin."),
    "visit_changed": gettext_lazy("Muutti sovittua käyntiä."),
    "audit_cancel_visit": gettext_lazy("Perui sovitun käynnin."),
    "audit_record_visit": gettext_lazy("Merkitsi käynnin tehdyksi."),
    "audit_cancel": gettext_lazy("Auditointi keskeytettiin."),
    "clarification_asked": gettext_lazy("Kysyi tarkennusta kriteeriin %(criterion)s."),
    "clarification_answered": gettext_lazy("Vastasi kysymykseen kriteeristä %(criterion)s."),
    "comments_finished": gettext_lazy("Ilmoitti, ettei raporttiluonnoksessa ole enempää huomautettavaa."),
    "audit_send_to_check": gettext_lazy("Raportti lähetettiin koordinaattorin tarkistettavaksi."),
    "audit_close": gettext_lazy("Auditointi suljettiin."),
    "evidence_added": gettext_lazy("Lisäsi näytön kriteeriin %(criterion)s."),
    "evidence_removed": gettext_lazy("Poisti näytön kriteeristä %(criterion)s."),
    "deadline_moved": gettext_lazy("Siirsi kierroksen määräajan: uusi määräaika on %(to)s. Syy: %(reason)s"),
}
# How the auditors were found: told to coordinators alone. The applicant is told who reads, never who was asked.
SENTENCES_OF_NAMING: dict[str, Promise] = {
    "audit_planned": gettext_lazy("Muutti auditoinnin toimeksiantoa."),
    "auditor_named": gettext_lazy("Nimesi ehdolle auditoitsijaksi: %(auditor)s."),
    "auditor_removed": gettext_lazy("Poisti ehdolta: %(auditor)s."),
    "auditor_invite": gettext_lazy("Kutsui auditoitsijaksi: %(auditor)s."),
    "auditor_accept": gettext_lazy("Otti auditoinnin vastaan: %(auditor)s."),
    "auditor_decline": gettext_lazy("Vastasi, ettei pääse mukaan: %(auditor)s."),
    "auditor_replace": gettext_lazy("Vaihtoi toiseen auditoitsijan: %(auditor)s."),
    "auditor_stop": gettext_lazy("Tuli esteelliseksi: %(auditor)s."),
    "audit_return_report": gettext_lazy("Palautti raportin auditoitsijoille korjattavaksi."),
    "audit_reassign": gettext_lazy("Auditointi palasi auditoitsijoiden nimeämiseen."),
    "decider_recused": gettext_lazy("Ilmoitti olevansa esteellinen päättämään hakemuksesta."),
}


@dataclass(frozen=True)
class Phase:
    at: dt.datetime
    who: str  # empty: the service itself
    what: str


def phases_of(application: Application, *, is_own: bool) -> list[Phase]:
    """Return what has been done to the application, the newest first; at most four queries.

    What its evidence is, only its applicants are told; how its auditors were found, they are not.
    """
    events = _events(application, is_own=is_own)
    rounds = dict(
        Round.objects.filter(ref__in={event.details["round"] for event in events if "round" in event.details}).values_list("ref", "name")
    )
    named = {event.details[key] for event in events for key in PEOPLE if key in event.details}
    people = dict(User.objects.filter(ref__in=named).values_list("ref", "name"))
    seats = _taken_seats(application, events)
    sentences = [_sentence(event, rounds | people, _readers_at(event, seats)) for event in events]
    return [Phase(event.at, event.actor.name if event.actor else "", what) for event, what in zip(events, sentences, strict=True)]


def _taken_seats(application: Application, events: list[AuditEvent]) -> list[AuditSeat]:
    """Return the places that have been taken in the application's audits; no query when none has begun."""
    if not any(event.action == "audit_start_reading" for event in events):
        return []
    taken = AuditSeat.objects.filter(assessment__application=application, accepted_at__isnull=False)
    return list(taken.select_related("auditor__user", "assessment"))


def _readers_at(event: AuditEvent, seats: list[AuditSeat]) -> str:
    """Return the names of those who had taken their places in the event's audit and not left them by its moment."""
    then = [
        seat.auditor.user.name
        for seat in seats
        if seat.assessment.ref == event.details.get("audit")
        and (seat.accepted_at is not None and seat.accepted_at <= event.at)
        and (seat.ended_at is None or seat.ended_at > event.at)
    ]
    return str(get_text_list(then, _("ja")))


def _events(application: Application, *, is_own: bool) -> list[AuditEvent]:
    of_application = Q(object_type=Application._meta.label_lower, object_ref=application.ref)
    of_round = Q(
        object_type=Round._meta.label_lower, object_ref=application.round.ref if application.round else "", action="deadline_moved"
    )
    of_evidence = Q(
        action__in=EVIDENCE_EVENTS if is_own else (), organisation=application.organisation_id, details__application=application.ref
    )
    later = Q(at__gte=application.registered_at)
    told = SENTENCES if is_own else SENTENCES | SENTENCES_OF_NAMING
    rows = AuditEvent.objects.filter(of_application | (of_round & later) | of_evidence, action__in=told)
    return list(rows.select_related("actor").order_by("-at", "-pk"))


def _sentence(event: AuditEvent, names: dict[str, str], auditors: str) -> str:
    values = {**event.details, "auditors": auditors}
    values |= {key: names.get(values[key], _("ei tiedossa")) for key in ("round", *PEOPLE) if key in values}
    if "wish" in values:
        values["wish"] = WISHES.get(values["wish"], values["wish"])
    if event.action == "deadline_moved":
        values["to"] = _moment(values["to"])
    return str((SENTENCES | SENTENCES_OF_NAMING)[event.action]) % values


def _moment(text: str) -> str:
    moment = parse_datetime(text)
    if moment is None:
        return text
    local = timezone.localtime(moment)
    return _("%(day)s klo %(time)s") % {"day": date_format(local, "j.n.Y"), "time": date_format(local, "G.i")}
