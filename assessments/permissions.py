"""Who may do what to an assessment. Each predicate takes the asker's `Access` and the assessment (or workshop).

The queryset twin of `can_view_assessment` is `Assessment.objects.visible_to(access)`; a test proves that they agree for every
role and state. Nothing here looks at single ratings: those are their author's alone, see `selectors.ratings`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from assessments.choices import AssessmentKind
from assessments.lifecycle import (
    LIVE_STATUSES,
    READ_STATUSES,
    REOPEN_DAYS,
    ApplicationStatus,
    AssessmentStatus,
    Transition,
    application_transitions_from,
    transitions_from,
)
from assessments.models import Application, Auditor, AuditSeat, QualityMark
from assessments.selectors.auditing.clarification_access import answered_audits, clarified_audits
from assessments.selectors.auditing.facts import is_employed_by
from assessments.selectors.auditing.report_access import answerable_audits, commented_audits, readable_reports
from assessments.selectors.decisions.access import decision_conflicts_of, decision_matters
from config.toolkit.predicates import Predicate, predicate
from workshops.models import User
from workshops.roles import PERMISSIONS, Permission, Role

if TYPE_CHECKING:
    from assessments.models import Action, Assessment
    from criteria.models import Criterion
    from workshops.models import Organisation, Workshop
    from workshops.permissions import Access


def _holds(permission: Permission) -> Predicate:
    @predicate(f"holds:{permission}")
    def holds(access: Access, assessment: Assessment) -> bool:
        return access.may_in(assessment.workshop, permission)

    return holds


def _in_state(*states: AssessmentStatus) -> Predicate:
    @predicate("in_state:" + ",".join(states))
    def in_state(access: Access, assessment: Assessment) -> bool:
        return assessment.status in states

    return in_state


@predicate("is_self_assessment")
def is_self_assessment(access: Access, assessment: Assessment) -> bool:
    return assessment.kind == AssessmentKind.SELF


@predicate("was_completed")
def was_completed(access: Access, assessment: Assessment) -> bool:
    return assessment.completed_at is not None


@predicate("has_started")
def has_started(access: Access, assessment: Assessment) -> bool:
    return assessment.started_at is not None


@predicate("is_participant")
def is_participant(access: Access, assessment: Assessment) -> bool:
    return assessment.participants.active().of(access.user).exists()


@predicate("is_supporter")
def is_supporter(access: Access, assessment: Assessment) -> bool:
    """Tell whether the workshop has let her read the assessment; its twin is `Assessment.objects.supported_by`."""
    return bool(access.grants) and assessment.supports.current(access.on).of(access.user).exists()


_manages = _holds(Permission.MANAGE_ASSESSMENT)
_takes_part = _holds(Permission.TAKE_PART) & has_started & is_participant
_is_open = _in_state(AssessmentStatus.DRAFT, AssessmentStatus.INDIVIDUAL, AssessmentStatus.JOINT)
_is_finished = _in_state(AssessmentStatus.COMPLETED, AssessmentStatus.ARCHIVED)

_is_supportable = _in_state(AssessmentStatus.INDIVIDUAL, AssessmentStatus.JOINT) | was_completed

can_view_from_inside = is_self_assessment & (_manages | (_holds(Permission.READ_COMPLETED) & was_completed & _is_finished) | _takes_part)
can_read_as_supporter = is_self_assessment & _is_supportable & is_supporter
can_view_assessment = can_view_from_inside | can_read_as_supporter
can_edit_draft = _in_state(AssessmentStatus.DRAFT) & _manages
can_change_participants = _in_state(AssessmentStatus.DRAFT, AssessmentStatus.INDIVIDUAL) & _manages
can_see_progress = _is_open & _manages
can_rate_criterion = _in_state(AssessmentStatus.INDIVIDUAL) & _takes_part
can_see_discussion = _in_state(AssessmentStatus.JOINT) & (_manages | _takes_part)
can_write_result = _in_state(AssessmentStatus.JOINT) & _manages
can_give_assignment = can_write_result
can_remind_participant = _in_state(AssessmentStatus.INDIVIDUAL) & _manages
can_read_history = _in_state(AssessmentStatus.JOINT, AssessmentStatus.COMPLETED, AssessmentStatus.ARCHIVED) & _manages
can_ask_support = _is_supportable & _manages
can_end_support = _manages
can_read_agreed = _in_state(AssessmentStatus.JOINT) & can_view_assessment
can_add_evidence = _in_state(AssessmentStatus.INDIVIDUAL, AssessmentStatus.JOINT) & (_manages | _takes_part)
can_read_results = _is_finished & was_completed & can_view_assessment


def can_write_given_result(access: Access, assessment: Assessment, criterion: Criterion) -> bool:
    """Tell whether this criterion has been given to the asker to write; its twin is `Assignment.objects.writable_by`."""
    if not (can_see_discussion(access, assessment) and can_view_from_inside(access, assessment)):
        return False
    return assessment.assignments.filter(criterion=criterion, assignee=access.user.pk).exists()


def can_hand_over_tasks(access: Access, workshop: Workshop) -> bool:
    """Tell whether the asker may give a leaver's open tasks in the workshop to somebody else."""
    return access.may_in(workshop, Permission.MANAGE_ASSESSMENT)


