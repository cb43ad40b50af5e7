"""The words of "Kuka näkee tämän?", drawn from the role table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from workshops.choices import ROLE_LABELS
from workshops.roles import Permission, Role, roles_with

if TYPE_CHECKING:
    from collections.abc import Iterable

Lines = list[tuple[str, str]]


def in_words(roles: Iterable[Role]) -> str:
    """Return the roles' names as "työntekijä, yhteyshenkilö ja esihenkilö"."""
    labels = [str(ROLE_LABELS[role]) for role in roles]
    if len(labels) < 2:
        return "".join(labels)
    return _("%(first)s ja %(last)s") % {"first": ", ".join(labels[:-1]), "last": labels[-1]}


def _national() -> list[Role]:
    return [*roles_with(Permission.MANAGE_ORGANISATIONS), *roles_with(Permission.MANAGE_USERS)]


def who_sees_workshop() -> Lines:
    """Who reads a workshop's facts; the twin in words of `can_view_workshop`."""
    return [
        (_("Tässä työpajassa"), _("%(roles)s.") % {"roles": capfirst(in_words(roles_with(Permission.TAKE_PART)))}),
        (_("Koko palvelussa"), _("%(roles)s.") % {"roles": capfirst(in_words(_national()))}),
    ]


def who_sees_organisation() -> Lines:
    """Who reads an organisation's facts; the twin in words of `can_view_organisation`."""
    return [
        (_("Organisaatiossa"), _("Kaikki, joilla on rooli organisaatiossa tai sen työpajassa.")),
        (_("Koko palvelussa"), _("%(roles)s.") % {"roles": capfirst(in_words(_national()))}),
    ]


def who_sees_invitation() -> Lines:
    """Who reads the address of an invitation."""
    return [
        (
            _("Osoite"),
            _("Kutsuttu ja ne, jotka voivat kutsua työpajaan: %(roles)s.") % {"roles": in_words(roles_with(Permission.INVITE_WORKERS))},
        ),
        (_("Nimi ja rooli"), _("Kutsun hyväksymisen jälkeen kaikki, joilla on rooli samassa työpajassa.")),
    ]


def who_sees_national_role() -> Lines:
    """Who reads a person's national roles."""
    managers = in_words(roles_with(Permission.MANAGE_ASSESSMENT))
    return [
        (_("Rooli"), _("Henkilö itse ja %(roles)s.") % {"roles": in_words(roles_with(Permission.MANAGE_USERS))}),
        (_("Koordinaattorin nimi"), _("Myös työpajojen %(roles)s, kun he pyytävät tukea arviointiin.") % {"roles": managers}),
    ]


def who_sees_access_request() -> Lines:
    """Who reads a request to take the service into use."""
    return [(_("Pyyntö"), _("%(roles)s.") % {"roles": capfirst(in_words(roles_with(Permission.MANAGE_ORGANISATIONS)))})]


def who_sees_decline() -> Lines:
    """Who reads the reason of a declined request."""
    roles = in_words(roles_with(Permission.MANAGE_ORGANISATIONS))
    return [(_("Perustelut"), _("Pyytäjä saa ne sähköpostilla. Palvelussa ne näkee %(roles)s.") % {"roles": roles})]


def who_sees_feedback() -> Lines:
    """Who reads feedback."""
    return [(_("Palaute"), _("Palvelua ylläpitävän yhdistyksen palautteen käsittelijät. Palvelu ei tallenna palautetta."))]


def who_sees_name() -> Lines:
    """Who reads the name of a new account."""
    roles = in_words(_national())
    return [
        (_("Nimi"), _("Kaikki, joilla on rooli samassa työpajassa, sekä %(roles)s.") % {"roles": roles}),
        (_("Salasana"), _("Ei kukaan. Se tallennetaan niin, ettei sitä voi lukea.")),
    ]
