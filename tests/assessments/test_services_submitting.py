"""Submitting an application: who, when, what it takes, and that what was submitted never changes and names nobody."""

from __future__ import annotations

import hashlib
import json
import random

import pytest

from assessments.choices import Answer, AuditWish
from assessments.models import Application, ApplicationAnswer, Evidence, Submission
from assessments.selectors.applications.form import criteria_of_application
from assessments.selectors.applications.submissions import content_of
from assessments.services.applications.answers import save_answer
from assessments.services.applications.registering import change_contact, change_wish
from assessments.services.applications.submitting import canonical_json, submit_application
from assessments.services.evidence import add_link_evidence
from config.toolkit.errors import NotAllowedError, WrongStateError
from tests.factories.applications import (
    DEADLINE,
    LATE,
    add_file,
    make_coordinator,
    make_lapsed,
    make_open,
    make_registered,
    make_round,
    make_whole,
    make_withdrawn,
)
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import NetworkFactory, grant
from workshops.models import AuditEvent, OutgoingMail, User
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def submit(application: Application, by: User, at=AT) -> Submission:
    return submit_application(application=application, by=by, at=at)


def rewrite(application: Application, cast: Cast, text: str, at=AT) -> None:
    row = application.answers.get(criterion__code="K1.1")
    save_answer(application=application, criterion=row.criterion, text=text, revision=row.revision, by=cast.contact, at=at)


# What is stored --------------------------------------------------------------------------------------------------------------


def test_submit_stores_the_content_its_checksum_and_files_and_tells_of_it() -> None:
    cast = Cast()
    application = make_whole(cast)
    evidence = add_file(application, cast)
    submission = submit(application, cast.leader)
    application.refresh_from_db()
    assert application.status == "submitted"
    assert (submission.number, submission.arrived_at, submission.submitted_by, submission.round) == (1, AT, cast.leader, application.round)
    assert submission.sha256 == hashlib.sha256(submission.content.encode()).hexdigest()
    assert submission.is_intact
    assert list(submission.files.all()) == [evidence.file]
    assert len(submission.code) >= 22
    event = AuditEvent.objects.get(action="application_submit")
    assert event.details == {"from": "open", "number": 1, "sha256": submission.sha256}
    mails = OutgoingMail.objects.filter(kind="application_submitted")
    assert {mail.to_user for mail in mails} == {cast.contact, cast.leader}
    for mail in mails:
        assert f"/kuitit/{submission.code}/" in mail.text
        assert submission.sha256 in mail.text
        assert submission.sha256 in mail.html


def test_content_tells_what_was_written_and_about_whom() -> None:
    cast = Cast()
    cast.workshop.networks.add(NetworkFactory(slug="lansi"), NetworkFactory(slug="etela"))
    application = make_whole(cast)
    level = application.round.version.scale.levels.get(value=3)  # type: ignore[union-attr]  # opened in a round
    application.answers.filter(criterion__code="K1.2").update(answer=Answer.LEVEL, level=level)
    evidence = add_file(application, cast)
    data = submit(application, cast.contact).data
    assert data["application"] == application.ref
    assert data["organisation"]["name"] == cast.workshop.organisation.name
    assert (data["wish"], data["format"]) == (AuditWish.PEER, 1)
    assert [(unit["ref"], unit["networks"]) for unit in data["units"]] == [(cast.workshop.ref, ["etela", "lansi"])]
    assert [row["criterion"] for row in data["answers"]] == ["K1.1", "K1.2", "K2.1", "K2.2"]
    assert [row["level"] for row in data["answers"]] == [None, 3, None, None]
    [piece] = data["evidence"]
    assert evidence.file is not None
    assert (piece["title"], piece["file_name"], piece["sha256"]) == ("Suunnitelma", "Suunnitelma 2026.pdf", evidence.file.sha256)
    assert piece["criteria"] == ["K1.1", "K1.2"]


def test_content_names_no_person_and_no_address() -> None:
    cast = Cast()
    application = make_whole(cast)
    add_file(application, cast)
    content = submit(application, cast.leader).content
    people = User.objects.all()
    assert people.count() >= 5
    for user in people:
        assert user.name not in content
        assert user.email not in content
        assert user.ref not in content


def test_content_is_the_same_bytes_whatever_the_order_of_saving() -> None:
    cast = Cast()
    application = make_open(cast)
    criteria = criteria_of_application(application)
    seen = set()
    for seed in range(3):
        order = random.Random(seed)
        ApplicationAnswer.objects.all().delete()
        Evidence.objects.all().delete()
        answers = [(criterion, f"Teksti {criterion.code}.") for criterion in criteria]
        links = [(f"https://kivipaja.example/{number}", "Sivu") for number in range(3)]
        for criterion, text in order.sample(answers, len(answers)):
            save_answer(
                application=application, criterion=criterion, text=text, revision=0, by=order.choice([cast.contact, cast.leader]), at=AT
            )
        for link, title in order.sample(links, len(links)):
            for criterion in order.sample(criteria[:2], 2):
                add_link_evidence(holder=application, criteria=[criterion], link=link, title=title, by=cast.leader, at=AT)
        seen.add(canonical_json(content_of(application)))
    assert len(seen) == 1


