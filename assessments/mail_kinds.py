"""Every kind of mail in words: what it is, and why its receiver got it. The kinds are those of `templates/emails`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class MailKind:
    """What a mail is, and why somebody gets it.

    `is_inner`: it is of a workshop's own self-assessment. To a coordinator, who sees none of those, all of them have one name: which of
    them went to whom would tell how far somebody is.
    """

    label: StrPromise
    why: StrPromise
    is_inner: bool = False


INNER = "itsearviointi"  # stands for all inner kinds in an address
_INNER_LABEL = _("Työpajan itsearviointia koskeva viesti")

MAIL_KINDS: dict[str, MailKind] = {
    # rounds and applications
    "application_submitted": MailKind(
        _("Kuitti lähetetystä hakemuksesta"), _("Sait tämän, koska olet hakemuksen yhteyshenkilö tai lähetit hakemuksen.")
    ),
    "application_withdrawn": MailKind(_("Hakemus on peruttu"), _("Sait tämän, koska olit perutun hakemuksen yhteyshenkilö.")),
    "application_lapsed": MailKind(
        _("Hakemus jäi lähettämättä"), _("Sait tämän, koska olet sen hakemuksen yhteyshenkilö, jota ei lähetetty määräaikaan mennessä.")
    ),
    "deadline_moved": MailKind(
        _("Määräaika on siirtynyt"), _("Sait tämän, koska olet kierrokselle ilmoittautuneen hakemuksen yhteyshenkilö.")
    ),
    "deadline_reminder": MailKind(
        _("Muistutus kierroksen määräajasta"),
        _("Sait tämän, koska olet sellaisen hakemuksen yhteyshenkilö, jota ei ollut vielä lähetetty."),
    ),
    # audits
    "seat_invited": MailKind(_("Kutsu auditoitsijaksi"), _("Sait tämän, koska koordinaattori kutsui sinut auditoimaan.")),
    "seat_reminder": MailKind(_("Muistutus auditointikutsusta"), _("Sait tämän, koska et ollut vielä vastannut kutsuun auditoitsijaksi.")),
    "seat_declined": MailKind(
        _("Auditoitsija ei pääse mukaan"), _("Sait tämän, koska olet koordinaattori ja auditointi tarvitsee uuden auditoitsijan.")
    ),
    "seat_replaced": MailKind(_("Auditoitsija on vaihtunut"), _("Sait tämän, koska paikkasi auditoinnissa annettiin toiselle.")),
    "seat_stopped": MailKind(
        _("Esteellisyys auditoinnissa"), _("Sait tämän, koska auditoinnissa ilmeni esteellisyys ja olet auditoitsija tai koordinaattori.")
    ),
    "audit_started": MailKind(_("Auditointi alkaa"), _("Sait tämän, koska olet auditoitsija auditoinnissa, joka alkoi.")),
    "audit_started_applicant": MailKind(
        _("Hakemuksen auditointi alkaa"), _("Sait tämän, koska olet auditoitavan hakemuksen yhteyshenkilö.")
    ),
    "audit_reminder": MailKind(
        _("Muistutus auditoinnin päättymisestä"), _("Sait tämän, koska olet auditoitsija auditoinnissa, joka oli vielä kesken.")
    ),
    "visit_agreed": MailKind(
        _("Käynti on sovittu"), _("Sait tämän, koska olet auditoitsija tai auditoitavan hakemuksen yhteyshenkilö ja käynnistä sovittiin.")
    ),
    "visit_cancelled": MailKind(
        _("Käynti on peruttu"),
        _("Sait tämän, koska olet auditoitsija tai auditoitavan hakemuksen yhteyshenkilö ja sovittu käynti peruttiin."),
    ),
    "audit_cancelled": MailKind(_("Auditointi on keskeytetty"), _("Sait tämän, koska olit auditoitsija auditoinnissa, jota ei tehdä.")),
    # quality marks
    "mark_ending": MailKind(
        _("Laatumerkin voimassaolo on päättymässä"),
        _("Sait tämän, koska haet laatumerkkiä työpajassa, jonka merkki on päättymässä, tai olet koordinaattori."),
    ),
    "mark_revoked": MailKind(
        _("Laatumerkki on peruttu"), _("Sait tämän, koska haet laatumerkkiä työpajassa, jonka merkki peruttiin, tai olet koordinaattori.")
    ),
    # between auditors and the applicant
    "clarification_asked": MailKind(
        _("Auditoitsijan tarkentava kysymys"),
        _("Sait tämän, koska olet auditoitavan hakemuksen yhteyshenkilö ja auditoitsija kysyi."),
    ),
    "clarification_answered": MailKind(
        _("Vastaus tarkentavaan kysymykseen"), _("Sait tämän, koska olet auditoitsija auditoinnissa, jossa työpaja vastasi kysymykseen.")
    ),
    # the report of an audit
    "comments_reminder": MailKind(
        _("Muistutus raporttiluonnoksen kommentoinnista"),
        _("Sait tämän, koska olet sen hakemuksen yhteyshenkilö, jonka raporttiluonnosta voi vielä kommentoida."),
    ),
    "comments_ended": MailKind(
        _("Kommentointiaika on päättynyt"), _("Sait tämän, koska olet auditoitsija ja raporttiluonnoksen kommentointiaika päättyi.")
    ),
    "comments_finished": MailKind(
        _("Työpaja on kommentoinut raporttiluonnoksen"), _("Sait tämän, koska olet auditoitsija ja työpaja on kommentoinut luonnoksen.")
    ),
    "report_to_check": MailKind(
        _("Auditoinnin raportti odottaa tarkistusta"), _("Sait tämän, koska olet koordinaattori ja raportti lähetettiin tarkistettavaksi.")
    ),
    "report_returned": MailKind(
        _("Raportti palautettiin korjattavaksi"), _("Sait tämän, koska olet auditoitsija ja koordinaattori palautti raportin.")
    ),
    "report_final": MailKind(_("Auditoinnin raportti on valmis"), _("Sait tämän, koska olet auditoidun hakemuksen yhteyshenkilö.")),
    "report_final_auditors": MailKind(
        _("Auditoinnin raportti on hyväksytty"), _("Sait tämän, koska olet auditoitsija auditoinnissa, jonka raportti hyväksyttiin.")
    ),
    "report_final_deciders": MailKind(
        _("Auditointi odottaa päätöstä"), _("Sait tämän, koska olet päättäjä ja auditoinnin raportti valmistui.")
    ),
    # decisions
    "decision_made": MailKind(
        _("Päätös laatumerkistä"), _("Sait tämän, koska olet hakemuksen yhteyshenkilö tai hakemuksen työpajan esihenkilö.")
    ),
    "decision_corrected": MailKind(
        _("Oikaistu päätös laatumerkistä"), _("Sait tämän, koska olet hakemuksen yhteyshenkilö tai hakemuksen työpajan esihenkilö.")
    ),
    "decision_recorded": MailKind(_("Tieto päätöksestä koordinaattorille"), _("Sait tämän, koska olet koordinaattori.")),
    "draft_ready": MailKind(
        _("Auditoinnin raporttiluonnos kommentoitavaksi"), _("Sait tämän, koska olet auditoitavan hakemuksen yhteyshenkilö.")
    ),
    # written by a coordinator
    "group_message": MailKind(_("Koordinaattorin viesti ryhmälle"), _("Sait tämän, koska kuulut ryhmään, jolle koordinaattori kirjoitti.")),
    # self-assessments and what was agreed in them
    "assessment_started": MailKind(
        _("Itsearviointi on alkanut"), _("Sait tämän, koska osallistut työpajan itsearviointiin."), is_inner=True
    ),
    "rating_reminder": MailKind(
        _("Muistutus omista arvioista"), _("Sait tämän, koska työpajastasi muistutettiin keskeneräisistä arvioista."), is_inner=True
    ),
    "ratings_due": MailKind(
        _("Muistutus omien arvioiden päivästä"),
        _("Sait tämän, koska omia arvioitasi puuttui ja niille oli sovittu päivä."),
        is_inner=True,
    ),
    "discussion_opened": MailKind(
        _("Yhteinen keskustelu on alkanut"), _("Sait tämän, koska osallistut työpajan itsearviointiin."), is_inner=True
    ),
    "criteria_assigned": MailKind(
        _("Sinulle annettiin kriteereitä"), _("Sait tämän, koska sinua pyydettiin kirjaamaan yhteinen näkemys."), is_inner=True
    ),
    "assessment_completed": MailKind(_("Itsearviointi on valmis"), _("Sait tämän, koska osallistuit itsearviointiin."), is_inner=True),
    "support_asked": MailKind(
        _("Tukipyyntö itsearviointiin"), _("Sait tämän, koska sinulta pyydettiin tukea itsearviointiin."), is_inner=True
    ),
    "tasks_handed_over": MailKind(
        _("Sinulle siirtyi tehtäviä"), _("Sait tämän, koska työkaverisi tehtäviä siirrettiin sinulle."), is_inner=True
    ),
    "action_reminder": MailKind(
        _("Muistutus kehittämistoimenpiteestä"), _("Sait tämän, koska olet toimenpiteen tekijä ja sovittu päivä lähestyi."), is_inner=True
    ),
    # accounts and doors
    "invitation": MailKind(_("Kutsu Laatumatkaan"), _("Sait tämän, koska sinut kutsuttiin rooliin.")),
    "password_reset": MailKind(_("Uuden salasanan linkki"), _("Sait tämän, koska osoitteellasi pyydettiin uutta salasanaa.")),
    "unknown_account": MailKind(
        _("Vastaus salasanapyyntöön ilman tunnusta"), _("Sait tämän, koska osoitteellasi pyydettiin uutta salasanaa.")
    ),
    "access_request_received": MailKind(
        _("Uusi käyttöönottopyyntö"), _("Sait tämän, koska olet koordinaattori ja työpaja pyysi palvelua käyttöön.")
    ),
    "access_request_declined": MailKind(_("Vastaus käyttöönottopyyntöön"), _("Sait tämän, koska pyysit palvelua käyttöön työpajallesi.")),
    "feedback": MailKind(_("Palaute"), _("Sait tämän, koska käsittelet palvelusta annettua palautetta.")),
}


def own_words(kind: str) -> tuple[str, str]:
    """Return what a mail is and why it was sent, for its receiver; of a kind that is no more, its name alone."""
    known = MAIL_KINDS.get(kind)
    return (str(known.label), str(known.why)) if known else (kind, "")


def words_for_coordinators(kind: str) -> str:
    """Return what a mail is for those who sent it not: all mails of self-assessments have one name."""
    known = MAIL_KINDS.get(kind)
    if known is None:
        return kind
    return str(_INNER_LABEL if known.is_inner else known.label)


def choices_for_coordinators() -> list[tuple[str, str]]:
    """Return what the list of sent mail can be narrowed to, by its words."""
    kinds = [(kind, str(known.label)) for kind, known in MAIL_KINDS.items() if not known.is_inner]
    return sorted([*kinds, (INNER, str(_INNER_LABEL))], key=lambda choice: choice[1].casefold())


def kinds_of_choice(choice: str) -> list[str]:
    """Return the kinds that a choice of `choices_for_coordinators` stands for; none for what is no choice."""
    if choice == INNER:
        return [kind for kind, known in MAIL_KINDS.items() if known.is_inner]
    known = MAIL_KINDS.get(choice)
    return [choice] if known and not known.is_inner else []
