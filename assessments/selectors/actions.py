"""What the pages of actions show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.choices import ActionStatus, AssessmentKind
from assessments.models import Action, ActionPlan, Assessment
from assessments.permissions import can_manage_action, can_read_audit_report, can_read_results, can_see_discussion, can_update_action
from assessments.selectors.overview import visible_assessments
from workshops.models import Organisation, Workshop
from workshops.roles import Permission

if TYPE_CHECKING:
    from assessments.models.action import ActionQuerySet
    from workshops.permissions import Access

OPEN, ALL = "avoimet", "kaikki"
STATES = {
    OPEN: gettext_lazy("Avoimet"),
    "sovittu": ActionStatus.AGREED.label,
    "kaynnissa": ActionStatus.UNDER_WAY.label,
    "tehty": ActionStatus.DONE.label,
    "luovuttu": ActionStatus.DROPPED.label,
    ALL: gettext_lazy("Kaikki"),
}
_STATUS_OF = {"sovittu": "agreed", "kaynnissa": "under_way", "tehty": "done", "luovuttu": "dropped"}
BY_DAY = "paiva"
ORDERS = {BY_DAY: gettext_lazy("Sovitun päivän mukaan"), "uusimmat": gettext_lazy("Uusimmat ensin")}
_ORDER_OF = {BY_DAY: [F("due_date").asc(nulls_last=True), F("pk").asc()], "uusimmat": [F("agreed_at").desc(), F("pk").desc()]}
TONES = {ActionStatus.AGREED: "todo", ActionStatus.UNDER_WAY: "todo", ActionStatus.DONE: "done", ActionStatus.DROPPED: "todo"}
OF_USER, OF_NAME = "u:", "n:"  # how the filter names a person: a colleague's ref, or a name as it was written


@dataclass(frozen=True)
class Choice:
    """What a list shows: values of `STATES`, `ORDERS`, and a person as `people_of` names her."""

    state: str = OPEN
    person: str = ""
    order: str = BY_DAY


@dataclass(frozen=True)
class ActionLine:
    """One action as a page tells of it to one asker."""

    action: Action
    on: dt.date
    may_update: bool
    may_manage: bool

    @property
    def owner(self) -> str:
        return owner_of(self.action)

    @property
    def has_passed(self) -> bool:
        return self.action.has_passed(self.on)

    @property
    def tag(self) -> str:
        return status_words(self.action)

    @property
    def tone(self) -> str:
        return "due" if self.has_passed else TONES[ActionStatus(self.action.status)]

    @property
    def origin(self) -> str:
        """The criterion and the assessment it comes from; nothing for an action of the workshop's own accord."""
        action = self.action
        if action.assessment is None:
            return ""
        return f"{action.criterion}, {action.assessment.title}" if action.criterion else action.assessment.title


def owner_of(action: Action) -> str:
    """Return who does it, in words."""
    return action.owner.name if action.owner else action.owner_name


def status_words(action: Action) -> str:
    """Return how far it is with its day: "sovittu 12.11.", "käynnissä, 12.11. mennessä", "tehty 3.5.", "luovuttu 3.5."."""
    day = _day(timezone.localdate(action.finished_at)) if action.finished_at else (_day(action.due_date) if action.due_date else "")
    words = str(ActionStatus(action.status).label).lower()
    if not day:
        return words
    if action.status == ActionStatus.UNDER_WAY:
        return _("%(state)s, sovittu %(day)s") % {"state": words, "day": day}
    return f"{words} {day}"


def _day(date: dt.date) -> str:
    return date_format(date, "j.n." if date.year == timezone.localdate().year else "j.n.Y")


def actions_of_workshop(access: Access, workshop: Workshop) -> ActionQuerySet:
    """Return the workshop's actions the asker reads, with what their pages name."""
    return _named(Action.objects.visible_to(access).filter(workshop=workshop))


def actions_of_organisation(access: Access, organisation: Organisation) -> ActionQuerySet:
    """Return the actions the asker reads in the organisation's workshops."""
    return _named(Action.objects.visible_to(access).filter(workshop__organisation=organisation))


