"""Assessments of every kind: the same shape for self-assessments and audits."""

from assessments.models.assessment import Assessment, Classification, Participant
from assessments.models.evidence import Evidence, EvidenceCriterion, StoredFile
from assessments.models.rating import Rating
from assessments.models.report import Report
from assessments.models.result import AreaSummary, Result

__all__ = [
    "AreaSummary",
    "Assessment",
    "Classification",
    "Evidence",
    "EvidenceCriterion",
    "Participant",
    "Rating",
    "Report",
    "Result",
    "StoredFile",
]
