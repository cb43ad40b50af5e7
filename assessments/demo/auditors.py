"""The register of auditors, and the audits of the passed rounds as far as they go before the auditors visit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.choices import Answer, TieKind
from assessments.demo.content import auditors
from assessments.demo.people import accept
from assessments.demo.stage import Stage
from assessments.models import Assessment, Auditor, AuditSeat
from assessments.selectors.auditing.register import employer_from_roles
from assessments.selectors.results import criteria_of
from assessments.services.auditing.invitations import accept_seat, decline_seat
from assessments.services.auditing.own_card import add_absence, add_tie
from assessments.services.auditing.reading import confirm_rating, save_audit_rating
from assessments.services.auditing.register import bring_in_auditor, register_auditor
from assessments.services.auditing.seats import invite_auditors, name_auditor, replace_auditor
from assessments.services.ratings import GivenRating
from workshops.models import Municipality, Network, User
from workshops.services.organisations import create_organisation

Step = dict[str, Any]
AUDITS_A_YEAR = 4


def gather_auditors(stage: Stage) -> None:
    """Write the register; each auditor tells her absences and ties herself. Some are still on the way in."""
    stage.tell("Auditoitsijat")
    rows = auditors()
    for row in rows["organisations"]:
        _create_employer(stage, row, days=rows["registered"] + 2)
    for row in rows["auditors"]:
        stage.auditors[row["key"]] = register(stage, row, rows["registered"])
    for row in rows["invited"]:
        _bring_in(stage, row, stage.calendar.ago(row["day"], 11, 20))
    for row in rows["without_card"]:
        _come_in(stage, row, stage.calendar.ago(row["day"], 11, 40))


def audit_rounds(stage: Stage) -> None:
    """Name, invite, answer and replace in the rounds whose deadline has passed."""
    for row in auditors()["audits"]:
        audit = Auditing(stage, row["application"])
        for step in row["steps"]:
            getattr(audit, step["do"])(step)


def _create_employer(stage: Stage, row: dict[str, Any], days: int) -> None:
    stage.organisations[row["key"]] = create_organisation(
        name=row["name"],
        business_id=row["business_id"],
        maintainer_type=row["maintainer_type"],
        municipality=Municipality.objects.get(name_fi=row["municipality"]),
        by=stage.logins["coordinator"],
        at=stage.calendar.ago(days, 10),
    )


def register(stage: Stage, row: dict[str, Any], days: int) -> Auditor:
    """Write the auditor into the register so many working days ago, invited first if she has no account yet; return her."""
    at = stage.calendar.ago(days, 10, 15)
    user = _person(stage, row, at)
    at += dt.timedelta(hours=3)  # an invitation has been accepted by then
    languages = row.get("languages", ["fi"])
    auditor = register_auditor(
        user=user,
        kinds=row["kinds"],
        networks=Network.objects.filter(slug__in=row.get("networks", [])),
        trained_date=stage.calendar.ago(row["trained"]).date(),
        earlier_audits=row.get("earlier", 0),
        speaks_finnish="fi" in languages,
        speaks_swedish="sv" in languages,
        most_a_year=row.get("most", AUDITS_A_YEAR),
        by=stage.logins["coordinator"],
        at=at,
        **_employer(stage, row, user, at),
    )
    _tell_of_herself(stage, row, auditor)
    return auditor


def _person(stage: Stage, row: dict[str, Any], at: dt.datetime) -> User:
    if "login" in row:
        return stage.logins[row["login"]]
    if "staff" in row:
        workshop, number = row["staff"]
        return stage.staff[workshop][number]
    return _come_in(stage, row, at)


def _come_in(stage: Stage, row: dict[str, Any], at: dt.datetime) -> User:
    """Invite the person into the roles and accept for her two hours later."""
    user: User | None = None
    for invitation in _bring_in(stage, row, at).invitations:
        user = accept(invitation, row["name"], at=at + dt.timedelta(hours=2), by=user)
    assert user is not None
    return user


def _bring_in(stage: Stage, row: dict[str, Any], at: dt.datetime) -> Any:
    return bring_in_auditor(email=row["email"], name=row["name"], kinds=row["kinds"], by=stage.logins["coordinator"], at=at)


def _employer(stage: Stage, row: dict[str, Any], user: User, at: dt.datetime) -> dict[str, Any]:
    if "organisation" in row:
        return {"organisation": stage.organisations[row["organisation"]]}
    return {"employer_name": row["employer"]} if "employer" in row else employer_from_roles(user, at.date())


def _tell_of_herself(stage: Stage, row: dict[str, Any], auditor: Auditor) -> None:
    calendar = stage.calendar
    for span in row.get("away", []):
        first = calendar.ago(span["from"]).date() if "from" in span else calendar.ahead(span["from_ahead"])
        add_absence(auditor=auditor, first_date=first, last_date=calendar.ahead(span["to_ahead"]), by=auditor.user, at=calendar.ago(5, 14))
    told = [(key, TieKind.WORKED) for key in row.get("worked", [])]
    told += [(key, TieKind.TRAINED) for key in row.get("trained_people_of", [])]
    for key, kind in told:
        add_tie(auditor=auditor, organisation=stage.organisations[key], kind=kind, by=auditor.user, at=calendar.ago(90, 9, 50))


class Auditing:
    """The audit of one application, step by step."""

    def __init__(self, stage: Stage, application: str) -> None:
        self.stage, self.application = stage, stage.applications[application]
        self.seats: dict[str, AuditSeat] = {}

    def name(self, step: Step) -> None:
        self.seats[step["who"]] = name_auditor(
            application=self.application,
            auditor=self.stage.auditors[step["who"]],
            is_lead=step.get("lead", False),
            warning_reason=step.get("reason", ""),
            by=self.stage.logins["coordinator"],
            at=self._at(step, 10),
        )

    def invite(self, step: Step) -> None:
        invite_auditors(application=self.application, by=self.stage.logins["coordinator"], at=self._at(step, 11))

    def accept(self, step: Step) -> None:
        seat = self.seats[step["who"]]
        accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=self._at(step, 12))

    def decline(self, step: Step) -> None:
        seat = self.seats[step["who"]]
        decline_seat(seat=seat, has_conflict=step.get("has_conflict", False), by=seat.auditor.user, at=self._at(step, 13))

    def replace(self, step: Step) -> None:
        replace_auditor(seat=self.seats[step["who"]], by=self.stage.logins["coordinator"], at=self._at(step, 14))

    def rate(self, step: Step) -> None:
        """Rate the first criteria as the row says, and confirm the first of them."""
        seat, notes = self.seats[step["who"]], step["notes"]
        audit = Assessment.objects.select_related("version__scale").get(pk=seat.assessment_id)
        levels = {level.value: level for level in audit.version.scale.levels.all()}
        met, partly, *_others = audit.version.verdicts.all()
        for number, (criterion, value) in enumerate(zip(criteria_of(audit), step["levels"], strict=False)):
            note = notes[number] if number < len(notes) else ""
            given = GivenRating(Answer.LEVEL, levels[value], note=note, verdict=met if value >= audit.version.scale.met_from else partly)
            save = confirm_rating if number < step["confirmed"] else save_audit_rating
            at = self._at(step, 15) + dt.timedelta(minutes=7 * number)
            save(audit=audit, criterion=criterion, given=given, revision=0, by=seat.auditor.user, at=at)

    def _at(self, step: Step, hour: int) -> dt.datetime:
        return self.stage.calendar.ago(step["day"], hour, 25)
