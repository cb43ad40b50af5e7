"""What people were told beside what is stored: pure functions over plain records, which return sentences about what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

ACKNOWLEDGED, REDIRECTED = 200, 302


@dataclass(frozen=True)
class Save:
    """One text sent to be saved, never sent again: the row it belongs to, and what came back, at which second.

    `application` is set for the texts of applications; `state` is the word of the answer, "saved" when it is stored.
    """

    place: str
    text: str
    status: int
    state: str
    seconds: float
    told_at: float
    application: str = ""

    @property
    def is_acknowledged(self) -> bool:
        return self.status == ACKNOWLEDGED and self.state == "saved"


@dataclass(frozen=True)
class Submit:
    """One press of the button that submits, and what came back; `number` is that of the submission whose receipt was shown, 0 without."""

    application: str
    status: int
    number: int
    seconds: float
    sent_at: float

    @property
    def is_acknowledged(self) -> bool:
        return self.status == REDIRECTED and self.number > 0


@dataclass(frozen=True)
class Stored:
    """What the database holds afterwards."""

    versions: Counter[str] = field(default_factory=Counter)  # how many saved versions have the text
    rows: dict[str, str] = field(default_factory=dict)  # the text in force, by place
    submissions: dict[str, list[Collection[str]]] = field(default_factory=dict)  # the texts of each submission, by application
    receipts: Counter[str] = field(default_factory=Counter)  # mails, by application
    events: Counter[str] = field(default_factory=Counter)  # of the submitting, by application


def lost(saves: Sequence[Save], submits: Sequence[Submit], stored: Stored) -> list[str]:
    """Return what was acknowledged and is not stored, or not in force."""
    return [*_lost_texts(saves, stored), *_lost_submissions(saves, submits, stored)]


def doubled(saves: Sequence[Save], submits: Sequence[Submit], stored: Stored) -> list[str]:
    """Return what is stored more often than it was made: texts, submissions, receipts, events."""
    found = [f"saved {count} times: {text}" for text, count in stored.versions.items() if count > 1]
    for application in sorted({submit.application for submit in submits}):
        submissions = len(stored.submissions.get(application, []))
        counts = {"submissions": submissions, "receipts": stored.receipts[application], "events": stored.events[application]}
        found += [f"{count} {what} of {application}" for what, count in counts.items() if count > 1]
    return found


def failed(saves: Sequence[Save], submits: Sequence[Submit]) -> list[str]:
    """Return the requests that the service answered with a fault of its own, status 500 or more."""
    return [f"status {each.status}" for each in [*saves, *submits] if each.status >= 500]


def turned_away(saves: Sequence[Save], submits: Sequence[Submit]) -> list[str]:
    """Return the requests that got another answer than they asked for, or none; those of `failed` are not among them."""
    others = [f"{each.place}: {each.status} {each.state}" for each in saves if not each.is_acknowledged and each.status < 500]
    return [*others, *(f"{each.application}: {each.status}" for each in submits if not each.is_acknowledged and each.status < 500)]


def _lost_texts(saves: Sequence[Save], stored: Stored) -> Iterator[str]:
    yield from (f"acknowledged and not stored: {save.text}" for save in saves if save.is_acknowledged and not stored.versions[save.text])
    for place, tries in _by_place(saves).items():
        may_stand = _from_last_acknowledged(tries)
        if may_stand and stored.rows.get(place) not in may_stand:
            yield f"in force is not the last acknowledged: {place}"


def _lost_submissions(saves: Sequence[Save], submits: Sequence[Submit], stored: Stored) -> Iterator[str]:
    sent_at = {submit.application: submit.sent_at for submit in submits if submit.is_acknowledged}
    for application in sent_at:
        missing = {
            "submission": not stored.submissions.get(application),
            "receipt": not stored.receipts[application],
            "event": not stored.events[application],
        }
        yield from (f"no {what} of {application}" for what, is_missing in missing.items() if is_missing)
    before = [save for save in saves if save.application in sent_at and save.told_at <= sent_at[save.application]]
    for tries in _by_place(before).values():
        application, may_stand = tries[0].application, _from_last_acknowledged(tries)
        if may_stand and not any(may_stand & set(texts) for texts in stored.submissions.get(application, [])):
            yield f"acknowledged and not in the submission of {application}: {min(may_stand)}"


def _by_place(saves: Sequence[Save]) -> dict[str, list[Save]]:
    by_place: dict[str, list[Save]] = {}
    for save in saves:
        by_place.setdefault(save.place, []).append(save)
    return by_place


def _from_last_acknowledged(tries: Sequence[Save]) -> set[str]:
    """Return the texts that may stand after these tries of one place: the last acknowledged, or one sent later whose answer failed."""
    last = max((number for number, save in enumerate(tries) if save.is_acknowledged), default=None)
    return set() if last is None else {save.text for save in tries[last:]}
