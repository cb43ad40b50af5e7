"""What one person has rated and written reaches nobody else, unless it was declared at the start.

Two ways of looking: every answer that a person can get is searched for words only another has written; and another's ratings are
changed or exchanged, after which every answer must be the same to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from assessments.choices import RatingsShown
from assessments.models import Rating
from tests.access.addresses import addresses
from tests.access.cast import World, in_session_of, made_world, undone
from tests.access.crawler import Page, fetch
from tests.access.markers import GUEST, PAPER, STATES, leaks_in, marker

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("privacy")]  # the world is made once for each way of showing

ADDRESSES = addresses()
OBSERVERS = ("rater", "contact", "worker")  # one of each kind of eye: takes part, manages, neither
MODES = (RatingsShown.SPREAD, RatingsShown.NAMES)
RATINGS_USED = ("joint", "completed", "archived")  # where a page may be made of ratings at all
HIDDEN = ("individual", "abandoned")  # where nobody ever sees another's rating
WATCHED = ("rater", "contact", "leader", "worker", "former", GUEST)  # outsiders get 404 everywhere, says tests/test_access_matrix.py
RATED = [state for state in STATES if state != "draft"]


@pytest.fixture(scope="module", params=MODES)
def world(request: pytest.FixtureRequest, django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), made_world(ratings_shown=request.param) as made:
        made.mails = list(mail.outbox)  # of this test only
        yield made


def at_first(world: World, person: str, states: Iterable[str] = STATES) -> dict[str, str]:
    """Return what the person gets of the world as it was made: asked once, for the tests put everything back."""
    if person not in world.seen:
        with in_session_of(world, person) as client:
            world.seen[person] = everything(world, client)
    wanted = set(urls_of(world, states))
    return {url: page for url, page in world.seen[person].items() if url in wanted}


def urls_of(world: World, states: Iterable[str]) -> list[str]:
    """Return the addresses of the assessments in these states, and of the pages elsewhere that tell of them."""
    about = [address.url(world) for address in ADDRESSES if address.name.startswith("assessments:") and address.of in states]
    return ["/", "/arvioinnit/", "/arvioinnit/?tila=paattyneet", f"/tyopajat/{world.workshop.ref}/", *about]


def everything(world: World, client: Client, states: Iterable[str] = STATES) -> dict[str, str]:
    """Return all that the person gets with GET from `urls_of` these states, headers included."""
    return {url: _alone(client, url) for url in urls_of(world, states)}


def _alone(client: Client, url: str) -> str:
    client.cookies.pop("messages", None)  # what an earlier page has left to be told
    page: Page = fetch(client, url)
    return f"{page.status} {sorted(page.headers.items())} {page.text}"


@pytest.mark.parametrize("person", WATCHED)
def test_nobody_reads_what_another_wrote_alone(world: World, person: str) -> None:
    """Whatever address she tries; what she reaches by links is searched in tests/test_crawl.py."""
    assert leaks_in(at_first(world, person), person) == []


def test_own_words_and_the_allowed_note_are_read(world: World) -> None:
    """Guards the test above: markers that stood nowhere would leak nowhere."""
    shown = " ".join(at_first(world, "rater").values())
    assert marker("rater", "HUOMIO", "individual") in shown
    assert marker("colleague", "HUOMIO", "joint") in shown
    assert marker("colleague", "HUOMIO", "completed") not in shown


def test_no_mail_tells_what_was_rated(world: World) -> None:
    letters = [str(message.message()) + message.body for message in world.mails]
    assert len(letters) > len(STATES)
    assert [letter for letter in letters if "MERKKI-" in letter] == []


def test_code_opens_the_own_rating_pages_and_nothing_else(world: World) -> None:
    """Whatever address the guest tries, she gets what a visitor gets; her own pages hold her own words."""
    hers = {url: page.partition("<html")[0] for url, page in at_first(world, GUEST).items()}
    with in_session_of(world, GUEST) as client:
        client.cookies.pop("messages", None)
        own = fetch(client, f"/koodi/oma/arvio/{world.criterion_code('individual')}/").text
        landing = fetch(client, "/koodi/oma/").text
    theirs = at_first(world, "visitor")
    statuses = {url: page[:3] for url, page in theirs.items() if "/koodi/" not in url}
    assert {url: hers[url][:3] for url in statuses} == statuses
    assert marker(GUEST, "HUOMIO", "individual") in own
    assert "2/2" in landing


def test_paper_is_read_by_who_typed_it_in_alone(world: World) -> None:
    url = reverse("assessments:paper-update", args=[world.assessments["individual"].ref, world.places["individual"].ref, "K2"])
    for person in ("contact", "leader"):
        with in_session_of(world, person) as client:
            text = fetch(client, url).text
        assert (marker(PAPER, "HUOMIO", "individual") in text) == (person == "contact")
        assert marker(GUEST, "HUOMIO", "individual") not in text


@pytest.mark.parametrize("person", OBSERVERS)
def test_unfinished_ratings_of_others_change_nothing_that_is_seen(world: World, person: str) -> None:
    """Levels, reasons, notes and permissions: none of it shows before the discussion, nor when the assessment was abandoned."""
    before = at_first(world, person, HIDDEN)
    with in_session_of(world, person) as client, undone():
        theirs = Rating.objects.filter(participant__user__in=[world.users["colleague"], world.users["former"]])
        hidden = theirs.filter(participant__assessment__in=[world.assessments[state] for state in HIDDEN])
        assert hidden.filter(level=None).update(reason="Aivan muuta.", note="Aivan muuta.", note_may_be_shown=True)
        lowest = world.version.scale.levels.all()[0]
        assert hidden.exclude(level=None).update(level=lowest, note="Aivan muuta.", note_may_be_shown=True)
        assert everything(world, client, HIDDEN) == before


@pytest.mark.parametrize("person", OBSERVERS)
def test_who_rated_what_cannot_be_told_from_a_spread(world: World, person: str) -> None:
    """Two others exchange their ratings: in a spread everything stays as it was, with names the names change places."""
    before = at_first(world, person, RATINGS_USED)
    with in_session_of(world, person) as client, undone():
        _exchange(world, "colleague", "former")
        after = everything(world, client, RATINGS_USED)
    changed = {url for url in before if after[url] != before[url]}
    with_names = world.assessments["joint"].ratings_shown == RatingsShown.NAMES
    sees_discussion = person != "worker"
    joint = world.assessments["joint"].ref
    assert all(joint in url for url in changed)
    assert bool(changed) == (with_names and sees_discussion)


@pytest.mark.parametrize("person", OBSERVERS)
def test_three_ratings_are_too_few_for_a_spread(world: World, person: str) -> None:
    joint = world.assessments["joint"]
    if joint.ratings_shown == RatingsShown.NAMES:
        return
    with in_session_of(world, person) as client, undone():
        Rating.objects.filter(participant__assessment=joint, participant__user=world.users["former"]).delete()
        before = everything(world, client, ["joint"])
        highest = world.version.scale.levels.order_by("-value")[0]
        levels = Rating.objects.filter(participant__assessment=joint, participant__user=world.users["colleague"]).exclude(level=None)
        assert levels.update(level=highest)
        assert everything(world, client, ["joint"]) == before


def test_names_stand_beside_levels_only_when_declared(world: World) -> None:
    joint = world.assessments["joint"]
    url = f"/arvioinnit/{joint.ref}/keskustelu/"
    with in_session_of(world, "leader") as client:
        text = fetch(client, url).text
    assert ("Colleague Henkilö" in text) == (joint.ratings_shown == RatingsShown.NAMES)


def _exchange(world: World, one: str, other: str) -> None:
    """Exchange the levels and the notes of two people, both shown by permission, wherever both have rated."""
    for state in RATED:
        for criterion in {rating.criterion_id for rating in Rating.objects.filter(participant=world.participant(state, one))}:
            first = Rating.objects.get(participant=world.participant(state, one), criterion=criterion)
            second = Rating.objects.get(participant=world.participant(state, other), criterion=criterion)
            first.level, second.level = second.level, first.level
            first.note, second.note = second.note, first.note
            first.save()
            second.save()
