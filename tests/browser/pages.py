"""Which pages are looked at, by whom, and a world that is full of long words.

The addresses and who may see them come from the tables of access (`tests/access/`), so a new URL name has to be placed there first.
"""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.test import Client
from django.urls import reverse

from assessments.choices import Answer
from assessments.models import (
    ApplicationAnswer,
    AreaSummary,
    Assessment,
    Classification,
    Conclusion,
    Decision,
    Evidence,
    Participant,
    PracticeAnswer,
    PracticeCase,
    PracticeRating,
    PublicExample,
    Rating,
    Result,
    Round,
    VisitQuestion,
    YearlyRemark,
    YearlyReport,
)
from assessments.models import Visit as AgreedVisit
from assessments.selectors.results import criteria_of
from assessments.services.evidence import add_link_evidence
from criteria.models import Area, Criterion, Level
from tests.access.addresses import Address, addresses
from tests.access.cast import BACKEND, World, make_world
from tests.access.matrix import read_matrix
from tests.factories.assessments import AT
from tests.factories.workshops import UserFactory, grant
from workshops.models import Invitation, Municipality, Organisation, User, Workshop
from workshops.roles import Role

WORD = ("lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas" * 5)[:260]  # a Finnish word that no line can hold
LONG_TEXT = f"{WORD}\n\nhttps://kivipaja.example/{WORD}\n" + "Viikko suunnitellaan yhdessä maanantaisin. " * 12
PARTICIPANTS, MORE_EVIDENCE = 9, 8  # with the two there already, a criterion has all the evidence it can hold

# URL names that answer GET with something else than a page.
NOT_PAGES = {
    "livez": "a word for machines",
    "healthz": "a word for machines",
    "criteria:framework-current": "leads on to the version in force",
    "criteria:publication-pdf": "a PDF, or a sentence while it is being made",
    "assessments:report-state": "a part of the page of results",
    "assessments:report-download": "a PDF",
    "assessments:assessment-sheet": "a spreadsheet",
    "assessments:evidence-download": "a file",
    "assessments:organisation-units-pdf": "a PDF, or back to the page that makes it",
    "assessments:organisation-units-sheet": "a spreadsheet",
    "assessments:organisation-action-sheet": "a spreadsheet",
    "assessments:action-sheet": "a spreadsheet",
    "assessments:round-sheet": "a spreadsheet",
    "assessments:submission-file": "a file",
    "assessments:auditor-sheet": "a spreadsheet",
    "assessments:audit-file": "a file",
    "assessments:audit-print-download": "a PDF, or back to the page that makes it",
    "assessments:audit-files-download": "a ZIP",
    "assessments:home-note-download": "a text file",
    "assessments:audit-report-download": "a PDF",
    "assessments:certificate-download": "a PDF, or back to the page that makes it",
    "assessments:audit-report-state": "a part of the page of the report",
    "assessments:seat-letter-download": "a PDF, or back to the page that makes it",
    "assessments:seat-certificate-download": "a PDF, or back to the page that makes it",
    "assessments:import-template": "a spreadsheet",
    "assessments:decision-pack-state": "a part of the list of decisions",
    "assessments:decision-pack-download": "a PDF, or back to the page that makes it",
    "assessments:public-work-pdf": "a PDF, or a sentence while it is being made",
    "assessments:yearly-report-pdf": "a PDF, or a sentence while it is being made",
    "assessments:proposal-state": "a part of the page of the proposal",
    **dict.fromkeys(
        [
            f"assessments:api-{name}"
            for name in ("openapi", "version-list", "version", "concept-list", "mark-list", "summary-list", "summary")
        ],
        "JSON for programs",
    ),
    "assessments:action-calendar": "a calendar file",
    "assessments:action-list-calendar": "a calendar file",
    "assessments:audit-visit-calendar": "a calendar file",
    "assessments:application-visit-calendar": "a calendar file",
    "assessments:audit-visit-worker": "a script",
    "assessments:action-plan-state": "a part of the page of actions",
    "assessments:action-plan-download": "a PDF, or back to the page that makes it",
    "assessments:national-summary-xlsx": "a spreadsheet",
    "assessments:national-summary-csv": "a table as text",
    "assessments:national-summary-json": "figures for machines",
    "assessments:national-summary-pdf": "a PDF, or back to the page that makes it",
    "assessments:summary-report-state": "a part of the pages of a summary",
    "assessments:network-summary-xlsx": "a spreadsheet",
    "assessments:network-summary-csv": "a table as text",
    "assessments:network-summary-json": "figures for machines",
    "assessments:network-summary-pdf": "a PDF, or back to the page that makes it",
    "assessments:network-report-state": "a part of the page of a network's summary",
}
FIRST_CHOICE = ("leader", "contact", "coordinator", "admin", "rater", "peer", "decider", "visitor")
FOR_VISITORS = (
    "account_login",
    "account_reset_password",
    "workshops:access-request",
    "workshops:feedback",
    "workshops:invitation-accept",
    "assessments:code-",
    "assessments:try-",
    "assessments:receipt-",
)
# The same address shows others another page; these are looked at besides.
OTHER_EYES = [
    *((person, "assessments:dashboard", "") for person in ("visitor", "worker", "rater", "coordinator", "admin", "decider", "former")),
    ("rater", "assessments:assessment-detail", "individual"),
    ("rater", "assessments:assessment-detail", "joint"),
    ("worker", "assessments:assessment-results", "completed"),
    ("rater", "assessments:discussion-detail", "joint"),
    ("rater", "assessments:result-update", "joint"),
    ("rater", "assessments:area-summary-update", "joint"),
    ("rater", "assessments:assessment-check", "joint"),
    ("rater", "assessments:evidence-list", "joint"),
    ("worker", "workshops:workshop-detail", ""),
    ("coordinator", "workshops:organisation-detail", ""),
    ("leader", "workshops:invitation-accept", "waiting"),
    ("visitor", "criteria:criterion-detail", "published"),
    ("leader", "assessments:code-entry", ""),  # an account and a code are never mixed
    ("guest", "assessments:code-detail", ""),
    ("guest", "assessments:code-rating-update", ""),
    ("rater", "workshops:workshop-update", ""),  # 403
    ("leader", "assessments:assessment-update", "completed"),  # 409
    ("visitor", "workshops:invitation-accept", "revoked"),  # 410
    ("org_leader", "workshops:organisation-invitation-create", ""),
    ("org_leader", "workshops:organisation-detail", ""),
    ("org_leader", "assessments:organisation-units", ""),
    ("worker", "assessments:organisation-units", ""),
    ("worker", "assessments:action-list", ""),
    ("rater", "assessments:action-detail", ""),
    ("rater", "assessments:action-update", ""),
    ("supporter", "assessments:support-detail", ""),
    ("coordinator", "assessments:application-detail", "open"),
    ("coordinator", "assessments:application-detail", "passed"),
    ("coordinator", "assessments:submission-detail", "passed"),
    ("coordinator", "assessments:application-detail", "in_audit"),
    ("peer", "assessments:dashboard", ""),
    ("peer", "assessments:clarification-detail", "in_audit"),
    ("coordinator", "assessments:clarification-list", "in_audit"),
    ("coordinator", "assessments:audit-report", "final"),
    ("peer", "assessments:audit-report", "commenting"),
    ("external", "assessments:own-auditor", ""),
    ("decider", "assessments:decision-list", ""),
    ("decider", "assessments:decision-detail", "waiting"),  # with the form
    ("decider", "assessments:decision-detail", "granted"),
    ("decider", "assessments:decision-correct", "superseded"),  # 409
    ("coordinator", "assessments:application-detail", "corrected"),
]


