"""What the demo tells of itself: the password, who to sign in as, and where to look."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from assessments.demo.content import applications, cast, places, plans
from assessments.demo.decisions import decision_urls
from assessments.lifecycle import AuditStatus
from assessments.models import Application, Assessment, QualityMark, YearlyReport
from assessments.selectors.results import criteria_of
from workshops.models import Organisation, Workshop

SHOWN = ("draft", "individual", "joint", "completed", "next")
APPLIED = ("registered", "open", "submitted")
READ = "seutukunta"  # the application that the peer auditor reads
DRAFTED = "pihka"  # the application whose report the peer auditor writes
FIRST = "K1.1"
VISITED = "lossi"  # the application whose visit the peer auditor has agreed
NAMED = "nurmes"  # the application whose auditors are being named
COMMENTED = "kauha"  # the application whose draft report the contact comments
AUDITED = "somero"  # an application with a final report
CERTIFIED = "kierros"  # the contact's workshop, whose mark has a certificate
MARKED = {"valid": "laituri", "expired": "kampi", "revoked": "porvoo"}  # whose mark is in which state


def manifest() -> dict[str, Any]:
    """Return `{"password", "logins": {role: e-mail}, "urls": {name: path}}` of the demo in the database; the contact can open each path.

    Except `criterion_individual`, a page of own ratings: the worker opens it, the contact does not take part there; and `round_list`,
    `round_board`, `auditors`, `assignment`, `round_proposal`, `sent_messages`, `audit_final`, `audit_report_html` and
    `audit_report_pdf`, `audit_assigning` and `auditor_agreement`, which are the coordinator's, `audit_reading`, `audit_criterion`,
    `audit_visit` and `audit_drafting`, which are the peer auditor's, and `decision_list` and `decision_pack_pdf`, which are the
    decider's. The `national_summary` ones are the coordinator's, `network_summary` the network coordinator's. `receipt`, `register`,
    `api_docs`, `yearly_report` and the `verification_` ones open to anyone.
    """
    urls = {
        "dashboard": reverse("assessments:dashboard"),
        "criteria": reverse("criteria:framework-index"),
        "concepts": reverse("criteria:concept-list"),
        "try_it": reverse("assessments:try-it"),
    }
    refs = {key: _ref(key) for key in SHOWN}
    urls |= {f"self_assessment_{key}": reverse("assessments:assessment-detail", args=[ref]) for key, ref in refs.items()}
    urls["report_html"] = reverse("assessments:assessment-results", args=[refs["completed"]])
    urls |= _criterion_urls(refs["joint"], refs["individual"])
    urls["report_pdf"] = reverse("assessments:report-download", args=[refs["completed"]])
    urls["organisation_units"] = reverse("assessments:organisation-units", args=[_organisation_ref()])
    workshop = Assessment.objects.select_related("workshop").get(ref=refs["completed"]).workshop
    urls["actions"] = reverse("assessments:action-list", args=[workshop.ref])
    urls |= _application_urls() | _summary_urls(refs["completed"])
    return {"password": cast()["password"], "logins": {role: row["email"] for role, row in cast()["logins"].items()}, "urls": urls}


def _summary_urls(completed: str) -> dict[str, str]:
    """Return the coordinator's summary and its files, the contact's own results beside it, and the network coordinator's summary."""
    names = {"national_summary": "", "national_summary_xlsx": "-xlsx", "national_summary_csv": "-csv", "national_summary_pdf": "-pdf"}
    urls = {key: reverse(f"assessments:national-summary{end}") for key, end in names.items()}
    urls["own_vs_national"] = f"{reverse('assessments:assessment-results', args=[completed])}#koko-maa"
    urls["api_docs"] = reverse("assessments:api-docs")
    urls["yearly_report"] = reverse("assessments:yearly-report", args=[YearlyReport.objects.latest("year").year])
    urls["network_summary"] = reverse("assessments:network-summary", args=[cast()["logins"]["network_coordinator"]["network"]])
    return urls


def _criterion_urls(joint: str, individual: str) -> dict[str, str]:
    code = criteria_of(Assessment.objects.get(ref=joint))[0].code
    return {
        "result_history": reverse("assessments:result-history", args=[joint, code]),
        "criterion_joint": reverse("assessments:result-update", args=[joint, code]),
        "criterion_individual": reverse("assessments:rating-update", args=[individual, code]),
    }


