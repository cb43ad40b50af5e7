"""What was sent to oneself and why; and that every kind of mail has its words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.mail_kinds import INNER, MAIL_KINDS, choices_for_coordinators, kinds_of_choice, own_words, words_for_coordinators
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import UserFactory
from workshops.mail_texts import editable_mails
from workshops.models import OutgoingMail, User

pytestmark = pytest.mark.django_db
URL = "/oma/viestit/"


def sent_to(user: User | None, kind: str = "assessment_started", number: int = 1, **changes: object) -> OutgoingMail:
    settings = {"subject": f"Otsikko {number}", "queued_at": AT, "sent_at": AT + dt.timedelta(minutes=number), "attempts": 1, **changes}
    return OutgoingMail.objects.create(key=f"{kind}:{number}:{user.ref if user else ''}", kind=kind, to_user=user, **settings)


# Words --------------------------------------------------------------------------------------------------------------------------


def test_every_mail_has_its_words_and_no_words_are_without_a_mail() -> None:
    folder = Path(settings.BASE_DIR) / "templates" / "emails"
    kinds = {path.name.removesuffix("_subject.txt") for path in folder.glob("*_subject.txt")}
    bodies = {path.stem for path in folder.glob("*.html")} - {"base"}
    assert {kind for kind in bodies if not kind.startswith("_")} == kinds
    assert set(MAIL_KINDS) == kinds
    assert set(editable_mails()) <= kinds
    for kind in MAIL_KINDS.values():
        assert str(kind.why).startswith("Sait tämän, koska ")
        assert str(kind.why).endswith(".")
        assert str(kind.label)
    labels = [str(kind.label) for kind in MAIL_KINDS.values()]
    assert len(labels) == len(set(labels))


def test_mails_of_self_assessments_have_one_name_for_coordinators() -> None:
    inner = kinds_of_choice(INNER)
    assert {"rating_reminder", "ratings_due", "assessment_started", "criteria_assigned"} <= set(inner)
    assert {words_for_coordinators(kind) for kind in inner} == {"Työpajan itsearviointia koskeva viesti"}
    assert kinds_of_choice("rating_reminder") == kinds_of_choice("tuntematon") == []
    offered = [value for value, _ in choices_for_coordinators()]
    assert sorted(kind for value in offered for kind in kinds_of_choice(value)) == sorted(MAIL_KINDS)


def test_kind_that_is_no_more_is_told_by_its_name() -> None:
    assert own_words("vanha_viesti") == ("vanha_viesti", "")
    assert words_for_coordinators("vanha_viesti") == "vanha_viesti"


# The page -----------------------------------------------------------------------------------------------------------------------


def test_page_tells_what_was_sent_when_and_why(client_of) -> None:
    user = UserFactory()
    sent_to(user, "seat_invited", 1)
    sent_to(user, "rating_reminder", 2, sent_at=None, attempts=0)
    sent_to(user, "rating_reminder", 3, sent_at=None, attempts=2)
    sent_to(user, "rating_reminder", 4, sent_at=None, attempts=8)
    page = client_of(user).get(URL)
    text = page.content.decode()
    assert [line.state for line in page.context["lines"]] == [
        "Lähettäminen ei onnistunut, yrityksiä 8",
        "Yritetään uudelleen, yrityksiä 2",
        "Odottaa lähettämistä",
        "Lähetetty 20.11.2026 klo 12.01",
    ]
    for words in ("Otsikko 1", "Kutsu auditoitsijaksi. Sait tämän, koska koordinaattori kutsui sinut auditoimaan."):
        assert words in text


def test_nobody_sees_what_was_sent_to_another(client_of, coordinator: User) -> None:
    cast = Cast()
    sent_to(cast.contact)
    for other in (cast.leader, cast.stranger, coordinator):
        page = client_of(other).get(URL)
        assert page.status_code == 200
        assert "Otsikko" not in page.content.decode()
    assert "Sinulle ei ole lähetetty viestejä." in client_of(cast.leader).get(URL).content.decode()


def test_visitor_signs_in_first() -> None:
    answer = Client().get(URL)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_own_account_leads_to_the_page(client_of) -> None:
    assert f'href="{URL}"' in client_of(UserFactory()).get(reverse("workshops:own-account")).content.decode()


def test_subject_is_shown_as_text(client_of) -> None:
    user = UserFactory()
    sent_to(user, subject="<script>alert(1)</script> {{7*7}}")
    text = client_of(user).get(URL).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries_at_any_size(client_of, django_assert_num_queries, rows: int) -> None:
    user = UserFactory()
    for number in range(rows):
        sent_to(user, number=number)
    client = client_of(user)
    client.get(URL)
    with django_assert_num_queries(5):
        page = client.get(URL)
    assert len(page.context["lines"]) == rows


def test_page_shows_25_at_a_time(client_of) -> None:
    user = UserFactory()
    for number in range(27):
        sent_to(user, number=number)
    client = client_of(user)
    assert len(client.get(URL).context["lines"]) == 25
    assert len(client.get(URL, {"sivu": 2}).context["lines"]) == 2
