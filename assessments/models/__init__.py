"""Assessments of every kind: the same shape for self-assessments and audits."""

from assessments.models.action import Action
from assessments.models.application import Application, ApplicationAnswer, ApplicationUnit
from assessments.models.assessment import Assessment, Classification, Participant
from assessments.models.assignment import Assignment, Reminder
from assessments.models.audit import AuditPlan, AuditSeat, Proposal
from assessments.models.audit_report import AuditFeedback, CommentPeriod, Conclusion, DraftComment, ReportReturn, SubmissionPrint
from assessments.models.auditor import Auditor, AuditorAbsence, ConflictDeclaration, PastTie
from assessments.models.case_note import CaseNote
from assessments.models.decision import ConditionFollowUp, Decision, DecisionPack, Recusal
from assessments.models.evidence import Evidence, EvidenceCriterion, StoredFile
from assessments.models.import_batch import ImportBatch
from assessments.models.letter import AuditCertificate, EmployerLetter
from assessments.models.mark import Certificate, QualityMark
from assessments.models.message import Message
from assessments.models.practice import PracticeAnswer, PracticeCase, PracticeRating
from assessments.models.public_example import PublicExample, PublicSheet
from assessments.models.rating import ConfirmedRating, Rating
from assessments.models.report import ActionPlan, Report, UnitsReport
from assessments.models.result import AreaSummary, Result
from assessments.models.round import Round, RoundBreak
from assessments.models.submission import Submission
from assessments.models.summary import Summary, SummaryCell, SummaryChange, SummaryFigure, SummaryParticipant, SummaryReport
from assessments.models.support import Support
from assessments.models.visit import Clarification, HomeNote, Visit, VisitNote, VisitQuestion, VisitStep
from assessments.models.yearly_report import YearlyRemark, YearlyReport, YearlyReportPdf

__all__ = [
    "Action",
    "ActionPlan",
    "Application",
    "ApplicationAnswer",
    "ApplicationUnit",
    "AreaSummary",
    "Assessment",
    "Assignment",
    "AuditCertificate",
    "AuditFeedback",
    "AuditPlan",
    "AuditSeat",
    "Auditor",
    "AuditorAbsence",
    "CaseNote",
    "Certificate",
    "Clarification",
    "Classification",
    "CommentPeriod",
    "Conclusion",
    "ConditionFollowUp",
    "ConfirmedRating",
    "ConflictDeclaration",
    "Decision",
    "DecisionPack",
    "DraftComment",
    "EmployerLetter",
    "Evidence",
    "EvidenceCriterion",
    "HomeNote",
    "ImportBatch",
    "Message",
    "Participant",
    "PastTie",
    "PracticeAnswer",
    "PracticeCase",
    "PracticeRating",
    "Proposal",
    "PublicExample",
    "PublicSheet",
    "QualityMark",
    "Rating",
    "Recusal",
    "Reminder",
    "Report",
    "ReportReturn",
    "Result",
    "Round",
    "RoundBreak",
    "StoredFile",
    "Submission",
    "SubmissionPrint",
    "Summary",
    "SummaryCell",
    "SummaryChange",
    "SummaryFigure",
    "SummaryParticipant",
    "SummaryReport",
    "Support",
    "UnitsReport",
    "Visit",
    "VisitNote",
    "VisitQuestion",
    "VisitStep",
    "YearlyRemark",
    "YearlyReport",
    "YearlyReportPdf",
]
