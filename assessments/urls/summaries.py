"""Addresses of the national summaries."""

from django.urls import path

from assessments.views.summaries import files, national, network, publishing, reports

ALL = "kooste/"
NETWORK = f"{ALL}verkosto/<slug:slug>/"
urlpatterns = [
    path(ALL, national.national_summary, name="national-summary"),
    path(f"{ALL}maakunnat/", national.summary_regions, name="summary-regions"),
    path(f"{ALL}muutos/", national.summary_course, name="summary-course"),
    path(f"{ALL}osallistujat/", national.SummaryParticipants.as_view(), name="summary-participants"),
    path(NETWORK, network.network_summary, name="network-summary"),
    path(f"{NETWORK}kooste.xlsx", files.summary_xlsx, name="network-summary-xlsx"),
    path(f"{NETWORK}kooste.csv", files.summary_csv_file, name="network-summary-csv"),
    path(f"{NETWORK}kooste.json", files.summary_json_file, name="network-summary-json"),
    path(f"{NETWORK}pdf/", reports.summary_report_order, name="network-report-order"),
    path(f"{NETWORK}pdf/tila/", reports.summary_report_state, name="network-report-state"),
    path(f"{NETWORK}kooste.pdf", reports.summary_report_download, name="network-summary-pdf"),
    path(f"{ALL}kooste.xlsx", files.summary_xlsx, name="national-summary-xlsx"),
    path(f"{ALL}kooste.csv", files.summary_csv_file, name="national-summary-csv"),
    path(f"{ALL}kooste.json", files.summary_json_file, name="national-summary-json"),
    path(f"{ALL}julkaise/", publishing.summary_publish, name="summary-publish"),
    path(f"{ALL}pdf/", reports.summary_report_order, name="summary-report-order"),
    path(f"{ALL}pdf/tila/", reports.summary_report_state, name="summary-report-state"),
    path(f"{ALL}kooste.pdf", reports.summary_report_download, name="national-summary-pdf"),
]
