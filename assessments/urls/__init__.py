"""Addresses of everything that is assessed: one module for each thing, one namespace for all."""

from assessments.urls.answers import urlpatterns as answers
from assessments.urls.applications import urlpatterns as applications
from assessments.urls.assessments import urlpatterns as assessments
from assessments.urls.evidence import urlpatterns as evidence
from assessments.urls.rounds import urlpatterns as rounds

app_name = "assessments"
urlpatterns = [*assessments, *applications, *answers, *evidence, *rounds]