@dataclass(frozen=True)
class Visit:
    """One page as one person sees it."""

    person: str
    name: str
    of: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, [self.name, self.of, self.person]))


def visits() -> list[Visit]:
    """Return a visit to each address that gives somebody a page, by the first who may see it, and those by other eyes."""
    found = [Visit(person, name, of) for (name, of), cells in read_matrix().items() if (person := _who_sees(name, cells))]
    return list(dict.fromkeys([*found, *(Visit(*eyes) for eyes in OTHER_EYES)]))


def _who_sees(name: str, cells: dict[str, str]) -> str:
    if name in NOT_PAGES:
        return ""
    order = ("visitor", *FIRST_CHOICE) if name.startswith(FOR_VISITORS) else FIRST_CHOICE
    return next((person for person in order if cells[person].startswith("200/")), "")


def names_without_page() -> set[str]:
    """Return the URL names that have no page: those of `NOT_PAGES`, and those that only take a POST."""
    answers: dict[str, set[str]] = {}
    for (name, _of), cells in read_matrix().items():
        answers.setdefault(name, set()).update(cell.split("/")[0] for cell in cells.values())
    seen_by_others = {name for _person, name, _of in OTHER_EYES}  # such as a guest's pages, whom the table has no column for
    return NOT_PAGES.keys() | {name for name, statuses in answers.items() if statuses <= {"302", "405"}} - seen_by_others


def status_of(visit: Visit) -> int:
    """Return the status that the page answers with."""
    return int(read_matrix()[visit.name, visit.of].get(visit.person, "200/").split("/")[0])


def has_form(visit: Visit) -> bool:
    """Tell whether the visitor may also post to the address."""
    cell = read_matrix()[visit.name, visit.of].get(visit.person, "")
    return cell in {"200/200", "200/302", "200/400"}


ADDRESSES: dict[tuple[str, str], Address] = {(address.name, address.of): address for address in addresses()}


# --- a full world


def full_world() -> World:
    """Make the world of the tests of access, crowd it, and give everything in it the longest of names and texts."""
    world = make_world()
    world.users["org_leader"] = UserFactory.create()
    grant(world.users["org_leader"], Role.LEADER, organisation=world.organisation)
    world.clients["org_leader"] = signed_in(world.users["org_leader"])
    world.clients["supporter"] = signed_in(world.users["supporter"])
    for state, assessment in world.assessments.items():
        _crowd(world, assessment, state)
    _lengthen()
    return world


