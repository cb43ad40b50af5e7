"""Concepts explained in place."""

import pytest
from django.template.loader import render_to_string

from criteria.explanations import ExplainedCriterion
from criteria.models import Concept, Criterion, LinkOrigin
from criteria.selectors import explained_criterion
from tests.factories.criteria import AreaFactory, ConceptFactory, ConceptGroupFactory, ConceptLinkFactory, CriterionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def criterion() -> Criterion:
    criterion = CriterionFactory.create(area=AreaFactory.create(), description_fi="Työpajalla on työpajatoimintaa. Työpaja toimii.")
    criterion.questions.create(order=1, text_fi="Miten valmentautujat tulevat työpajalle?")
    criterion.questions.create(order=2, text_fi="Mitä valmentautuja oppii?")
    return criterion


@pytest.fixture
def link(criterion):
    group = ConceptGroupFactory.create()

    def make(term: str, origin: LinkOrigin = LinkOrigin.PROPOSED, **kwargs) -> Concept:
        return ConceptLinkFactory.create(
            criterion=criterion, concept=ConceptFactory.create(group=group, term_fi=term, **kwargs), origin=origin
        ).concept

    return make


def marked(explained: ExplainedCriterion) -> list[list[str]]:
    return [[segment.text for segment in text if segment.concept] for text in (explained.description, *explained.questions)]


def test_only_the_first_occurrence_over_description_and_questions_is_marked(criterion, link) -> None:
    link("työpaja")
    link("valmentautuja")
    explained = explained_criterion(criterion)
    assert marked(explained) == [["Työpajalla"], ["valmentautujat"], []]
    assert "".join(segment.text for segment in explained.description) == criterion.description_fi


def test_longer_term_wins_where_two_overlap(criterion, link) -> None:
    criterion.description_fi = "Tuetaan sosiaalista vahvistumista."
    criterion.save()
    link("sosiaalinen vahvistuminen")
    link("vahvistuminen")
    assert marked(explained_criterion(criterion))[0] == ["sosiaalista vahvistumista"]


def test_homonyms_linked_together_are_listed_but_not_marked(criterion, link) -> None:
    criterion.description_fi = "Näytöt kerätään."
    criterion.save()
    concepts = [link("näyttö (laatutyössä)"), link("näyttö (opinnoissa)")]
    explained = explained_criterion(criterion)
    assert marked(explained)[0] == []
    assert list(explained.concepts) == concepts


def test_one_of_two_homonyms_linked_is_marked(criterion, link) -> None:
    criterion.description_fi = "Näytöt kerätään."
    criterion.save()
    link("näyttö (laatutyössä)", LinkOrigin.CONFIRMED)
    link("näyttö (opinnoissa)", LinkOrigin.REJECTED)
    explained = explained_criterion(criterion)
    assert marked(explained)[0] == ["Näytöt"]
    assert [concept.term for concept in explained.concepts] == ["näyttö (laatutyössä)"]


def test_unlinked_concept_is_not_marked(criterion) -> None:
    ConceptFactory.create(term_fi="työpaja")
    assert marked(explained_criterion(criterion)) == [[], [], []]


def test_explaining_asks_two_queries_whatever_the_number_of_concepts(criterion, link, django_assert_num_queries) -> None:
    for number in range(3):
        link(f"sana{number}")
    with django_assert_num_queries(2):  # links with concepts, questions
        explained_criterion(criterion)


def test_text_is_marked_with_a_button_and_its_explanation_stands_beside(criterion, link) -> None:
    concept = link("työpaja", definition_fi="Yhteisö ja oppimisympäristö.")
    html = render_to_string("criteria/_criterion_text.html", {"explained": explained_criterion(criterion)})
    assert f'<button type="button" class="term" popovertarget="selitys-{concept.code}">Työpajalla</button>' in html
    assert f'popover id="selitys-{concept.code}"' in html
    assert "Yhteisö ja oppimisympäristö." in html


def test_hostile_text_is_shown_as_text(criterion, link) -> None:
    criterion.description_fi = '<script>alert(1)</script> työpajalla "><img src=x>'
    criterion.save()
    link("työpaja", definition_fi="<b onclick=x>lihava</b> {{ 7|add:7 }}")
    html = render_to_string("criteria/_criterion_text.html", {"explained": explained_criterion(criterion)})
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;b onclick=x&gt;lihava&lt;/b&gt; {{ 7|add:7 }}" in html
    assert ">työpajalla</button>" in html
