"""What quality means, versioned."""

from criteria.models.concept import Concept, ConceptGroup, ConceptSet
from criteria.models.criterion import Area, Criterion, EvidenceExample, GuidingQuestion, InterviewQuestion, LevelDescription
from criteria.models.framework import Framework, FrameworkVersion, Level, Scale, Verdict
from criteria.models.link import ConceptLink, LinkOrigin
from criteria.models.publication import Publication, PublicationStatus

__all__ = [
    "Area",
    "Concept",
    "ConceptGroup",
    "ConceptLink",
    "ConceptSet",
    "Criterion",
    "EvidenceExample",
    "Framework",
    "FrameworkVersion",
    "GuidingQuestion",
    "InterviewQuestion",
    "Level",
    "LevelDescription",
    "LinkOrigin",
    "Publication",
    "PublicationStatus",
    "Scale",
    "Verdict",
]