def _application_urls() -> dict[str, str]:
    applied = {key: _application(key) for key in APPLIED}
    submitted = applied["submitted"]
    assert submitted.round is not None
    urls = {
        "round_list": reverse("assessments:round-list"),
        "round_board": reverse("assessments:round-board", args=[submitted.round.ref]),
    }
    urls |= {f"application_{key}": reverse("assessments:application-detail", args=[row.ref]) for key, row in applied.items()}
    urls |= _auditing_urls()
    return urls | {"receipt": reverse("assessments:receipt-detail", args=[submitted.submissions.latest("number").code])}


def _auditing_urls() -> dict[str, str]:
    """Return the coordinator's pages of auditors: one naming under way, and the proposal for its round; and the peer auditor's of hers."""
    named = _application(NAMED)
    assert named.round is not None
    read = _application(READ).audits.get(status=AuditStatus.READING).ref
    return {
        **_drafting_urls(),
        "audit_reading": reverse("assessments:audit-detail", args=[read]),
        "audit_criterion": reverse("assessments:audit-rating-update", args=[read, FIRST]),
        "auditors": reverse("assessments:auditor-list"),
        "assignment": reverse("assessments:assignment", args=[named.ref]),
        "round_proposal": reverse("assessments:round-proposal", args=[named.round.ref]),
        "sent_messages": reverse("assessments:sent-message-list"),
        **_visit_urls(),
        **_report_urls(),
        **decision_urls(),
        **_mark_urls(),
        "audit_assigning": reverse("assessments:assignment", args=[named.ref]),
        "auditor_agreement": reverse("assessments:auditor-agreement"),
    }


def _visit_urls() -> dict[str, str]:
    """Return the peer auditor's page of a visit that is agreed."""
    visited = _application(VISITED).audits.get(status=AuditStatus.SCHEDULED).ref
    return {"audit_visit": reverse("assessments:audit-visit", args=[visited])}


def _report_urls() -> dict[str, str]:
    """Return the draft that the contact comments, and a final report, which is the coordinator's."""
    commented, final = _application(COMMENTED).audits.get().ref, _application(AUDITED)
    report = final.audits.get().ref
    return {
        "audit_commenting": reverse("assessments:audit-report", args=[commented]),
        "audit_final": reverse("assessments:application-detail", args=[final.ref]),
        "audit_report_html": reverse("assessments:audit-report", args=[report]),
        "audit_report_pdf": reverse("assessments:audit-report-download", args=[report]),
    }


def _drafting_urls() -> dict[str, str]:
    """Return the peer auditor's page of a report that is being written."""
    ref = _application(DRAFTED).audits.get(status=AuditStatus.DRAFTING).ref
    return {"audit_drafting": reverse("assessments:audit-draft", args=[ref])}


def _mark_urls() -> dict[str, str]:
    """Return the contact's certificate, and the pages of marks that anyone opens."""
    codes = {name: _mark(key).code for name, key in MARKED.items()}
    return {
        "certificate_pdf": reverse("assessments:certificate-download", args=[_mark(CERTIFIED).ref]),
        "register": reverse("assessments:mark-register"),
        **{f"verification_{name}": reverse("assessments:mark-check", args=[code]) for name, code in codes.items()},
    }


def _mark(key: str) -> QualityMark:
    """Return the newest mark of the workshop."""
    business_id, name = _workshop(key)
    units = Workshop.objects.filter(organisation__business_id=business_id, name=name)
    return QualityMark.objects.filter(workshops__in=units).latest("pk")


def _application(key: str) -> Application:
    """Return the newest application of the first workshop of the plan."""
    plan = next(plan for plan in applications()["applications"] if plan["key"] == key)
    business_id, name = _workshop(plan["workshops"][0])
    found = Application.objects.filter(organisation__business_id=business_id, workshops__name=name)
    return found.select_related("round").latest("registered_at")


def _ref(key: str) -> str:
    plan = next(plan for plan in plans() if plan.key == key)
    business_id, name = _workshop(plan.workshop)
    return Assessment.objects.get(workshop__name=name, workshop__organisation__business_id=business_id, title=plan.title).ref


def _workshop(key: str) -> tuple[str, str]:
    """Return the organisation's business id and the name of the workshop: names alone are not unique."""
    return next((row["business_id"], unit["name"]) for row in places()["organisations"] for unit in row["workshops"] if unit["key"] == key)


def _organisation_ref() -> str:
    """Return the organisation in whose units the contact works."""
    key = cast()["logins"]["contact"]["organisation"]
    business_id = next(row["business_id"] for row in places()["organisations"] if row["key"] == key)
    return Organisation.objects.get(business_id=business_id).ref
