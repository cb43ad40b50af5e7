"""What the journeys of audits share: signing in as somebody by name, accepting an invitation, rating one criterion."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail

from tests.browser.people import Person, Seat
from workshops.models import User

WAYS: dict[str, dict[str, Any]] = {"desk": {"width": 1280, "scripts": True}, "phone without JavaScript": {"width": 320, "scripts": False}}


def signed_in(seat: Seat, name: str, way: dict[str, Any]) -> Person:
    person = seat(**way)
    person.sign_in(User.objects.get(name=name).email)
    return person


def invitation_of(name: str) -> str:
    """Return the address of the invitation mailed to the person."""
    address = User.objects.get(name=name).email
    [*_, message] = [message for message in mail.outbox if message.to == [address]]
    found = re.search(r"/auditointikutsut/\w+/", message.body)
    assert found, message.body
    return found.group()


def accept(person: Person, name: str) -> None:
    person.open(invitation_of(name))
    person.tick(re.compile("En ole esteellinen"))
    person.click("Otan tehtävän vastaan")
    person.sees("Olet mukana auditoinnissa")


def confirm(person: Person, level: str, verdict: str, note: str) -> None:
    """Rate the criterion that is open and confirm it; the workshop's level and the pair's rating are not there before."""
    person.sees_not("Rinnakkain")
    person.choose("answer", level)
    person.choose("verdict", verdict)
    person.fill("Mihin arviosi perustuu?", note)
    person.click("Vahvista ennakkoarvio ja näytä muut")
    person.sees("Ennakkoarviosi on vahvistettu.")
    person.sees(note)
