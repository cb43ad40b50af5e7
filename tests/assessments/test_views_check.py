"""The page "Tarkista": gaps, reminders, and who confirms."""

import pytest
from django.urls import reverse

from assessments.models import Assessment
from assessments.selectors.results import criteria_of
from assessments.services.evidence import add_link_evidence
from assessments.services.results import save_area_summary, save_result
from tests.factories.assessments import AT, Cast, agree_all, make_joint
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, grant
from workshops.roles import Role

pytestmark = pytest.mark.django_db


def address(assessment: Assessment) -> str:
    return reverse("assessments:assessment-check", args=[assessment.ref])


def result_link(assessment: Assessment, code: str) -> str:
    return f'href="{reverse("assessments:result-update", args=[assessment.ref, code])}"'


def test_every_gap_has_a_link_and_nothing_can_be_confirmed(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    save_result(
        assessment=assessment,
        criterion=criteria_of(assessment)[1],
        answer="",
        current_practice="Teksti ilman tasoa.",
        revision=0,
        by=cast.contact,
        at=AT,
    )
    response = client_of(cast.leader).get(address(assessment))
    text = response.content.decode()
    assert [criterion.code for criterion in response.context["check"].gaps] == ["K1.1", "K1.2", "K2.1", "K2.2"]
    assert all(result_link(assessment, code) in text for code in ("K1.1", "K1.2", "K2.1", "K2.2"))
    assert "0/4" in text
    assert reverse("assessments:assessment-complete", args=[assessment.ref]) not in text


def test_reminders_are_no_gaps(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    first, second, third, fourth = criteria_of(assessment)
    level = assessment.version.scale.levels.get(value=2)
    for criterion, texts in [(first, "Näin."), (second, ""), (third, "Näin.")]:
        save_result(
            assessment=assessment,
            criterion=criterion,
            answer="level",
            level=level,
            current_practice=texts,
            revision=0,
            by=cast.contact,
            at=AT,
        )
    save_result(assessment=assessment, criterion=fourth, answer="not_applicable", reason="Ei meillä.", revision=0, by=cast.contact, at=AT)
    save_area_summary(assessment=assessment, area=first.area, strengths="Työparityö.", revision=0, by=cast.contact, at=AT)
    add_link_evidence(holder=assessment, criteria=[first], link="https://k.example/", title="Sivu", by=cast.contact, at=AT)
    response = client_of(cast.leader).get(address(assessment))
    check = response.context["check"]
    assert (check.gaps, check.agreed) == ((), 4)
    assert [area.code for area in check.without_strengths] == ["K2"]
    assert [criterion.code for criterion in check.without_practice] == ["K1.2"]
    assert [criterion.code for criterion in check.without_evidence] == ["K1.2", "K2.1"]
    text = response.content.decode()
    assert "Nämä eivät estä vahvistamista." in text
    assert f'action="{reverse("assessments:assessment-complete", args=[assessment.ref])}"' in text


def test_leader_confirms_and_the_others_are_told_who_does(client_of) -> None:
    cast = Cast()
    former = UserFactory(name="Entinen Johtaja")
    grant(former, Role.LEADER, workshop=cast.workshop, ends_date=AT.date().replace(year=2021))
    assessment = make_joint(cast)
    agree_all(assessment, cast.contact)
    complete = reverse("assessments:assessment-complete", args=[assessment.ref])
    for user in (cast.contact, cast.workers[0]):
        text = client_of(user).get(address(assessment)).content.decode()
        assert complete not in text
        assert "Työpajan esihenkilö vahvistaa arvioinnin valmiiksi: Leena Johtava." in text
        assert "Entinen" not in text
    leader = client_of(cast.leader)
    assert "Kun vahvistat arvioinnin:" in leader.get(address(assessment)).content.decode()
    leader.post(complete)
    assert Assessment.objects.get().status == "completed"


@pytest.mark.parametrize("size", [1, 3])
def test_check_takes_the_same_queries_at_any_size(client_of, django_assert_num_queries, size: int) -> None:
    cast = Cast()
    assessment = make_joint(cast, version=make_version(areas=size, criteria=size))
    client = client_of(cast.contact)
    client.get(address(assessment))
    with django_assert_num_queries(9):
        client.get(address(assessment))
