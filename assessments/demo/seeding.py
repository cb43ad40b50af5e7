"""The whole seeding: once into an empty database, all or nothing, then the reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from assessments.choices import ReportStatus
from assessments.demo.actions import agree_on_actions
from assessments.demo.audit_reports import write_reports
from assessments.demo.auditors import audit_rounds, gather_auditors
from assessments.demo.calendar import DemoCalendar
from assessments.demo.decisions import render_pack_of
from assessments.demo.drafting import draft_reports
from assessments.demo.journeys import walk_journeys
from assessments.demo.manifest import AUDITED
from assessments.demo.marks import decide_and_grant, render_certificate_of
from assessments.demo.nation import live_through_years
from assessments.demo.people import quick_hashing, seat_association
from assessments.demo.practice import write_examples
from assessments.demo.public_year import render_public_files, tell_of_year
from assessments.demo.reading import write_while_reading
from assessments.demo.rounds import hold_rounds
from assessments.demo.settlement import settle_organisations
from assessments.demo.stage import Stage
from assessments.demo.together import work_together
from assessments.demo.visits import make_visits
from assessments.models import Report
from assessments.reports import render_assessment_report
from config.toolkit.errors import DomainError
from criteria.models import FrameworkVersion
from workshops.models import AuditEvent, Organisation, User
from workshops.services.audit_events import record_event

SEEDED = "demo_seeded"


class SeedRefusedError(DomainError):
    """The demo may not be made here."""


def seeded_with() -> int | None:
    """Return the seed of the demo in the database, None when there is none."""
    event = AuditEvent.objects.filter(action=SEEDED).first()
    return event.details["seed"] if event else None


def seed_demo(*, seed: int, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Make the demo around the moment `at`; `tell` hears of each step.

    The mails of its history wait in the outbox for the worker like any others. Raises `SeedRefusedError` in production, in a
    database with people of its own, or without places and criteria.
    """
    version = _require_room()
    stage = Stage(rng=Random(seed), calendar=DemoCalendar(at), tell=tell)  # noqa: S311 repeatable on purpose
    with quick_hashing(), transaction.atomic():
        seat_association(stage)
        settle_organisations(stage)
        walk_journeys(stage, version)
        agree_on_actions(stage)
        work_together(stage)
        hold_rounds(stage, version)
        gather_auditors(stage)
        audit_rounds(stage)
        make_visits(stage)
        write_reports(stage)
        decide_and_grant(stage)
        write_examples(stage, version)
        write_while_reading(stage)
        draft_reports(stage)
        live_through_years(stage, version)
        tell_of_year(stage, version)
        admin = stage.logins["admin"]
        record_event(action=SEEDED, obj=admin, by=admin, at=at, details={"seed": seed})
    _render_report(stage, at)
    render_pack_of(stage, "past", at)
    render_certificate_of(stage, "kierros", at)
    render_public_files(stage, at)


def _require_room() -> FrameworkVersion:
    if settings.PRODUCTION:
        raise SeedRefusedError("Esittelyaineistoa ei tehdä tuotantoon.")
    if User.objects.exists() or Organisation.objects.exists():
        raise SeedRefusedError("Tietokannassa on jo käyttäjiä tai organisaatioita. Esittelyaineisto tehdään vain tyhjään tietokantaan.")
    version = FrameworkVersion.objects.published().filter(framework__slug="laatukriteeristo").first()
    if version is None:
        raise SeedRefusedError("Lataa ensin kunnat ja julkaistu kriteeristö (load_places, load_framework --publish).")
    return version


def _render_report(stage: Stage, at: dt.datetime) -> None:
    """Render the shown reports here, so that they are ready without a worker; the others are the worker's."""
    stage.tell("Raportit")
    shown = Q(assessment=stage.assessments["completed"]) | Q(assessment__application=stage.applications[AUDITED])
    for report in Report.objects.filter(shown, status=ReportStatus.QUEUED):
        render_assessment_report(report_id=report.pk, at=at)