def signed_in(user: User | AnonymousUser) -> Client:
    """Return a client with the user's session."""
    client = Client()
    if isinstance(user, User):
        client.force_login(user, backend=BACKEND)
        client.get("/tietosuoja/")  # the session gets its stamp
    return client


def password_reset_address(user: User) -> str:
    """Return the address of a password reset mail."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=key)


def _crowd(world: World, assessment: Assessment, state: str) -> None:
    """Fill the places of participants, with their ratings, and the list of evidence; past the phase in which services would."""
    contact = world.users["contact"]
    first = assessment.participants.get(user=contact)
    criteria = criteria_of(assessment)
    for _ in range(PARTICIPANTS - assessment.participants.count()):
        user = UserFactory.create()
        grant(user, Role.WORKER, workshop=world.workshop)
        place = Participant.objects.create(assessment=assessment, user=user, added_at=AT, added_by=contact)
        copies = first.ratings.all()
        Rating.objects.bulk_create([_copy(rating, place) for rating in copies])
    if state in {"individual", "joint"}:
        for number in range(MORE_EVIDENCE):
            add_link_evidence(
                holder=assessment,
                criteria=criteria[: 1 + number % 2],
                link=f"https://kivipaja.example/{number}/{WORD}",
                title=f"{number} {WORD}"[:200],
                by=contact,
                at=AT,
            )


def _copy(rating: Rating, participant: Participant) -> Rating:
    fields = {field.attname: getattr(rating, field.attname) for field in Rating._meta.concrete_fields if not field.primary_key}
    return Rating(**fields | {"participant_id": participant.pk, "note_may_be_shown": True})


def _lengthen() -> None:
    User.objects.update(name=WORD[:120])
    Participant.objects.exclude(name="").update(name=WORD[:120])
    Organisation.objects.update(name=WORD[:200])
    Municipality.objects.update(name_fi=WORD[:60])
    Classification.objects.update(organisation_name=WORD[:200], workshop_name=WORD[:200])
    Assessment.objects.update(title=WORD[:120])
    Assessment.objects.exclude(abandon_reason="").update(abandon_reason=LONG_TEXT)
    Area.objects.update(name_fi=WORD[:200])
    Criterion.objects.update(name_fi=WORD[:200])
    Level.objects.update(name_fi="Vakiintunut ja säännöllisesti arvioitu toimintatapa")
    Rating.objects.update(note=LONG_TEXT)
    Rating.objects.filter(answer=Answer.NOT_APPLICABLE).update(reason=LONG_TEXT)
    Result.objects.update(current_practice=LONG_TEXT, development=LONG_TEXT, seen_on_visit=LONG_TEXT, suggestion=LONG_TEXT)
    Conclusion.objects.update(summary=LONG_TEXT, needed=LONG_TEXT)
    AreaSummary.objects.update(strengths=LONG_TEXT)
    Evidence.objects.update(title=WORD[:200])
    ApplicationAnswer.objects.update(text=LONG_TEXT)
    AgreedVisit.objects.update(place=WORD, people=LONG_TEXT)
    VisitQuestion.objects.update(text=LONG_TEXT)
    PracticeCase.objects.update(title=WORD[:120], introduction=LONG_TEXT)
    PracticeAnswer.objects.update(text=LONG_TEXT, explanation=LONG_TEXT)
    PracticeRating.objects.update(note=LONG_TEXT)
    YearlyReport.objects.update(title=WORD[:120], introduction=LONG_TEXT, closing=LONG_TEXT)
    YearlyRemark.objects.update(text=LONG_TEXT)
    PublicExample.objects.update(title=WORD[:120], text=LONG_TEXT)
    PublicExample.objects.exclude(return_reason="").update(return_reason=LONG_TEXT)
    _lengthen_decisions()
    for row in Round.objects.all():
        row.name = f"{row.pk} {WORD}"[:120]  # each has a name of its own
        row.save(update_fields=["name"])
    for workshop in Workshop.objects.all():
        workshop.name = f"{workshop.pk} {WORD}"[:200]  # one name for one workshop of an organisation
        workshop.save(update_fields=["name"])
    for row in [*User.objects.all(), *Invitation.objects.all()]:
        row.email = f"{type(row).__name__}{row.pk}{WORD[:40]}@{WORD[:60]}.{WORD[:60]}.example"
        row.save(update_fields=["email"])


def _lengthen_decisions() -> None:
    """Past the queryset that refuses to change a decision: here nothing is told of it but how it looks."""
    rows = models.QuerySet(Decision)
    rows.update(reasons=LONG_TEXT, minutes_section=WORD[:60])
    rows.exclude(conditions="").update(conditions=LONG_TEXT)
    rows.exclude(correction_reason="").update(correction_reason=LONG_TEXT)
    Conclusion.objects.update(needed=LONG_TEXT)
