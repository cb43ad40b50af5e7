"""Background work of assessments; every task may run twice with the effect of once."""

from django.utils import timezone
from django_tasks import task

from assessments.reports import (
    render_action_plan,
    render_assessment_report,
    render_audit_certificate,
    render_decision_pack,
    render_employer_letter,
    render_mark_certificate,
    render_public_sheet,
    render_submission_print,
    render_summary_report,
    render_units_report,
    render_yearly_report,
)

AWAITED = 10  # somebody waits for it on a page; what is made for many at once comes after


@task()
def render_report(report_id: int) -> None:
    """Render and store the PDF of one ordered report."""
    render_assessment_report(report_id=report_id, at=timezone.now())


@task(priority=AWAITED)
def render_units(report_id: int) -> None:
    """Render and store the PDF of an organisation's units."""
    render_units_report(report_id=report_id, at=timezone.now())


@task(priority=AWAITED)
def render_plan(plan_id: int) -> None:
    """Render and store the PDF of a workshop's actions."""
    render_action_plan(plan_id=plan_id, at=timezone.now())


@task(priority=AWAITED)
def render_letter(letter_id: int) -> None:
    """Render and store the PDF of the letter for an auditor's employer."""
    render_employer_letter(letter_id=letter_id, at=timezone.now())


@task()
def render_certificate(certificate_id: int) -> None:
    """Render and store the PDF of a mark's certificate."""
    render_mark_certificate(certificate_id=certificate_id, at=timezone.now())


@task()
def render_print(print_id: int) -> None:
    """Render and store the PDF of one submission for its auditors."""
    render_submission_print(print_id=print_id, at=timezone.now())


@task(priority=AWAITED)
def render_pack(pack_id: int) -> None:
    """Render and store the PDF of a round's decision pack."""
    render_decision_pack(pack_id=pack_id, at=timezone.now())


@task()
def render_auditing_certificate(certificate_id: int) -> None:
    """Render and store the PDF of the certificate of an audit."""
    render_audit_certificate(certificate_id=certificate_id, at=timezone.now())


@task(priority=AWAITED)
def render_summary(report_id: int) -> None:
    """Render and store the PDF of a national summary."""
    render_summary_report(report_id=report_id, at=timezone.now())


@task(priority=AWAITED)
def render_yearly(pdf_id: int) -> None:
    """Render and store the PDF of a published yearly report."""
    render_yearly_report(pdf_id=pdf_id, at=timezone.now())


@task()
def render_sheet(sheet_id: int) -> None:
    """Render and store the one-page PDF of "Laatutyö Suomessa"."""
    render_public_sheet(sheet_id=sheet_id, at=timezone.now())
