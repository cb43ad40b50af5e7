"""Counting closed years anew: what differs is told row by row, and put right unless it has been published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from assessments.choices import Compared, SummarySeries
from assessments.models import Action, Assessment, Result, Summary, SummaryCell, SummaryFigure
from assessments.services.summaries.checking import check_summary, rebuild_summary
from assessments.years import begins_at, closes_at
from config.toolkit.errors import WrongStateError
from criteria.models import FrameworkVersion, Level
from tests.assessments.summaries.recount import expected_rows, stored_rows
from tests.factories.criteria import PUBLISHED_AT, make_version
from tests.factories.summaries import make_finished, make_nation, make_year
from tests.factories.workshops import UserFactory, WorkshopFactory
from workshops.models import AuditEvent, Workshop

pytestmark = pytest.mark.django_db
PUBLISHED = "Julkaistua koostetta ei lasketa uudelleen."
AT = closes_at(2026) + dt.timedelta(days=1)


@pytest.fixture
def nation() -> list[Workshop]:
    return make_nation(6)


@pytest.fixture
def summary(nation) -> Summary:
    """Six workshops, all of them in both years."""
    version = make_version(areas=1, criteria=12)
    make_year(version, nation, 2025)
    return make_year(version, nation, 2026)


def run(command: str) -> tuple[str, bool]:
    """Return what the command says, and whether it ended well."""
    said = StringIO()
    try:
        with time_machine.travel(AT, tick=False):
            call_command(command, stdout=said)
    except CommandError as error:
        return f"{said.getvalue()}{error}", False
    return said.getvalue(), True


def publish(summary: Summary) -> None:
    Summary.objects.filter(pk=summary.pk).update(published_at=AT, published_by=UserFactory())


def everything(summary: Summary) -> list[object]:
    """Return all that is stored of it, as it stands."""
    cells = summary.cells.values_list("first_dimension", "first_value", "second_dimension", "second_value", "participants", "everyone")
    return [Summary.objects.filter(pk=summary.pk).values().get(), stored_rows(Summary.objects.get(pk=summary.pk)), sorted(cells, key=repr)]


def add_figure(summary: Summary) -> None:
    SummaryFigure.objects.create(cell=summary.cells.earliest("pk"), code="K9.9", level=2, is_top=False, workshops=7)


def add_change(summary: Summary) -> None:
    summary.changes.create(compared=Compared.OWN, area_code="K1", workshops=6, lower=5, same=9, higher=5)


def change_figure(summary: Summary) -> None:
    figure = SummaryFigure.objects.filter(cell__summary=summary).earliest("pk")
    SummaryFigure.objects.filter(pk=figure.pk).update(workshops=figure.workshops + 1)


def leave_out_group(summary: Summary) -> None:
    summary.cells.filter(first_dimension="region", second_dimension="").earliest("pk").delete()


def count_group_wrong(summary: Summary) -> None:
    summary.cells.filter(pk=summary.cells.earliest("pk").pk).update(participants=5)


def leave_out_participant(summary: Summary) -> None:
    summary.participants.earliest("pk").delete()


def total_wrong(summary: Summary) -> None:
    Summary.objects.filter(pk=summary.pk).update(organisations=5)


def change_wrong(summary: Summary) -> None:
    summary.changes.update(lower=0, same=0, higher=0)


PLANTED = {
    add_figure: "figure everybody K9.9 2: stored 7, counted -",
    add_change: "change own K1: stored 6/5/9/5, counted -",
    change_figure: "figure everybody K1.1",
    leave_out_group: "group region/01: stored -, counted 3",
    count_group_wrong: "group everybody: stored 5, counted 6",
    leave_out_participant: "participant",
    total_wrong: "total organisations: stored 5, counted 6",
    change_wrong: "change year_before K1: stored",
}


def test_nothing_differs_after_closing_and_checking_changes_nothing(summary) -> None:
    before = everything(summary)
    said, well = run("check_counts")
    assert well
    assert said.splitlines() == [f"{summary.framework.slug} self {year}: 0 row(s) differ." for year in (2025, 2026)]
    assert run("rebuild_counts") == ("", True)
    assert everything(summary) == before


@pytest.mark.parametrize(("plant", "told"), PLANTED.items(), ids=lambda value: getattr(value, "__name__", "told"))
def test_planted_difference_is_told_and_put_right(summary, plant: Callable[[Summary], None], told: str) -> None:
    before = everything(summary)
    assert {row[0] for row in stored_rows(summary)} >= {"change", "figure", "group", "participant"}
    plant(summary)
    planted = everything(summary)
    said, well = run("check_counts")
    assert not well
    assert told in said
    assert everything(summary) == planted  # looking changes nothing
    said, well = run("rebuild_counts")
    assert well
    assert said.startswith(f"{summary.framework.slug} self 2026: counted anew, ")
    assert everything(summary) == before
    assert AuditEvent.objects.get(action="summary_rebuilt").object_ref == str(summary.pk)
    assert run("check_counts")[1]


@pytest.mark.parametrize("plant", [change_figure, leave_out_participant])
def test_published_summary_that_differs_is_only_told_of(summary, plant) -> None:
    publish(summary)
    plant(summary)
    planted = everything(summary)
    said, well = run("rebuild_counts")
    assert not well
    assert "differ; published, left as it is." in said
    with pytest.raises(WrongStateError, match=PUBLISHED):
        rebuild_summary(summary=summary, at=AT)
    assert everything(summary) == planted


def test_summary_published_while_it_was_looked_at_is_not_counted_anew(summary) -> None:
    stale = Summary.objects.get(pk=summary.pk)
    change_figure(summary)
    publish(summary)
    with pytest.raises(WrongStateError, match=PUBLISHED):
        rebuild_summary(summary=stale, at=AT)


def test_answers_changed_by_hand_are_told_and_counted_anew(summary, nation) -> None:
    result = Result.objects.filter(assessment__workshop=nation[0], assessment__completed_at__gte=begins_at(2026)).earliest("pk")
    other = Level.objects.filter(scale=summary.version.scale).exclude(pk=result.level_id).earliest("value")
    Result.objects.filter(pk=result.pk).update(answer="level", level=other, reason="")
    assert not run("check_counts")[1]
    rebuild_summary(summary=summary, at=AT)
    assert stored_rows(summary) == expected_rows(summary.framework, summary.series, summary.year)


def test_participant_found_later_is_counted_with_all_that_follows(summary) -> None:
    newer = make_version(areas=1, framework=summary.framework)
    FrameworkVersion.objects.filter(pk=newer.pk).update(published_at=PUBLISHED_AT + dt.timedelta(days=1))
    for number in range(7):
        make_finished(WorkshopFactory(), {"K1.1": 4, "K1.2": 1}, version=newer, at=begins_at(2026) + dt.timedelta(days=number))
    differing = {difference.row for difference in check_summary(summary).differences}
    assert {("total", "version"), ("total", "organisations"), ("group", ())} <= differing
    rebuild_summary(summary=summary, at=AT)
    summary.refresh_from_db()
    assert (summary.version, summary.organisations, summary.closed_at) == (newer, 13, closes_at(2026))
    assert stored_rows(summary) == expected_rows(summary.framework, summary.series, summary.year)


def test_number_of_all_workshops_stays_as_of_the_closing(summary) -> None:
    WorkshopFactory()
    assert check_summary(summary).differences == []
    change_figure(summary)
    rebuild_summary(summary=summary, at=AT)
    assert summary.cells.get(first_dimension="").everyone == 6


def test_action_taken_up_again_after_the_closing_is_no_difference(nation) -> None:
    moment, by = begins_at(2026), UserFactory()
    action = Action.objects.create(
        workshop=nation[0], what="Sovittu.", status="done", agreed_at=moment, agreed_by=by, finished_at=moment, saved_at=moment, saved_by=by
    )
    summary = make_year(make_version(areas=1), nation, 2026)
    Action.objects.filter(pk=action.pk).update(status="under_way", finished_at=None)
    assert check_summary(summary).differences == []
    change_figure(summary)
    rebuild_summary(summary=summary, at=AT)
    summary.refresh_from_db()
    assert (summary.actions_agreed, summary.actions_finished) == (1, 1)


def test_summary_of_a_year_in_which_nobody_took_part_is_taken_away(nation) -> None:
    summary = make_year(make_version(areas=1), nation[:1], 2026, series=SummarySeries.AUDIT)
    Assessment.objects.update(status="cancelled", completed_at=None, completed_by=None)
    assert not run("check_counts")[1]
    assert run("rebuild_counts")[1]
    assert not Summary.objects.filter(pk=summary.pk).exists()
    assert not SummaryCell.objects.exists()
