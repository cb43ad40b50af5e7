"""Who may audit together: the rules of a pair and of a lead, in one place.

Source: docs/domain.md 4.3, 4.4 and section 9, made precise by the association's wishes.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PEERS = 2  # in a peer audit
MOST = 2  # in any audit


@dataclass(frozen=True)
class Member:
    """One auditor of a team: from where, whether she has audited before, and whether she leads."""

    place: Hashable  # her workshop, or her employer if she has none
    is_experienced: bool
    is_lead: bool = False


class TeamProblem(StrEnum):
    EMPTY = "empty"
    ONE_ALONE = "one_alone"
    TOO_MANY = "too_many"
    SAME_PLACE = "same_place"
    INEXPERIENCED = "inexperienced"
    NO_LEAD = "no_lead"


TEAM_PROBLEMS: dict[TeamProblem, Promise] = {
    TeamProblem.EMPTY: _("Auditointiin ei ole vielä nimetty ketään."),
    TeamProblem.ONE_ALONE: _("Vertaisauditoinnin tekee kaksi auditoitsijaa. Nimeä toinen tai kerro, miksi yksi riittää."),
    TeamProblem.TOO_MANY: _("Auditoinnissa voi olla enintään kaksi auditoitsijaa."),
    TeamProblem.SAME_PLACE: _("Auditoitsijoiden on oltava eri työpajoista."),
    TeamProblem.INEXPERIENCED: _("Ensikertalainen auditoi yhdessä kokeneemman kanssa."),
    TeamProblem.NO_LEAD: _("Valitse, kumpi auditoitsijoista on pääauditoitsija."),
}


def problems_of(members: Sequence[Member], *, is_peer: bool, may_be_one: bool = False) -> list[TeamProblem]:
    """Return what keeps the team from being invited, in the order of the table; empty when it is whole.

    `may_be_one`: the coordinator has given a reason why one peer is enough.
    """
    found = {
        TeamProblem.EMPTY: not members,
        TeamProblem.ONE_ALONE: is_peer and len(members) == 1 and not may_be_one,
        TeamProblem.TOO_MANY: len(members) > MOST,
        TeamProblem.SAME_PLACE: is_peer and len({member.place for member in members}) < len(members),
        TeamProblem.INEXPERIENCED: is_peer and bool(members) and not any(member.is_experienced for member in members),
        TeamProblem.NO_LEAD: not is_peer and bool(members) and not any(member.is_lead for member in members),
    }
    return [problem for problem in TeamProblem if found[problem]]
