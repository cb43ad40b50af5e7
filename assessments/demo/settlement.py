"""The organisations, their workshops and the people in them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.demo.content import cast, places
from assessments.demo.people import BEGINNING, accept, join_login, join_somebody
from assessments.demo.stage import Stage
from workshops.models import AccessRequest, Municipality, User
from workshops.roles import Role
from workshops.services.access_requests import approve_access_request, request_access
from workshops.services.organisations import create_organisation, create_workshop, update_workshop


def settle_organisations(stage: Stage) -> None:
    """Create every organisation with its workshops and people, then leave the last requests waiting."""
    for number, row in enumerate(places()["organisations"]):
        stage.tell(row["name"])
        days = BEGINNING - 4 - 2 * number
        if row.get("by_request"):
            _settle_by_request(stage, row, days)
        else:
            _settle_by_coordinator(stage, row, days)
    _settle_second_jobs(stage)
    for row in places()["requests"]:
        _request(row, at=stage.calendar.ago(row["days_ago"], 10, 17))


def _settle_by_coordinator(stage: Stage, row: dict[str, Any], days: int) -> None:
    coordinator, at = stage.logins["coordinator"], stage.calendar.ago(days, 9)
    organisation = create_organisation(
        name=row["name"],
        business_id=row["business_id"],
        maintainer_type=row["maintainer_type"],
        municipality=_municipality(row["municipality"]),
        by=coordinator,
        at=at,
    )
    stage.organisations[row["key"]] = organisation
    for unit in row["workshops"]:
        stage.workshops[unit["key"]] = create_workshop(
            organisation=organisation,
            name=unit["name"],
            municipality=_municipality(unit["municipality"]),
            language=row.get("language", "fi"),
            size=unit["size"],
            whole_organisation=unit.get("whole", False),
            features=_features(unit),
            by=coordinator,
            at=at,
        )
    leader = _organisation_person(stage, row, Role.LEADER, by=coordinator, at=stage.calendar.ago(days, 11))
    contact = leader
    if row.get("contact"):
        contact = _organisation_person(stage, row, Role.CONTACT, by=leader, at=stage.calendar.ago(days - 1, 9))
    for unit in row["workshops"]:
        stage.leaders[unit["key"]], stage.contacts[unit["key"]] = leader, contact
        _settle_staff(stage, row, unit, at=stage.calendar.ago(days - 1, 13))


def _organisation_person(stage: Stage, row: dict[str, Any], role: Role, *, by: User, at: dt.datetime) -> User:
    organisation = stage.organisations[row["key"]]
    for login, person in cast()["logins"].items():
        if person.get("organisation") == row["key"] and person.get("role", login) == role:
            return join_login(stage, login, role=role, organisation=organisation, by=by, at=at)
    return join_somebody(stage, row, role=role, organisation=organisation, by=by, at=at)


def _settle_by_request(stage: Stage, row: dict[str, Any], days: int) -> None:
    """Take the door "Ota käyttöön": a request, the coordinator's approval, and the asker becomes the workshop's first leader."""
    unit, person = row["workshops"][0], stage.names.draw(row)
    asked = {**row, "organisation_name": row["name"], "workshop_name": unit["name"], "contact_name": person.name, "email": person.email}
    request = _request(asked, at=stage.calendar.ago(days, 9))
    request = approve_access_request(access_request=request, by=stage.logins["coordinator"], at=stage.calendar.ago(days - 1, 9))
    assert request.invitation is not None
    assert request.invitation.workshop is not None
    leader = accept(request.invitation, person.name, at=stage.calendar.ago(days - 1, 14))
    workshop = update_workshop(
        workshop=request.invitation.workshop, size=unit["size"], features=_features(unit), by=leader, at=stage.calendar.ago(days - 1, 15)
    )
    stage.organisations[row["key"]], stage.workshops[unit["key"]] = workshop.organisation, workshop
    stage.leaders[unit["key"]] = stage.contacts[unit["key"]] = leader
    _settle_staff(stage, row, unit, at=stage.calendar.ago(days - 2, 9))


def _settle_staff(stage: Stage, row: dict[str, Any], unit: dict[str, Any], *, at: dt.datetime) -> None:
    workshop, inviter = stage.workshops[unit["key"]], stage.contacts[unit["key"]]
    staff = stage.staff[unit["key"]] = []
    for login, person in cast()["logins"].items():
        if person.get("workshop") == unit["key"]:
            staff.append(join_login(stage, login, role=Role.WORKER, workshop=workshop, by=inviter, at=at))
    staff += [join_somebody(stage, row, role=Role.WORKER, workshop=workshop, by=inviter, at=at) for _ in range(unit["staff"])]


def _settle_second_jobs(stage: Stage) -> None:
    """Give the auditor and the steering group member their own work at a workshop: one person may hold many roles."""
    for row in cast()["also"]:
        key = row["workshop"]
        person = join_login(
            stage,
            row["login"],
            role=Role(row["role"]),
            workshop=stage.workshops[key],
            by=stage.contacts[key],
            at=stage.calendar.ago(BEGINNING - 40, 9),
        )
        stage.staff[key].append(person)


def _request(row: dict[str, Any], *, at: dt.datetime) -> AccessRequest:
    fields = ("organisation_name", "business_id", "maintainer_type", "workshop_name", "contact_name", "email")
    return request_access(municipality=_municipality(row["municipality"]), at=at, **{name: row[name] for name in fields})


def _features(unit: dict[str, Any]) -> dict[str, list[str]]:
    return {"service": unit["services"], "target_group": unit["targets"], "quality_system": unit["quality"]}


def _municipality(name: str) -> Municipality:
    return Municipality.objects.get(name_fi=name)
