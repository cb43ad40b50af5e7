"""What a hostile request asks for: others' refs, fields of no form, other methods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import AutoField, DateTimeField, ForeignKey
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment
from assessments.selectors.results import criteria_of
from assessments.services.drafts import create_self_assessments
from assessments.services.participants import add_participants
from assessments.services.phases import start_assessment
from tests.access.addresses import Address, addresses, organisation_fields, url_of, workshop_fields
from tests.access.cast import AT, World, in_session_of
from tests.access.crawler import fingerprint

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hostile")]  # the world is made once

ADDRESSES = addresses()


def own_assessment(world: World, person: str) -> Assessment:
    """Return an assessment the person manages herself, in its individual phase: the stranger's, or one of the sister unit."""
    if person == "stranger":
        assert world.theirs is not None
        return world.theirs
    sister = world.users["sister"]
    [draft] = create_self_assessments(
        workshops=[world.sister_workshop], version=world.version, areas=list(world.version.areas.all()), title="Sisar", by=sister, at=AT
    )
    add_participants(assessment=draft, users=[sister], by=sister, at=AT)
    return start_assessment(assessment=draft, by=sister, at=AT)


# --- others' refs (Access-03) --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["stranger", "sister"])
def test_refs_of_another_workshop_are_refused_wherever_they_are_sent(world: World, person: str) -> None:
    with in_session_of(world, person) as client:
        own = own_assessment(world, person)
        code = criteria_of(own)[0].code
        before = fingerprint()
        theirs = world.assessments["joint"]
        in_address = {
            "participant-remove": (own.ref, world.participant("individual", "colleague").ref),
            "evidence-remove": (own.ref, world.evidence["individual"].ref, code),
            "evidence-download": (world.evidence["completed"].ref,),
            "report-download": (world.assessments["completed"].ref,),
            "assessment-results": (world.assessments["completed"].ref,),
            "assessment-detail": (theirs.ref,),
        }
        answers = {name: client.get(reverse(f"assessments:{name}", args=args)) for name, args in in_address.items()}
        assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(in_address, 404)
        posted = [
            ("assessments:participant-remove", in_address["participant-remove"], {}, 404),
            ("assessments:evidence-remove", in_address["evidence-remove"], {}, 404),
            ("assessments:participant-list", (own.ref,), {"users": [world.users["worker"].ref]}, 400),
            ("assessments:participant-list", (own.ref,), {"users": [str(world.users["worker"].pk)]}, 400),
            ("assessments:assessment-create", (), _draft_fields(world, world.workshop.ref), 400),
            ("assessments:assessment-create", (), _draft_fields(world, str(world.workshop.pk)), 400),
            ("workshops:role-create", (own.workshop.ref, world.users["worker"].ref), {"role": "leader"}, 404),
        ]
        for name, args, body, status in posted:
            assert client.post(reverse(name, args=args), body).status_code == status, (name, body)
        pick = reverse("assessments:evidence-create", args=[own.ref, code]) + "?tapa=aiempi"
        for earlier in (world.evidence["completed"].ref, world.evidence["individual"].ref, str(world.evidence["completed"].pk)):
            assert client.post(pick, {"earlier": earlier, "criteria": [code]}).status_code == 400
        assert "Muistio" not in client.get(pick).content.decode()
        assert fingerprint() == before


def _draft_fields(world: World, workshop: str) -> dict[str, Any]:
    areas = [area.code for area in world.version.areas.all()]
    return {"title": "Minun", "areas": areas, "ratings_shown": "spread", "workshops": [workshop]}


@pytest.mark.parametrize("person", ["stranger", "sister"])
@pytest.mark.parametrize(
    "query", ["workshop={workshop}", "tyopaja={workshop}", "tila=paattyneet&workshop={workshop}", "organisation={organisation}"]
)
def test_filters_of_lists_show_nothing_of_another_workshop(world: World, person: str, query: str) -> None:
    asked = query.format(workshop=world.workshop.ref, organisation=world.organisation.ref)
    with in_session_of(world, person) as client:
        shown = client.get(f"/arvioinnit/?{asked}").content.decode()
    assert [state for state, assessment in world.assessments.items() if assessment.ref in shown] == []


def test_search_finds_no_workshop_of_another_organisation(world: World) -> None:
    with in_session_of(world, "stranger") as client:
        for path in ("/tyopajat/", "/organisaatiot/"):
            assert world.workshop.ref not in client.get(path, {"haku": "Kivipaja"}).content.decode()


# --- fields of no form (Access-06) ---------------------------------------------------------------------------------------------