def can_compare_units(access: Access, organisation: Organisation) -> bool:
    """Tell whether the asker reads completed assessments somewhere in the organisation; the twin is `Organisation.objects.where_may`."""
    here = (grant for grant in access.grants if Permission.READ_COMPLETED in PERMISSIONS[Role(grant.role)])
    return any(organisation.pk in (grant.organisation_id, grant.workshop.organisation_id if grant.workshop else None) for grant in here)


def can_start_assessment(access: Access, workshop: Workshop) -> bool:
    """Tell whether the asker may start a self-assessment of the workshop."""
    return access.may_in(workshop, Permission.MANAGE_ASSESSMENT)


def can_reopen_at(assessment: Assessment, at: dt.datetime) -> bool:
    """Tell whether the 14 days of reopening, counted from the first completion, are still running."""
    first = assessment.first_completed_at
    return first is not None and at <= first + dt.timedelta(days=REOPEN_DAYS)


def can_perform_transition(access: Access, assessment: Assessment, transition: Transition[AssessmentStatus]) -> bool:
    """Tell whether the asker's role moves the assessment by this transition from the state it is in."""
    return assessment.status in transition.sources and access.may_in(assessment.workshop, transition.permission)


def allowed_transitions(access: Access, assessment: Assessment, at: dt.datetime) -> list[Transition[AssessmentStatus]]:
    """Return the transitions the asker may perform now; the page draws its buttons from them."""
    return [
        transition
        for transition in transitions_from(assessment.status)
        if can_perform_transition(access, assessment, transition) and (transition.name != "reopen" or can_reopen_at(assessment, at))
    ]


@predicate("can_view_action")
def can_view_action(access: Access, action: Action) -> bool:
    """Tell whether the asker reads the workshop's actions; the twin is `Action.objects.visible_to`."""
    return access.may_in(action.workshop, Permission.READ_COMPLETED)


@predicate("can_manage_action")
def can_manage_action(access: Access, action: Action) -> bool:
    """Tell whether the asker agrees on the workshop's actions: changes everything of them and reads their history."""
    return can_manage_actions(access, action.workshop)


@predicate("is_owner")
def is_owner(access: Access, action: Action) -> bool:
    return action.owner_id is not None and action.owner_id == access.user.pk


can_update_action = can_manage_action | (can_view_action & is_owner)  # how far it is, and notes


def can_manage_actions(access: Access, workshop: Workshop) -> bool:
    """Tell whether the asker agrees on the workshop's actions."""
    return access.may_in(workshop, Permission.MANAGE_ACTIONS)


def can_read_actions(access: Access, workshop: Workshop) -> bool:
    """Tell whether the asker reads the workshop's actions."""
    return access.may_in(workshop, Permission.READ_COMPLETED)


# Rounds and applications ----------------------------------------------------------------------------------------------------


def can_manage_rounds(access: Access) -> bool:
    """Tell whether the asker runs the rounds."""
    return access.may_nationally(Permission.MANAGE_ROUNDS)


def can_apply_for(access: Access, workshop: Workshop) -> bool:
    """Tell whether the asker may apply for the mark for the workshop; the twin is `Workshop.objects.where_may`."""
    return access.may_in(workshop, Permission.APPLY)


