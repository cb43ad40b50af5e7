"""Rounds and applications in every state for tests, moved by the services that move them in life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assessments.choices import AuditWish
from assessments.models import Application, ApplicationAnswer, Evidence, Round
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.applications.ending import LAPSE_MARGIN, lapse_unsubmitted, withdraw_application
from assessments.services.applications.registering import open_application, register_application
from assessments.services.applications.submitting import submit_application
from assessments.services.evidence import add_file_evidence
from assessments.services.rounds import create_round
from criteria.models import FrameworkVersion
from tests.conftest import HELSINKI
from tests.factories.assessments import AT, Cast
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, grant
from tests.office_files import pdf_bytes, uploaded
from workshops.models import User, Workshop
from workshops.roles import Role

DEADLINE = dt.datetime(2026, 12, 1, 16, 15, tzinfo=HELSINKI)
LATE = DEADLINE + dt.timedelta(microseconds=1)


def make_coordinator() -> User:
    coordinator = UserFactory(name="Kerttu Koordinaattori")
    grant(coordinator, Role.COORDINATOR)
    return coordinator


def make_round(
    *,
    version: FrameworkVersion | None = None,
    deadline_at: dt.datetime = DEADLINE,
    by: User | None = None,
    at: dt.datetime = AT,
    **changes: object,
) -> Round:
    settings: dict[str, object] = {
        "name": f"Syksyn haku {deadline_at:%d.%m.%Y %H.%M}",
        "opens_date": deadline_at.date() - dt.timedelta(days=60),
        "decision_date": deadline_at.date() + dt.timedelta(days=120),
        **changes,
    }
    return create_round(version=version or make_version(), deadline_at=deadline_at, by=by or make_coordinator(), at=at, **settings)  # type: ignore[arg-type]


def make_registered(cast: Cast, into: Round | None = None, workshops: Sequence[Workshop] = (), at: dt.datetime = AT) -> Application:
    return register_application(
        workshops=workshops or [cast.workshop], wish=AuditWish.PEER, contact=cast.contact, into=into, by=cast.contact, at=at
    )


def make_open(cast: Cast, into: Round | None = None, workshops: Sequence[Workshop] = (), at: dt.datetime = AT) -> Application:
    registered = make_registered(cast, into or make_round(), workshops, at)
    return open_application(application=registered, by=cast.contact, at=at)


def answer_all(application: Application, by: User, text: str = "Viikko suunnitellaan yhdessä maanantaisin.") -> None:
    """Every criterion gets a text. Written as rows: the service has its own tests."""
    ApplicationAnswer.objects.bulk_create(
        ApplicationAnswer(application=application, criterion=criterion, text=text, saved_at=AT, saved_by=by)
        for criterion in criteria_of_application(application)
    )


def make_whole(cast: Cast, **made: object) -> Application:
    """Every criterion written, nothing submitted."""
    application = make_open(cast, **made)  # type: ignore[arg-type]
    answer_all(application, cast.contact)
    return application


def add_file(application: Application, cast: Cast, title: str = "Suunnitelma", pages: int = 1) -> Evidence:
    """A file for the first two criteria."""
    upload = uploaded("Suunnitelma 2026.pdf", pdf_bytes(pages=pages))
    criteria = criteria_of_application(application)[:2]
    return add_file_evidence(holder=application, criteria=criteria, upload=upload, title=title, by=cast.contact, at=AT)


def make_submitted(cast: Cast, into: Round | None = None, workshops: Sequence[Workshop] = (), at: dt.datetime = AT) -> Application:
    application = make_whole(cast, into=into, workshops=workshops, at=at)
    submit_application(application=application, by=cast.contact, at=at)
    application.refresh_from_db()
    return application


def make_withdrawn(cast: Cast, into: Round | None = None) -> Application:
    return withdraw_application(application=make_submitted(cast, into), reason="Haemme keväällä.", by=cast.leader, at=AT)


def make_lapsed(cast: Cast, into: Round | None = None) -> Application:
    application = make_open(cast, into)
    assert application.round is not None
    lapse_unsubmitted(at=application.round.deadline_at + LAPSE_MARGIN + dt.timedelta(seconds=1))
    application.refresh_from_db()
    return application


IN_STATE = {
    "registered": make_registered,
    "open": make_open,
    "submitted": make_submitted,
    "withdrawn": make_withdrawn,
    "lapsed": make_lapsed,
}
