"""Who sees what is written in the discussion or in an application: the words of "Kuka näkee tämän?", drawn from the role table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workshops.roles import Permission, Role, roles_with

if TYPE_CHECKING:
    from assessments.models import Application, Assessment

ROLES_IN_PLURAL = {
    Role.WORKER: gettext_lazy("työntekijät"),
    Role.CONTACT: gettext_lazy("yhteyshenkilöt"),
    Role.LEADER: gettext_lazy("esihenkilöt"),
    Role.COORDINATOR: gettext_lazy("koordinaattorit"),
    Role.DECIDER: gettext_lazy("päättäjät"),
}


def people_with(permission: Permission) -> str:
    """Return the roles that give the permission as words: "yhteyshenkilöt ja esihenkilöt"."""
    return get_text_list([str(ROLES_IN_PLURAL[role]) for role in roles_with(permission)], _("ja"))


def who_sees_discussion(assessment: Assessment | None = None) -> list[tuple[str, str]]:
    """Return who sees agreed results, strengths and evidence, now and later: `can_see_discussion`, then `can_read_results`.

    Of an assessment that somebody from outside supports (`support_until`, which its pages annotate) that is told too.
    """
    until = getattr(assessment, "support_until", None)
    outside = _("Muut työpajat ja koordinaattorit eivät näe tätä.")
    if until is not None:
        outside = _("Muista työpajoista ja koordinaattoreista tämän näkevät vain ne, joilta on pyydetty tukea.")
    lines = [
        (
            _("Nyt"),
            _("Arvioinnin osallistujat sekä työpajan %(managers)s.") % {"managers": people_with(Permission.MANAGE_ASSESSMENT)},
        ),
        (
            _("Kun arviointi on valmis"),
            _("Työpajan %(readers)s. %(outside)s") % {"readers": people_with(Permission.READ_COMPLETED), "outside": outside},
        ),
    ]
    if until is not None:
        sentence = _("Henkilöt, joilta työpaja on pyytänyt tukea, viimeistään %(day)s asti. He lukevat sovitut tasot ja tekstit.")
        lines.insert(1, (_("Tuen antajat"), sentence % {"day": date_format(until, "j.n.Y")}))
    return lines


def who_sees_support() -> list[tuple[str, str]]:
    """Return who sees what a request for support says, and what the supporter sees."""
    managers = {"managers": people_with(Permission.MANAGE_ASSESSMENT)}
    seen = _("Arvioinnin tilan sekä sovitut tasot ja tekstit. Ei yksittäisiä arvioita, muistiinpanoja, osallistujia eikä luonnoksia.")
    return [
        (_("Pyyntö"), _("Se, jolta tukea pyydetään, ja työpajan %(managers)s.") % managers),
        (_("Mitä tuen antaja näkee"), seen),
    ]


def who_sees_history() -> list[tuple[str, str]]:
    """Return who reads the earlier versions of what was agreed: `can_read_history`."""
    managers = people_with(Permission.MANAGE_ASSESSMENT)
    sentence = _("Työpajan %(managers)s. Muut osallistujat näkevät vain viimeisimmän tekstin.") % {"managers": managers}
    return [(_("Nyt ja myöhemmin"), sentence)]


def who_sees_own_history() -> list[tuple[str, str]]:
    """Return who reads the earlier versions of an own rating."""
    return [(_("Nyt ja myöhemmin"), _("Vain sinä, myös arvioinnin valmistuttua."))]


def who_sees_assignment() -> list[tuple[str, str]]:
    """Return who sees whose a criterion is."""
    managers = people_with(Permission.MANAGE_ASSESSMENT)
    return [
        (_("Nyt"), _("Arvioinnin osallistujat sekä työpajan %(managers)s näkevät, kenellä kriteeri on.") % {"managers": managers}),
        (_("Kun arviointi on valmis"), _("Tulokset kertovat vain, mitä sovittiin.")),
    ]


def who_sees_units() -> list[tuple[str, str]]:
    """Return who sees units side by side: `can_compare_units`, and each cell by the rule of the assessment it leads to."""
    return [
        (
            _("Nyt"),
            _(
                "Organisaation %(readers)s. Jokainen näkee vain ne tulokset, jotka saa avata: "
                "koko organisaation rooli näyttää kaikki yksiköt, yhden yksikön rooli oman yksikön."
            )
            % {"readers": people_with(Permission.READ_COMPLETED)},
        )
    ]


def who_sees_actions() -> list[tuple[str, str]]:
    """Return who reads the workshop's actions, and who their earlier versions: `can_view_action`, `can_manage_action`."""
    readers, managers = people_with(Permission.READ_COMPLETED), people_with(Permission.MANAGE_ACTIONS)
    earlier = _("Aiemmat versiot näkevät työpajan %(managers)s.") % {"managers": managers}
    sentence = _("Työpajan %(readers)s. Muut työpajat ja koordinaattorit eivät näe tätä.") % {"readers": readers}
    report = _("Kun toimenpide on sovittu itsearvioinnissa, sen teksti ja päivä ovat myös arvioinnin raportissa. Tekijän nimi ei ole.")
    return [(_("Nyt ja myöhemmin"), f"{sentence} {earlier}"), (_("Raportissa"), report)]


def who_sees_application(application: Application | None = None) -> list[tuple[str, str]]:
    """Return who reads an application until its round's deadline and after it: `can_manage_application`, then `can_read_submission`.

    Without an application, as when one registers, and without a round it does not tell the moment.
    """
    people = {"applicants": people_with(Permission.APPLY), "coordinators": people_with(Permission.MANAGE_ROUNDS)}
    before = _("Hakemuksen työpajojen %(applicants)s. Yhdistyksen %(coordinators)s näkevät vain, missä vaiheessa hakemus on.")
    after = _("Myös yhdistyksen %(coordinators)s lukevat viimeisimmän lähetetyn hakemuksen. Lähettämätöntä he eivät näe.")
    auditors = _("Myös hakemukselle nimetyt auditoitsijat lukevat lähetetyn hakemuksen, kunnes auditointi suljetaan.")
    return [
        (_("Määräaikaan asti"), before % people),
        (_after_the_deadline(application), after % people),
        (_("Auditoinnissa"), auditors),
        (_("Julkisesti"), _("Hakemuksen tekstejä ja näyttöjä ei julkaista.")),
    ]


def _after_the_deadline(application: Application | None) -> str:
    if application is None or application.round is None:
        return _("Määräajan jälkeen")
    moment = timezone.localtime(application.round.deadline_at)
    parts = {"day": date_format(moment, "j.n.Y"), "time": date_format(moment, "G.i")}
    return _("Määräajan %(day)s klo %(time)s jälkeen") % parts
