"""The address map: Finnish words without diacritics."""

from django.urls import include, path

from config.toolkit import health

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("healthz", health.healthz, name="healthz"),
    path("", include("workshops.account_urls")),
    path("", include("workshops.urls")),
    path("", include("criteria.urls")),
    path("", include("assessments.urls")),
]

handler400 = "config.toolkit.error_pages.bad_request"
handler403 = "config.toolkit.error_pages.forbidden"
handler404 = "config.toolkit.error_pages.not_found"
handler500 = "config.toolkit.error_pages.server_error"
