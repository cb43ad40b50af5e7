"""Records that stay: nobody changes a history or the log, and neither they nor sent mail hold the name or address of a person."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test import TestCase

from assessments.choices import Answer, Recommendation
from assessments.models import Submission
from assessments.selectors.applications.form import criteria_of_application
from assessments.selectors.results import criteria_of
from assessments.services.applications.answers import save_answer
from assessments.services.applications.ending import withdraw_application
from assessments.services.applications.submitting import submit_application
from assessments.services.assignments import assign_criteria
from assessments.services.auditing.findings import save_conclusion
from assessments.services.handover import hand_over_tasks
from assessments.services.phases import open_discussion
from assessments.services.ratings import save_rating
from assessments.services.reminders import remind_participants
from assessments.services.restoring import restore_result
from assessments.services.results import save_area_summary, save_result
from assessments.services.supports import accept_support, ask_by_email, end_support
from tests.factories.applications import make_open
from tests.factories.assessments import AT, Cast, make_individual
from tests.factories.auditing import VISIT_AT, make_drafting
from workshops.models import AuditEvent, OutgoingMail, User
from workshops.services.audit_events import record_event
from workshops.services.grants import end_role

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = [
    path for app in ("workshops", "criteria", "assessments") for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
]
# Who does an action and has no account is known by name alone: the name is the promise's own text, and erased with it.
NAMED_BY_DESIGN = {("HistoricalAction", "owner_name")}


def test_no_code_of_the_service_changes_a_history_or_the_log() -> None:
    """Data-05: beside the guards of the rows themselves, nobody even tries; one place erases what a removed participant wrote."""
    changing = re.compile(r"(\.history\b|AuditEvent\.objects|Historical\w+)[^\n]*\.(update|bulk_update|delete|_raw_delete)\(")
    assert [path.name for path in SOURCES if changing.search(path.read_text(encoding="utf-8"))] == []
    erasing = [path.relative_to(ROOT).as_posix() for path in SOURCES if ".erase()" in path.read_text(encoding="utf-8")]
    assert erasing == ["assessments/services/participants.py"]
    raw = [path.name for path in SOURCES if "connection.cursor" in path.read_text(encoding="utf-8") and "bench" not in path.parts]
    assert raw == []


@pytest.mark.django_db
def test_the_log_refuses_every_change() -> None:
    user = Cast(workers=0).contact
    event = record_event(action="tried", obj=user, by=user, at=AT)
    for change in (
        lambda: AuditEvent.objects.update(action="x"),
        lambda: AuditEvent.objects.all().delete(),
        lambda: AuditEvent.objects.bulk_update([event], ["action"]),
        lambda: AuditEvent._base_manager.update(action="x"),
        event.save,
        event.delete,
    ):
        with pytest.raises(TypeError):
            change()
    assert AuditEvent.objects.get(pk=event.pk).action == "tried"


@pytest.mark.django_db
def test_histories_events_and_sent_mail_point_to_people_by_key_alone() -> None:
    """Data-06: erasing a person is then the change of one row, her own, and changes no rating, level or count."""
    cast = Cast(workers=3)
    with TestCase.captureOnCommitCallbacks(execute=True):
        _work(cast)
    people = [cast.leader, cast.contact, cast.stranger, *cast.workers]
    said = [word for user in people for word in (user.name, user.email)]
    kept = [AuditEvent, OutgoingMail, Submission, *(model for model in apps.get_models() if hasattr(model, "instance_type"))]
    assert all(model._default_manager.exists() for model in kept if model.__name__ != "HistoricalAction")
    found = [
        (model.__name__, name, word)
        for model in kept
        for name in _text_columns(model)
        for value in model._default_manager.values_list(name, flat=True)
        for word in said
        if word in str(value) and (model.__name__, name) not in NAMED_BY_DESIGN
    ]
    assert found == []


@pytest.mark.django_db
def test_pseudonym_on_the_one_row_is_what_every_history_then_shows(client_of) -> None:
    cast = Cast(workers=3)
    _work(cast)
    writer = cast.workers[0]
    assert writer.name in client_of(cast.contact).get(_history_address(cast)).content.decode()
    User.objects.filter(pk=writer.pk).update(name="Poistettu käyttäjä", email="poistettu-1@ei.example")
    shown = client_of(cast.contact).get(_history_address(cast)).content.decode()
    assert writer.name not in shown
    assert "Poistettu käyttäjä" in shown


def _history_address(cast: Cast) -> str:
    assessment = cast.workshop.assessments.get()
    return f"/arvioinnit/{assessment.ref}/keskustelu/K1.1/historia/"


def _text_columns(model: type[models.Model]) -> list[str]:
    texts = (models.CharField, models.TextField, models.JSONField)
    return [field.name for field in model._meta.concrete_fields if isinstance(field, texts)]


def _work(cast: Cast) -> None:
    """Do with people's names about everything that is recorded."""
    worker, colleague = cast.workers[:2]
    assessment = make_individual(cast)
    criterion = criteria_of(assessment)[0]
    save_rating(assessment=assessment, criterion=criterion, answer=Answer.DONT_KNOW, note="Huomio.", revision=0, by=worker, at=AT)
    by_contact = {"assessment": assessment, "by": cast.contact, "at": AT}
    remind_participants(participant_refs=[assessment.participants.get(user=colleague).ref], **by_contact)
    asked = ask_by_email(email=cast.stranger.email, message="", last_date=AT.date(), **by_contact)
    end_support(support=accept_support(support=asked, by=cast.stranger, at=AT), by=cast.contact, at=AT)
    open_discussion(**by_contact)
    assign_criteria(criterion_codes=["K1.1", "K1.2"], assignee=worker, **by_contact)
    saving = {"assessment": assessment, "criterion": criterion, "answer": "", "at": AT}
    save_result(current_practice="Ensin.", revision=0, by=worker, **saving)
    save_result(current_practice="Sitten.", revision=1, by=cast.contact, **saving)
    restore_result(criterion=criterion, version=1, revision=2, **by_contact)
    save_area_summary(area=criterion.area, strengths="Hyvä henki.", revision=0, **by_contact)
    hand_over_tasks(workshop=cast.workshop, leaver=worker, to=colleague, by=cast.contact, at=AT)
    end_role(grant=colleague.grants.get(), successor=cast.workers[2], by=cast.leader, at=AT)
    _apply(cast)
    _report()


def _report() -> None:
    """Write the conclusion of an audit's report."""
    audit = make_drafting()
    auditor = audit.seats.order_by("pk")[0].auditor.user
    said = {"summary": "Työpaja tuntee tehtävänsä.", "recommendation": Recommendation.SUPPORTED, "needed": ""}
    save_conclusion(audit=audit, revision=0, by=auditor, at=VISIT_AT, **said)


def _apply(cast: Cast) -> None:
    """Register, write, submit and withdraw."""
    application = make_open(cast)
    for criterion in criteria_of_application(application):
        save_answer(application=application, criterion=criterion, text="Näin toimitaan.", revision=0, by=cast.contact, at=AT)
    submit_application(application=application, by=cast.leader, at=AT)
    withdraw_application(application=application, reason="Haemme keväällä.", by=cast.contact, at=AT)
