"""Addresses of yearly reports: the coordinators' pages and the permanent public ones."""

from django.urls import path, register_converter

from assessments.views.public_work import public
from assessments.views.yearly_reports import reports, writing
from config.toolkit.converters import YearConverter

register_converter(YearConverter, "year")

ALL = "koordinointi/vuosiraportit/"
ONE = f"{ALL}<str:ref>/"
PUBLIC = "vuosiraportit/<year:year>/"
urlpatterns = [
    path(ALL, reports.YearlyReportList.as_view(), name="yearly-report-list"),
    path(f"{ALL}uusi/", writing.YearlyReportCreate.as_view(), name="yearly-report-create"),
    path(ONE, reports.YearlyReportDetail.as_view(), name="yearly-report-detail"),
    path(f"{ONE}muokkaa/", writing.YearlyReportUpdate.as_view(), name="yearly-report-update"),
    path(f"{ONE}osa-alueet/<str:area_code>/", writing.YearlyRemarkUpdate.as_view(), name="yearly-remark-update"),
    path(f"{ONE}esikatselu/", reports.YearlyReportPreview.as_view(), name="yearly-report-preview"),
    path(f"{ONE}julkaise/", reports.yearly_report_publish, name="yearly-report-publish"),
    path(f"{ONE}pdf/", reports.yearly_report_pdf_order, name="yearly-report-pdf-order"),
    path("vuosiraportit/", public.PublishedReportList.as_view(), name="published-report-list"),
    path(PUBLIC, public.PublishedReport.as_view(), name="yearly-report"),
    path(f"{PUBLIC}vuosiraportti.pdf", public.published_report_pdf, name="yearly-report-pdf"),
]
