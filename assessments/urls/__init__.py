"""Addresses of everything that is assessed: one module for each thing, one namespace for all."""

from assessments.urls.after import urlpatterns as after
from assessments.urls.answers import urlpatterns as answers
from assessments.urls.applications import urlpatterns as applications
from assessments.urls.assessments import urlpatterns as assessments
from assessments.urls.audit_reports import urlpatterns as audit_reports
from assessments.urls.auditing import urlpatterns as auditing
from assessments.urls.auditors import urlpatterns as auditors
from assessments.urls.decisions import urlpatterns as decisions
from assessments.urls.desk import urlpatterns as desk
from assessments.urls.drafting import urlpatterns as drafting
from assessments.urls.evidence import urlpatterns as evidence
from assessments.urls.marks import urlpatterns as marks
from assessments.urls.messages import urlpatterns as messages
from assessments.urls.open_data import urlpatterns as open_data
from assessments.urls.practice import urlpatterns as practice
from assessments.urls.proposals import urlpatterns as proposals
from assessments.urls.public_work import urlpatterns as public_work
from assessments.urls.reading import urlpatterns as reading
from assessments.urls.rounds import urlpatterns as rounds
from assessments.urls.summaries import urlpatterns as summaries
from assessments.urls.visit import urlpatterns as visit
from assessments.urls.yearly_reports import urlpatterns as yearly_reports

app_name = "assessments"
urlpatterns = [
    *assessments,
    *applications,
    *answers,
    *evidence,
    *rounds,
    *auditors,
    *auditing,
    *after,
    *marks,
    *drafting,
    *reading,
    *visit,
    *audit_reports,
    *proposals,
    *practice,
    *messages,
    *desk,
    *decisions,
    *summaries,
    *open_data,
    *yearly_reports,
    *public_work,
]