@predicate("can_manage_application")
def can_manage_application(access: Access, application: Application) -> bool:
    """Tell whether the asker applies in one of the covered workshops; the twin is `Application.objects.managed_by`."""
    return access.may_anywhere(Permission.APPLY) and any(can_apply_for(access, unit.workshop) for unit in application.units.all())


@predicate("runs_rounds")
def _runs_rounds(access: Access, _application: Application) -> bool:
    return can_manage_rounds(access)


can_view_application = can_manage_application | _runs_rounds


def can_manage_evidence(access: Access, holder: Assessment | Application) -> bool:
    """Tell whether the asker may take back anybody's evidence of an assessment or an application, not only her own."""
    if isinstance(holder, Application):
        return can_manage_application(access, holder)
    return access.may_in(holder.workshop, Permission.MANAGE_ASSESSMENT)


def can_read_as_auditor(access: Access, application: Application) -> bool:
    """Tell whether the asker audits the application and its reading has begun: asked of `AuditSeat.objects.reading` itself.

    A conflict without override ends it at once, whenever it appears.
    """
    return AuditSeat.objects.reading(access).filter(assessment__application=application).exists()


def can_rate_in_audit(access: Access, audit: Assessment) -> bool:
    """Tell whether the asker rates in the audit now: its material is open to her while it is being read.

    Asked of `AuditSeat.objects.rating` itself, so that the lists agree with it.
    """
    return AuditSeat.objects.rating(access).filter(assessment=audit).exists()


def can_read_clarifications(access: Access, audit: Assessment) -> bool:
    """Tell whether the asker reads the audit's clarifying questions and answers: asked of `clarified_audits` itself."""
    return clarified_audits(access).filter(pk=audit.pk).exists()


def can_answer_clarification(access: Access, audit: Assessment) -> bool:
    """Tell whether the asker answers clarifying questions for the applicant now: asked of `answered_audits` itself.

    Who asks is who rates (`can_rate_in_audit`).
    """
    return answered_audits(access).filter(pk=audit.pk).exists()


def can_plan_visit(access: Access, audit: Assessment) -> bool:
    """Tell whether the asker agrees, makes and writes down the visit of the audit: asked of `AuditSeat.objects.planning_visit` itself."""
    return AuditSeat.objects.planning_visit(access).filter(assessment=audit).exists()


def can_write_visit_note(access: Access, audit: Assessment) -> bool:
    """Tell whether the asker's notes of the visit are taken in now: asked of `AuditSeat.objects.noting` itself."""
    return AuditSeat.objects.noting(access).filter(assessment=audit).exists()


def can_write_audit_report(access: Access, audit: Assessment) -> bool:
    """Tell whether the asker writes the audit's report: asked of `AuditSeat.objects.reporting` itself."""
    return AuditSeat.objects.reporting(access).filter(assessment=audit).exists()


def can_read_audit_report(access: Access, audit: Assessment) -> bool:
    """Tell whether the asker reads the audit's report in its present state: asked of `readable_reports` itself."""
    return readable_reports(access).filter(pk=audit.pk).exists()


def can_comment_on_draft(access: Access, audit: Assessment) -> bool:
    """Tell whether the asker comments the draft for her workshop: asked of `commented_audits` itself. The days are the service's."""
    return commented_audits(access).filter(pk=audit.pk).exists()


def can_give_feedback(access: Access, audit: Assessment) -> bool:
    """Tell whether the asker tells for her workshop how the audit went: asked of `answerable_audits` itself."""
    return answerable_audits(access).filter(pk=audit.pk).exists()


def can_keep_mark(access: Access, mark: QualityMark) -> bool:
    """Tell whether the asker tells for the holder whether the mark stands in the register; the twin is `QualityMark.objects.held_by`."""
    return QualityMark.objects.held_by(access, Permission.APPLY).filter(pk=mark.pk).exists()


def can_read_summaries(access: Access) -> bool:
    """Tell whether the asker reads the national summaries, also before they are published."""
    return access.may_nationally(Permission.READ_SUMMARIES)


def can_publish_summary(access: Access) -> bool:
    """Tell whether the asker publishes a national summary: who reads them all. That it is not out yet is the service's."""
    return can_read_summaries(access)


def can_decide(access: Access) -> bool:
    """Tell whether the asker records decisions; a conflict with one applicant is asked apart."""
    return access.may_nationally(Permission.DECIDE)


