"""The demo's parts by themselves: where it is refused, its dice, its calendar and its voices."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from random import Random
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, get_hasher, make_password
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.demo.calendar import DemoCalendar
from assessments.demo.content import FOLDER, places, plans, voice
from assessments.demo.names import Names
from assessments.demo.people import quick_hashing
from assessments.demo.ratings import plan_ratings
from assessments.demo.seeding import SeedRefusedError, seed_demo
from config.toolkit.working_days import is_working_day
from tests.conftest import HELSINKI
from workshops.models import Organisation, User

VOICES = sorted(path.stem for path in (FOLDER / "voices").glob("*.yaml"))
FULL_VOICES = ["kierratys", "keittio", "media"]


def _seed_demo() -> None:
    call_command("seed_demo", "--json", stdout=io.StringIO(), stderr=io.StringIO())


def test_refused_in_production(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="tuotantoon"):
        _seed_demo()
    with pytest.raises(SeedRefusedError, match="tuotantoon"):
        seed_demo(seed=1, at=timezone.now(), tell=print)
    assert not User.objects.exists()


def test_refused_where_there_are_people_already(db):
    User.objects.create_user(email="oikea@paja.example", name="Oikea Ihminen")
    with pytest.raises(CommandError, match="tyhjään tietokantaan"):
        _seed_demo()
    assert not Organisation.objects.exists()


def test_refused_without_criteria(db):
    with pytest.raises(CommandError, match="load_framework"):
        _seed_demo()


def test_the_seed_decides_people_and_answers():
    def drawn(seed: int) -> tuple[list[Any], list[Any]]:
        names, codes = Names(Random(seed)), ["K1.1", "K1.2", "K4.2"]
        people = [names.draw({"domain": "paja.example"}) for _ in range(5)]
        return people, plan_ratings(rng=Random(seed), voice=voice("kierratys"), codes=codes, raters=9, top=4)

    assert drawn(1) == drawn(1)
    assert drawn(1)[0] != drawn(2)[0]
    assert drawn(1)[1] != drawn(2)[1]


def test_a_quickly_hashed_password_is_hashed_anew_at_the_first_sign_in(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    with quick_hashing():
        encoded = make_password("ruuvi-kahvi-hanska-42")
    hashed_anew: list[str] = []
    assert check_password("ruuvi-kahvi-hanska-42", encoded, setter=hashed_anew.append)
    assert hashed_anew == ["ruuvi-kahvi-hanska-42"]
    assert not get_hasher().must_update(make_password("toinen-salasana-43"))


def test_two_people_never_share_a_name():
    names = Names(Random(1))
    drawn = [names.draw({"domain": "paja.example"}) for _ in range(300)]
    assert len({person.email for person in drawn}) == 300


@pytest.mark.parametrize("day", [dt.date(2026, 11, 20), dt.date(2027, 7, 15), dt.date(2027, 1, 3), dt.date(2026, 12, 24)])
def test_the_calendar_keeps_to_working_days_in_order(day):
    calendar = DemoCalendar(dt.datetime.combine(day, dt.time(12), tzinfo=HELSINKI))
    past = [calendar.ago(days).date() for days in range(1, 340)]
    future = [calendar.ahead(days) for days in range(1, 20)]
    assert all(map(is_working_day, past + future))
    assert past == sorted(set(past), reverse=True)
    assert past[0] < day < future[0]


@pytest.mark.parametrize("name", FULL_VOICES)
def test_a_full_voice_speaks_of_every_criterion_and_area(name):
    full = voice(name)
    assert len(full.results) == 31
    assert len(full.strengths) == 6
    assert all(agreed.not_applicable if agreed.level is None else agreed.now for agreed in full.results.values())


@pytest.mark.parametrize("name", VOICES)
def test_no_sentence_is_said_twice_by_one_voice(name):
    spoken = voice(name)
    texts = [text for agreed in spoken.results.values() for text in (agreed.now, agreed.develop, agreed.not_applicable)]
    texts += [*spoken.strengths.values(), *(text for notes in spoken.notes.values() for text, _shown in notes)]
    sentences = Counter(sentence for text in texts for sentence in re.split(r"(?<=[.!?])\s+", text) if len(sentence) > 12)
    assert [sentence for sentence, times in sentences.items() if times > 1 and "Kynnys" not in sentence] == []


def test_every_voice_is_heard_and_business_ids_are_made_up():
    assert {plan.voice for plan in plans()} - {""} == set(VOICES)
    assert all(row["business_id"].startswith("9") for row in places()["organisations"] + places()["requests"])
