"""Addresses of quality marks; whoever has the code of one finds its page."""

from django.urls import path

from assessments.views.marks import kept, public

urlpatterns = [
    path("laatumerkit/", public.MarkRegister.as_view(), name="mark-register"),
    path("laatumerkit/mita-merkki-kertoo/", public.MarkMeaning.as_view(), name="mark-meaning"),
    path("laatumerkit/tarkista/", public.mark_find, name="mark-find"),
    path("laatumerkit/hallinta/<str:ref>/", kept.MarkDetail.as_view(), name="mark-detail"),
    path("laatumerkit/hallinta/<str:ref>/lupa/", kept.mark_consent, name="mark-consent"),
    path("laatumerkit/hallinta/<str:ref>/peru/", kept.MarkRevoke.as_view(), name="mark-revoke"),
    path("laatumerkit/hallinta/<str:ref>/todistus/", kept.certificate_order, name="certificate-order"),
    path("laatumerkit/hallinta/<str:ref>/todistus.pdf", kept.certificate_download, name="certificate-download"),
    path("laatumerkit/<str:code>/", public.mark_check, name="mark-check"),
]
