"""What was submitted stays: its rows, its content and its files, whatever happens to the application afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as configured

from assessments.models import Application, Evidence, EvidenceCriterion, StoredFile, Submission
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.applications.ending import lapse_unsubmitted, renew_application, withdraw_application
from assessments.services.applications.submitting import submit_application
from assessments.services.evidence import add_file_evidence, add_link_evidence, remove_evidence
from assessments.services.files import delete_unreferenced_files
from tests.factories.applications import (
    DEADLINE,
    LATE,
    add_file,
    answer_all,
    make_open,
    make_round,
    make_submitted,
    make_whole,
)
from tests.factories.assessments import AT, Cast
from tests.factories.criteria import make_version
from tests.factories.workshops import WorkshopFactory
from tests.office_files import pdf_bytes, uploaded
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def submit(application: Application, by: User, at=AT) -> Submission:
    return submit_application(application=application, by=by, at=at)


def test_stored_file_outlives_the_evidence_while_a_submission_refers_to_it() -> None:
    cast = Cast()
    application = make_whole(cast)
    evidence = add_file(application, cast)
    submission = submit(application, cast.contact)
    for criterion in criteria_of_application(application)[:2]:
        remove_evidence(evidence=evidence, criterion=criterion, by=cast.contact, at=AT)
    assert not Evidence.objects.exists()
    delete_unreferenced_files(at=LATE)
    stored = StoredFile.objects.get()
    assert list(submission.files.all()) == [stored]
    assert (Path(configured.MEDIA_ROOT) / stored.storage_name).is_file()
    assert submission.data["evidence"][0]["sha256"] == stored.sha256


def test_evidence_of_another_versions_criteria_is_not_submitted() -> None:
    cast = Cast()
    application = make_open(cast, make_round(version=make_version(areas=3)))
    last = criteria_of_application(application)[-1]
    add_link_evidence(holder=application, criteria=[last], link="https://kivipaja.example/", title="Vanha", by=cast.contact, at=AT)
    upload = uploaded("Vanha.pdf", pdf_bytes())
    add_file_evidence(holder=application, criteria=[last], upload=upload, title="Vanha tiedosto", by=cast.contact, at=AT)
    later = LATE.replace(year=2027)
    lapse_unsubmitted(at=later)
    spring = make_round(version=make_version(areas=2), deadline_at=DEADLINE.replace(year=2028), at=later)
    at = DEADLINE.replace(year=2028, month=11)
    renewed = renew_application(application=application, into=spring, by=cast.contact, at=at)
    answer_all(renewed, cast.contact)
    submission = submit(renewed, cast.contact, at)
    assert submission.data["evidence"] == []
    assert not submission.files.exists()
    assert renewed.evidence.count() == 2


def test_withdrawing_leaves_what_was_submitted() -> None:
    cast = Cast()
    application = make_submitted(cast)
    before = Submission.objects.values().get()
    withdraw_application(application=application, reason="", by=cast.contact, at=AT)
    assert Submission.objects.values().get() == before


def test_submission_is_append_only() -> None:
    cast = Cast()
    submission = submit(make_whole(cast), cast.contact)
    submission.content = "{}"
    for act in (
        submission.save,
        submission.delete,
        lambda: Submission.objects.update(content="{}"),
        lambda: Submission.objects.all().delete(),
        lambda: submission.application.submissions.update(content="{}"),
    ):
        with pytest.raises(TypeError, match="append-only"):
            act()
    submission.refresh_from_db()
    assert submission.is_intact


def test_checksum_tells_of_a_content_that_was_changed_past_the_service() -> None:
    cast = Cast()
    submission = submit(make_whole(cast), cast.contact)
    submission.content = submission.content.replace("maanantaisin", "tiistaisin")
    assert not submission.is_intact


def test_moved_workshop_changes_no_submission() -> None:
    cast = Cast()
    application = make_submitted(cast)
    before = application.submissions.get().content
    cast.workshop.name = "Uusi nimi"
    cast.workshop.municipality = WorkshopFactory().municipality
    cast.workshop.save()
    assert application.submissions.get().content == before
    assert EvidenceCriterion.objects.count() == 0