def can_read_decisions(access: Access) -> bool:
    """Tell whether the asker sees the decisions on all applications: deciders, and coordinators who do not decide."""
    return can_decide(access) or can_manage_rounds(access)


def can_decide_on(access: Access, application: Application) -> bool:
    """Tell whether the asker may decide on this application: a decider without a conflict, once its report is final.

    The twin is `decided_by`. That nothing has been decided meanwhile is the service's.
    """
    if not can_decide(access) or not decision_matters(access).filter(pk=application.pk).exists():
        return False
    assert isinstance(access.user, User)  # who has a role has signed in
    return not decision_conflicts_of(access.user, application)


def can_revoke_mark(access: Access, mark: QualityMark) -> bool:
    """Tell whether the asker may revoke the mark: a decider without a conflict with its holder. That it still stands is asked apart."""
    if not can_decide(access):
        return False
    assert isinstance(access.user, User)  # who has a role has signed in
    if mark.application is not None:
        return not decision_conflicts_of(access.user, mark.application)
    return not is_employed_by(access.user, mark.organisation, access.on)


def can_follow_conditions(access: Access, application: Application) -> bool:
    """Tell whether the asker may record that the conditions of a decision have been met: coordinators, and who could decide."""
    return can_manage_rounds(access) or can_decide_on(access, application)


def can_answer_invitation(access: Access, seat: AuditSeat) -> bool:
    """Tell whether the asker accepts or declines the place: her own, as long as she is an auditor; needs the auditor loaded."""
    return access.may_nationally(Permission.AUDIT) and seat.auditor.user_id == access.user.pk


def can_keep_card(access: Access, auditor: Auditor) -> bool:
    """Tell whether the card in the register is the asker's own, as long as she is an auditor: her absences and ties she keeps herself."""
    return access.may_nationally(Permission.AUDIT) and auditor.user_id == access.user.pk


def can_read_submission(access: Access, application: Application, at: dt.datetime) -> bool:
    """Tell whether the asker may read what was submitted: a coordinator only after the deadline; the twin is `readable_by`.

    An auditor reads it too, without the applicant's levels and on a page of her own (`can_read_as_auditor`).
    """
    if can_manage_application(access, application):
        return True
    is_late = application.round is not None and application.round.has_passed(at)
    return can_manage_rounds(access) and is_late and application.status in READ_STATUSES


def can_fill_application(access: Access, application: Application, at: dt.datetime) -> bool:
    """Tell whether the asker may change the answers, evidence, units and wish at the moment; after the deadline nobody may."""
    return application.is_fillable(at) and can_manage_application(access, application)


def can_change_wish(access: Access, application: Application, at: dt.datetime) -> bool:
    """Tell whether the asker may change the wished kind of audit: until the deadline, also before a round is chosen."""
    is_late = application.round is not None and application.round.has_passed(at)
    is_early = application.status == ApplicationStatus.REGISTERED or application.is_fillable(at)
    return is_early and not is_late and can_manage_application(access, application)


def can_change_contact(access: Access, application: Application) -> bool:
    """Tell whether the asker may name another contact person: as long as the application lives."""
    return application.status in LIVE_STATUSES and can_manage_application(access, application)


def allowed_application_transitions(access: Access, application: Application, at: dt.datetime) -> list[Transition[ApplicationStatus]]:
    """Return the transitions the applicant may perform now; the page draws its buttons from them."""
    if not can_manage_application(access, application):
        return []
    own = [each for each in application_transitions_from(application.status) if each.permission == Permission.APPLY]
    into = application.round
    now = {"open": into is not None and into.takes_applications(at), "submit": application.is_fillable(at)}
    return [each for each in own if now.get(each.name, True)]


# What is told to everybody --------------------------------------------------------------------------------------------------


def can_write_yearly_report(access: Access) -> bool:
    """Tell whether the asker writes and publishes yearly reports."""
    return access.may_nationally(Permission.READ_SUMMARIES)


def can_check_examples(access: Access) -> bool:
    """Tell whether the asker approves the workshops' examples for showing; the twin is `PublicExample.objects.checked_by`."""
    return access.may_nationally(Permission.READ_SUMMARIES)


def can_give_example(access: Access, workshop: Workshop) -> bool:
    """Tell whether the asker gives and withdraws the workshop's examples; the twin is `PublicExample.objects.given_by`."""
    return access.may_in(workshop, Permission.MANAGE_ACTIONS)