GRANTED = {"outcome": "granted", "decided_date": "22.11.2026", "minutes_section": "11/2026 § 4"}
FORMS: list[tuple[str, str, str, Callable[[World], dict[str, Any]]]] = [
    ("assessments:rating-update", "individual", "rater", lambda _world: {"answer": "2", "note": "Huomio.", "revision": "1"}),
    ("assessments:result-update", "joint", "contact", lambda _world: {"answer": "2", "current_practice": "Uusi.", "revision": "1"}),
    ("assessments:area-summary-update", "joint", "contact", lambda _world: {"strengths": "Uusi.", "revision": "1"}),
    (
        "assessments:assessment-update",
        "draft",
        "contact",
        lambda world: {"title": "Uusi", "areas": [area.code for area in world.assessments["draft"].areas.all()], "ratings_shown": "spread"},
    ),
    ("assessments:participant-list", "draft", "contact", lambda _world: {"emails": "uusi@kivipaja.example"}),
    ("assessments:assessment-open-discussion", "individual", "contact", lambda _world: {}),
    ("assessments:assessment-abandon", "joint", "leader", lambda _world: {"reason": "Aloitetaan alusta."}),
    ("assessments:assessment-reopen", "completed", "leader", lambda _world: {"reason": "Kohta jäi auki."}),
    ("assessments:audit-result-update", "report", "peer", lambda _world: {"answer": "3", "verdict": "met", "revision": "1"}),
    (
        "assessments:audit-rating-change",
        "report",
        "peer",
        lambda _world: {"answer": "2", "verdict": "partly_met", "change_reason": "Näin käynnillä.", "revision": "1"},
    ),
    ("assessments:audit-conclusion-update", "report", "peer", lambda _world: {"summary": "Uusi.", "revision": "1"}),
    ("workshops:workshop-update", "", "contact", workshop_fields),
    ("workshops:workshop-create", "", "coordinator", lambda world: workshop_fields(world, name="Uusi paja")),
    ("workshops:organisation-update", "", "coordinator", organisation_fields),
    ("workshops:invitation-create", "", "contact", lambda _world: {"email": "uusi@kivipaja.example", "role": "worker"}),
    ("workshops:invitation-resend", "worker", "contact", lambda _world: {"email": "korjattu@kivipaja.example"}),
    ("workshops:role-create", "worker", "leader", lambda _world: {"role": "contact"}),
    ("workshops:role-end", "worker", "leader", lambda _world: {}),
    ("workshops:user-role-create", "worker", "admin", lambda _world: {"role": "decider"}),
    ("workshops:user-invite", "", "admin", lambda _world: {"email": "uusi@kivipaja.example", "role": "decider"}),
    ("workshops:access-request-decline", "waiting", "coordinator", lambda _world: {"reason": "On jo mukana."}),
    (
        "workshops:invitation-accept",
        "waiting",
        "visitor",
        lambda _world: {"name": "Uusi Ihminen", "password": "kuusi pientä siiliä metsässä"},
    ),
    ("workshops:feedback", "", "visitor", lambda _world: {"text": "Hyvä."}),
    ("criteria:criterion-links", "published", "coordinator", lambda _world: {}),
    ("assessments:audit-question-create", "in_audit", "peer", lambda _world: {"text": "Kysymys."}),
    (
        "assessments:audit-visit-mode",
        "in_audit",
        "peer",
        lambda _world: {"key": "5f0c9a0e-0d1b-4f0e-8d57-0a2f5f0b7c11", "text": "Huomio."},
    ),
    (
        "assessments:audit-visit-agree",
        "in_audit",
        "peer",
        lambda _world: {
            "way": "kaynti",
            "visit_date": "20.1.2027",
            "start_time": "9.00",
            "end_time": "14.00",
            "place": "Paja",
            "people": "Esihenkilö",
        },
    ),
    ("assessments:decision-detail", "waiting", "decider", lambda _world: GRANTED),
    ("assessments:decision-correct", "granted", "decider", lambda _world: {**GRANTED, "correction_reason": "Virhe."}),
    ("assessments:decision-conditions", "granted", "coordinator", lambda _world: {"met_date": "22.11.2026", "note": "Nähty."}),
    ("assessments:decision-recuse", "waiting", "decider", lambda _world: {}),
]
EXTRA_NAMES = [
    *("status", "state", "kind", "answer", "revision", "role", "scope", "network", "networks", "whole_organisation", "level_id"),
    *("organisation", "organisation_id", "workshop", "workshop_id", "user", "user_id", "participant", "assessment_id", "id", "pk", "ref"),
    *("by", "saved_by", "saved_by_id", "added_by", "created_by", "started_by", "completed_by", "invited_by", "nonce", "expires_at"),
    *("is_staff", "is_superuser", "is_active", "session_stamp", "completed_at", "first_completed_at", "abandon_reason", "reopen_reason"),
]


