"""The good practices that workshops show: to everybody, to the workshop that gave them, and to the coordinators who approve them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assessments.lifecycle import EXAMPLE_STATUS_LABELS, OFFERED_EXAMPLES, ExampleStatus
from assessments.models import PublicExample
from assessments.selectors.audience import people_with
from assessments.selectors.drafts import startable_versions
from criteria.models import Criterion
from workshops.roles import Permission

if TYPE_CHECKING:
    from assessments.models.public_example import PublicExampleQuerySet
    from criteria.models import Area
    from workshops.models import Workshop
    from workshops.permissions import Access

TONES = {
    ExampleStatus.WAITING: "due",
    ExampleStatus.SHOWN: "done",
    ExampleStatus.RETURNED: "late",
    ExampleStatus.WITHDRAWN: "todo",
}


def named_examples() -> PublicExampleQuerySet:
    """Return examples with what their pages name."""
    return PublicExample.objects.select_related("workshop__municipality", "criterion__area__version__framework")


def shown_examples() -> PublicExampleQuerySet:
    """Return the examples that anyone sees, the one approved last first."""
    return named_examples().shown().order_by("-checked_at", "-pk")


def checked_examples(access: Access) -> PublicExampleQuerySet:
    """Return what a coordinator sees: those that wait for her first, the longest waiting first of all; then those that are shown."""
    return named_examples().checked_by(access).order_by("-status", "consented_at", "pk")


def examples_of(workshop: Workshop) -> PublicExampleQuerySet:
    """Return all examples of the workshop, the newest first."""
    return named_examples().filter(workshop=workshop)


def state_of_example(example: PublicExample) -> tuple[str, str]:
    """Return the state in a word, and its tone."""
    status = ExampleStatus(example.status)
    return str(EXAMPLE_STATUS_LABELS[status]), TONES[status]


def can_be_withdrawn(example: PublicExample) -> bool:
    """Tell whether the example is still offered for showing."""
    return example.status in OFFERED_EXAMPLES


def criteria_for_examples() -> list[tuple[Area, list[Criterion]]]:
    """Return the criteria of the newest published version of each set of quality criteria, by area; three queries."""
    newest = {version.framework_id: version.pk for version in reversed(startable_versions())}
    rows = Criterion.objects.filter(area__version__in=newest.values()).select_related("area__version__framework")
    areas: dict[Area, list[Criterion]] = {}
    for criterion in rows.order_by("area__version__framework__slug", "area__order", "order"):
        areas.setdefault(criterion.area, []).append(criterion)
    return list(areas.items())


def who_sees_example() -> list[tuple[str, str]]:
    """Return who sees an example: `can_give_example` and `can_check_examples` before it is approved, everybody while it is shown."""
    people = {"givers": people_with(Permission.MANAGE_ACTIONS), "checkers": people_with(Permission.READ_SUMMARIES)}
    return [
        (_("Nyt"), _("Työpajan %(givers)s ja yhdistyksen %(checkers)s.") % people),
        (
            _("Kun koordinaattori on hyväksynyt"),
            _("Kuka tahansa: teksti, kriteeri, työpajan nimi ja kunta. Kirjoittajan nimeä ei näytetä."),
        ),
        (_("Kun poistatte sen näkyvistä"), _("Vain työpajan %(givers)s.") % people),
    ]
