"""Who sees a list that is being brought in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.selectors.audience import people_with
from workshops.roles import Permission


def who_sees_import() -> list[tuple[str, str]]:
    """Return who reads the rows, and until when."""
    coordinators = {"coordinators": people_with(Permission.MANAGE_ROUNDS)}
    return [
        (_("Ennen tuomista"), _("Yhdistyksen %(coordinators)s. Tuomaton luettelo poistetaan 30 päivän kuluttua.") % coordinators),
        (_("Tuomisen jälkeen"), _("Luettelo tyhjennetään. Tuodut tiedot näkyvät samoille ihmisille kuin käsin lisätyt.")),
    ]