def readable_actions(access: Access) -> ActionQuerySet:
    """Return every action the asker reads."""
    return _named(Action.objects.visible_to(access))


def _named(actions: ActionQuerySet) -> ActionQuerySet:
    return actions.select_related("workshop__organisation", "owner", "criterion", "assessment", "saved_by")


def workshops_with_actions(access: Access) -> QuerySet[Workshop]:
    """Return the workshops whose actions the asker reads: the page of their list is there also when it is empty."""
    return Workshop.objects.where_may(access, Permission.READ_COMPLETED).select_related("organisation")


def organisations_with_actions(access: Access) -> QuerySet[Organisation]:
    """Return the organisations in some workshop of which the asker reads actions."""
    return Organisation.objects.filter(Exists(workshops_with_actions(access).filter(organisation=OuterRef("pk"))))


def chosen(actions: ActionQuerySet, choice: Choice) -> ActionQuerySet:
    """Return the actions that are asked for, in the order asked for; the values come from the lists of this module only."""
    if choice.state == OPEN:
        actions = actions.open()
    elif choice.state != ALL:
        actions = actions.filter(status=_STATUS_OF[choice.state])
    if choice.person.startswith(OF_USER):
        actions = actions.filter(owner__ref=choice.person.removeprefix(OF_USER))
    elif choice.person:
        actions = actions.filter(owner_name=choice.person.removeprefix(OF_NAME))
    return actions.order_by(*_ORDER_OF[choice.order])


def people_of(actions: ActionQuerySet) -> list[tuple[str, str]]:
    """Return who does the actions as (value of the filter, name), by name; one query."""
    rows = actions.order_by().values_list("owner__ref", "owner__name", "owner_name").distinct()
    people = {(f"{OF_USER}{ref}", name) if ref else (f"{OF_NAME}{written}", written) for ref, name, written in rows if ref or written}
    return sorted(people, key=lambda person: person[1].casefold())


def lines_of(actions: Iterable[Action], access: Access) -> list[ActionLine]:
    """Return the actions as the asker sees them; no query."""
    return [line_of(action, access) for action in actions]


def line_of(action: Action, access: Access) -> ActionLine:
    """Return one action as the asker sees it; no query when its workshop is loaded."""
    return ActionLine(action, access.on, can_update_action(access, action), can_manage_action(access, action))


def origin_url(action: Action, access: Access) -> str:
    """Return the address of the page that tells of the result, "" when the asker does not see it; at most two queries."""
    if action.assessment_id is None or action.criterion is None:
        return ""
    if action.assessment is not None and action.assessment.kind != AssessmentKind.SELF:
        return _report_url(action.assessment, action.criterion.code, access)
    assessment = visible_assessments(access).filter(pk=action.assessment_id).first()
    if assessment is None:
        return ""
    if can_see_discussion(access, assessment):
        return reverse("assessments:result-update", args=[assessment.ref, action.criterion.code])
    return reverse("assessments:assessment-results", args=[assessment.ref]) if can_read_results(access, assessment) else ""


def _report_url(audit: Assessment, code: str, access: Access) -> str:
    """Return the place of the suggestion in the audit's report, "" when the asker does not read it."""
    if not can_read_audit_report(access, audit):
        return ""
    return reverse("assessments:audit-report", args=[audit.ref]) + f"#kehittaminen-{slugify(code)}"


def history_of(action: Action) -> list[Action]:
    """Return the saved versions of the action, the newest first, each with who saved it."""
    return list(action.history.select_related("history_user", "owner").order_by("-history_id")[:100])


def latest_plan(workshop: Workshop) -> ActionPlan | None:
    """Return the plan that was ordered last."""
    return workshop.action_plans.select_related("file").order_by("-pk").first()


def own_open_actions(access: Access, until: dt.date) -> list[Action]:
    """Return the asker's own open actions whose day is agreed and comes by `until`, the earliest first; one query."""
    if not access.may_anywhere(Permission.READ_COMPLETED):
        return []
    mine = Action.objects.visible_to(access).open().filter(owner=access.user.pk, due_date__lte=until)
    return list(mine.select_related("workshop").order_by("due_date", "pk")[:20])
