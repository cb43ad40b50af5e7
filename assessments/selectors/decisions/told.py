"""The decisions on one application as each side reads them, the newest first; what was superseded stays to be read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assessments.lifecycle import DECIDED_STATUSES, REPORTED_AUDIT_STATUSES
from assessments.models import Decision, Recusal
from assessments.selectors.audience import people_with
from assessments.selectors.decisions.access import decision_matters
from assessments.selectors.decisions.appeals import appeal_date
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models import Application, ConditionFollowUp, QualityMark
    from workshops.permissions import Access


@dataclass(frozen=True)
class ToldDecision:
    """One decision; `is_current`: it counts, no later one supersedes it."""

    decision: Decision
    is_current: bool

    @property
    def follow_up(self) -> ConditionFollowUp | None:
        return getattr(self.decision, "follow_up", None)

    @property
    def mark(self) -> QualityMark | None:
        """The mark that the decision granted."""
        return getattr(self.decision, "mark", None)

    @property
    def is_open(self) -> bool:
        """Its conditions wait to be met."""
        return self.is_current and bool(self.decision.conditions) and self.follow_up is None

    @property
    def appeal_date(self) -> dt.date:
        return appeal_date(self.decision)


def told_decisions(application: Application) -> list[ToldDecision]:
    """Return the decisions on the application, the one that counts first; one query."""
    related = ("recorded_by", "follow_up__recorded_by", "mark")
    rows = list(application.decisions.select_related(*related).order_by("-pk"))
    return [ToldDecision(row, is_current=number == 0) for number, row in enumerate(rows)]


def visible_decisions(access: Access) -> QuerySet[Decision]:
    """Return the decisions that the asker sees on the pages of decisions, superseded ones too, with what a page about one names."""
    related = ("application__organisation", "application__round", "follow_up", "superseded_by")
    rows = Decision.objects.filter(application__in=decision_matters(access).order_by().values("pk"))
    return rows.select_related(*related).prefetch_related("application__units__workshop")


def decision_context(application: Application) -> dict[str, Any]:
    """Return what the application's own page tells of its decision and of the report it stands on; no query before it is decided."""
    if application.status not in DECIDED_STATUSES:
        return {}
    audit = application.audits.filter(status__in=REPORTED_AUDIT_STATUSES).order_by("-pk").first()
    return {"decisions": told_decisions(application), "decided_audit": audit}


def recusals_of(application: Application) -> list[Recusal]:
    """Return the deciders who have told that they cannot decide on the application; one query."""
    return list(application.recusals.select_related("user"))


def who_sees_decision() -> list[tuple[str, str]]:
    """Return who reads a decision, its reasons and conditions: `decision_matters`, `can_manage_application`."""
    people = {"applicants": people_with(Permission.APPLY), "coordinators": people_with(Permission.MANAGE_ROUNDS)}
    return [
        (_("Heti"), _("Hakemuksen työpajojen %(applicants)s, yhdistyksen %(coordinators)s ja päättäjät.") % people),
        (_("Oikaisun jälkeen"), _("Samat ihmiset näkevät myös aiemman päätöksen ja sen, miksi se oikaistiin.")),
        (
            _("Julkisesti"),
            _("Perusteluja ja ehtoja ei julkaista. Laatumerkki näkyy julkisessa luettelossa vain, jos sen haltija suostuu siihen."),
        ),
    ]


def who_sees_follow_up() -> list[tuple[str, str]]:
    """Return who reads how the conditions were met."""
    return [who_sees_decision()[0]]