def test_json_is_canonical() -> None:
    assert canonical_json({"b": 'ä\n\u2028"', "a": [1, None, True]}) == '{"a":[1,null,true],"b":"ä\\n\u2028\\""}'
    cast = Cast()
    submission = submit(make_whole(cast), cast.contact)
    assert canonical_json(json.loads(submission.content)) == submission.content


# Again -----------------------------------------------------------------------------------------------------------------------


def test_the_same_content_again_is_the_same_submission() -> None:
    cast = Cast()
    application = make_whole(cast)
    first = submit(application, cast.contact)
    for user in (cast.contact, cast.leader):
        assert submit(application, user, DEADLINE).pk == first.pk
    assert Submission.objects.count() == AuditEvent.objects.filter(action="application_submit").count() == 1
    assert OutgoingMail.objects.filter(kind="application_submitted").count() == 1


def test_changed_content_becomes_the_next_submission_and_the_first_stays() -> None:
    cast = Cast()
    application = make_whole(cast)
    first = submit(application, cast.contact)
    before = (first.content, first.sha256, first.code)
    rewrite(application, cast, "Korjattu.")
    second = submit(application, cast.contact, DEADLINE)
    assert (second.number, second.arrived_at) == (2, DEADLINE)
    first.refresh_from_db()
    assert (first.content, first.sha256, first.code) == before
    assert second.code != first.code
    assert OutgoingMail.objects.filter(kind="application_submitted", to_user=cast.contact).count() == 2
    rewrite(application, cast, first.data["answers"][0]["text"])
    assert submit(application, cast.contact).number == 3  # what was replaced is submitted anew, not taken back


@pytest.mark.parametrize("change", ["wish", "evidence"])
def test_a_changed_wish_or_evidence_is_a_changed_content(change: str) -> None:
    cast = Cast()
    application = make_whole(cast)
    submit(application, cast.contact)
    if change == "wish":
        change_wish(application=application, wish=AuditWish.EXTERNAL, by=cast.contact, at=AT)
    else:
        add_file(application, cast)
    assert submit(application, cast.contact).number == 2


def test_another_contact_person_is_no_changed_content() -> None:
    cast = Cast()
    application = make_whole(cast)
    submit(application, cast.contact)
    change_contact(application=application, contact=cast.leader, by=cast.contact, at=AT)
    assert submit(application, cast.contact).number == 1


# Refusals --------------------------------------------------------------------------------------------------------------------


def test_submit_is_in_at_the_deadline_and_out_a_microsecond_later() -> None:
    cast = Cast()
    application = make_whole(cast)
    with pytest.raises(WrongStateError, match="Määräaika päättyi"):
        submit(application, cast.contact, LATE)
    assert not Submission.objects.exists()
    assert submit(application, cast.contact, DEADLINE).arrived_at == DEADLINE


def test_submit_names_the_criteria_without_a_text() -> None:
    cast = Cast()
    application = make_whole(cast)
    application.answers.filter(criterion__code="K2.1").update(text="")
    application.answers.get(criterion__code="K1.2").delete()
    with pytest.raises(WrongStateError, match=r"Näiden kriteerien teksti puuttuu vielä: K1\.2, K2\.1\."):
        submit(application, cast.contact)
    application.answers.exclude(criterion__code="K2.1").update(text="Näin.")
    assert not Submission.objects.exists()
    assert Application.objects.get().status == "open"


def test_level_is_not_required() -> None:
    cast = Cast()
    application = make_whole(cast)
    assert not application.answers.exclude(answer="").exists()
    assert submit(application, cast.contact).number == 1


@pytest.mark.parametrize("make", [make_registered, make_withdrawn, make_lapsed])
def test_submit_is_refused_in_other_states(make) -> None:
    cast = Cast()
    application = make(cast, make_round())
    before = Submission.objects.count()
    with pytest.raises(WrongStateError):
        submit(application, cast.contact)
    assert Submission.objects.count() == before


def test_submit_is_refused_to_those_who_do_not_apply() -> None:
    cast = Cast()
    application = make_whole(cast)
    former = Cast()
    for user in (cast.workers[0], cast.stranger, make_coordinator(), former.leader):
        with pytest.raises(NotAllowedError):
            submit(application, user)
    of_all = Cast().stranger
    grant(of_all, Role.LEADER, organisation=cast.workshop.organisation)
    assert submit(application, of_all).number == 1