@pytest.mark.parametrize(("name", "of", "person", "fields"), FORMS, ids=[form[0] for form in FORMS])
def test_fields_that_no_form_has_change_nothing(
    world: World, name: str, of: str, person: str, fields: Callable[[World], dict[str, Any]]
) -> None:
    body = fields(world)
    values = {"role": "admin", "status": "archived", "scope": "national", "whole_organisation": "on"}
    other = str(world.users["stranger"].pk)
    extra = {extra_name: values.get(extra_name, other) for extra_name in EXTRA_NAMES if extra_name not in body}
    if name.endswith("workshop-create"):
        extra = {
            key: value for key, value in extra.items() if key not in {"whole_organisation", "networks"}
        }  # the coordinator's own fields
    if name.startswith("workshops:user-"):
        del extra["network"]
    plain = _stored_after(world, person, url_of(world, name, of), body)
    assert _stored_after(world, person, url_of(world, name, of), {**extra, **body}) == plain


def _stored_after(world: World, person: str, url: str, body: dict[str, Any]) -> dict[str, list[str]]:
    existed = {model: set(model._base_manager.values_list("pk", flat=True)) for model in apps.get_models()}
    with in_session_of(world, person) as client:
        response = client.post(url, body)
        assert response.status_code == 302, response.content.decode()
        return {
            model._meta.label: sorted(_comparable(row, existed) for row in model._base_manager.all())
            for model in existed
            if model is not Session
        }


def _comparable(row: Any, existed: dict[Any, set[Any]]) -> str:
    """Return the row without what differs between two equal writes: moments, random refs, numbers of new rows, salted hashes."""
    told = []
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, AutoField | DateTimeField) or field.name in {
            "ref",
            "code",
            "nonce",
            "password",
            "text",
            "html",
            "key",
            "object_ref",
            "details",
        }:
            value = value is not None if isinstance(value, dt.datetime) else ""
        elif isinstance(field, ForeignKey) and value not in existed.get(field.related_model, set()):
            value = "new" if value is not None else None
        told.append(f"{field.name}={value}")
    return "|".join(told)


# --- other methods (Access-12) -------------------------------------------------------------------------------------------------

TRIED = [address for address in ADDRESSES if address.of in {"joint", ""} or not address.name.startswith("assessments:")]


@pytest.mark.parametrize("person", ["stranger", "contact"])
def test_other_methods_give_no_more_than_get_and_post(world: World, person: str) -> None:
    with in_session_of(world, person) as client:
        before = fingerprint()
        faults = [fault for address in TRIED for fault in _method_faults(client, world, address)]
        assert faults == []
        assert fingerprint() == before


def _method_faults(client: Client, world: World, address: Address) -> Iterator[str]:
    url = address.url(world)
    plain = client.get(url)
    head = client.head(url)
    if head.status_code not in {plain.status_code, 405} or (not head.streaming and head.content):
        yield f"HEAD {url}: {head.status_code}, GET {plain.status_code}"
    for method in ("put", "patch", "delete", "trace"):
        status = getattr(client, method)(url).status_code
        if status not in {403, 404, 405, 409, 410, plain.status_code}:
            yield f"{method} {url}: {status}, GET {plain.status_code}"
    if client.options(url).content and plain.status_code == 404 and client.options(url).status_code == 200:
        yield f"OPTIONS {url} tells something"
    overridden = client.get(url, headers={"X-HTTP-Method-Override": "POST", "X-Method-Override": "DELETE"}, QUERY_STRING="_method=delete")
    if overridden.status_code != plain.status_code:
        yield f"override {url}: {overridden.status_code}"


def test_options_tell_nothing_of_what_exists(world: World) -> None:
    with in_session_of(world, "stranger") as client:
        for name in ("assessment-detail", "assessment-results", "evidence-list", "assessment-check", "discussion-detail"):
            there = client.options(reverse(f"assessments:{name}", args=[world.assessments["joint"].ref]))
            nowhere = client.options(reverse(f"assessments:{name}", args=["x" * 10]))
            assert (there.status_code, there.headers.get("Allow")) == (nowhere.status_code, nowhere.headers.get("Allow")), name
