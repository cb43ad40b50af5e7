"""Who takes part in the rush: each has a session, a row to write, two saves, and the contacts an application to submit."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.urls import reverse

from assessments.bench.applications import CONTACT
from assessments.bench.rounds import Plan
from assessments.lifecycle import AssessmentStatus
from assessments.models import Application, ApplicationAnswer, Assessment, Rating, Result
from criteria.models import Criterion
from workshops.models import User
from workshops.sessions import STAMP_KEY

WRITERS = (0, 2)  # the places that write the shared view, beside the contact who fills the application
SAVES = 2
TWICE = 10  # every tenth contact presses the button twice at the same moment


@dataclass(frozen=True)
class Person:
    """What somebody writes where: the field that takes the text, the other fields as the page sends them, when she does what."""

    session: str
    place: str
    path: str
    text_field: str
    fields: dict[str, str]
    revision: int
    save_seconds: tuple[float, ...]  # from the beginning of the rush
    submit_second: float | None = None
    submit_path: str = ""
    application: str = ""
    presses: int = 1


def sign_in(users: Sequence[User], expires_at: dt.datetime) -> dict[int, str]:
    """Make a signed-in session for each user, as signing in does, and return its key by the user's."""
    store = SessionStore()
    rows = {}
    for user in users:
        data = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            STAMP_KEY: user.session_stamp,
        }
        key = f"{user.pk:08d}{random.getrandbits(80):020x}"
        rows[user.pk] = Session(session_key=key, session_data=store.encode(data), expire_date=expires_at)
    Session.objects.bulk_create(rows.values(), batch_size=1000)
    return {pk: row.session_key for pk, row in rows.items()}


class Crowd:
    """Draws the people of the rush, five of each workshop on average; the same number draws the same moments."""

    def __init__(self, plan: Plan, seconds: float) -> None:
        self.plan, self.seconds = plan, seconds
        self.moments = random.Random(12)
        self.sessions = sign_in([user for people in plan.staff for user in people], plan.at + dt.timedelta(days=1))
        self.criteria = list(Criterion.objects.filter(area__version=plan.version).order_by("order"))
        rows = Assessment.objects.filter(status__in=[AssessmentStatus.INDIVIDUAL, AssessmentStatus.JOINT])
        self.assessments = {row.workshop_id: row for row in rows}
        self.applications = {row.contact_id: row for row in Application.objects.all()}
        self.rated = dict.fromkeys(Rating.objects.values_list("participant__user", "criterion"), 1)

    def people(self) -> Iterator[Person]:
        for number, (workshop, staff) in enumerate(zip(self.plan.workshops, self.plan.staff, strict=True)):
            assessment = self.assessments[workshop.pk]
            yield self._contact(staff[CONTACT], presses=1 if number % TWICE else 2)
            for place, user in enumerate(staff):
                criterion = self.criteria[(7 * number + place) % len(self.criteria)]
                if place == CONTACT:
                    continue
                if assessment.status == AssessmentStatus.INDIVIDUAL:
                    yield self._rater(user, assessment, criterion)
                elif place in WRITERS:
                    yield self._writer(user, assessment, criterion)

    def _rater(self, user: User, assessment: Assessment, criterion: Criterion) -> Person:
        return Person(
            session=self.sessions[user.pk],
            place=place_of_rating(user.pk, criterion.pk),
            path=reverse("assessments:rating-update", args=[assessment.ref, criterion.code]),
            text_field="note",
            fields={"answer": "2", "reason": ""},
            revision=self.rated.get((user.pk, criterion.pk), 0),
            save_seconds=self._moments(SAVES),
        )

    def _writer(self, user: User, assessment: Assessment, criterion: Criterion) -> Person:
        return Person(
            session=self.sessions[user.pk],
            place=place_of_result(assessment.pk, criterion.pk),
            path=reverse("assessments:result-update", args=[assessment.ref, criterion.code]),
            text_field="development",
            fields={"answer": "3", "reason": "", "current_practice": "Käymme asian läpi joka kuun ensimmäisessä tiimipalaverissa."},
            revision=1,
            save_seconds=self._moments(SAVES),
        )

    def _contact(self, user: User, presses: int) -> Person:
        application = self.applications[user.pk]
        criterion = self.criteria[user.pk % len(self.criteria)]
        *saves, submit = self._moments(SAVES + 1)
        return Person(
            session=self.sessions[user.pk],
            place=place_of_answer(application.pk, criterion.pk),
            path=reverse("assessments:answer-update", args=[application.ref, criterion.code]),
            text_field="text",
            fields={"answer": ""},
            revision=1,
            save_seconds=tuple(saves),
            submit_second=submit,
            submit_path=reverse("assessments:application-submit", args=[application.ref]),
            application=application.ref,
            presses=presses,
        )

    def _moments(self, count: int) -> tuple[float, ...]:
        return tuple(sorted(self.moments.uniform(0, self.seconds) for _ in range(count)))


def place_of_rating(user: int, criterion: int) -> str:
    return f"{Rating._meta.model_name} {user}/{criterion}"


def place_of_result(assessment: int, criterion: int) -> str:
    return f"{Result._meta.model_name} {assessment}/{criterion}"


def place_of_answer(application: int, criterion: int) -> str:
    return f"{ApplicationAnswer._meta.model_name} {application}/{criterion}"


def cookie_of(person: Person, csrf: str) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={person.session}; {settings.CSRF_COOKIE_NAME}={csrf}"
