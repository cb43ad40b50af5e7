"""Addresses of "Laatutyö Suomessa" and of the examples shown on it."""

from django.urls import path

from assessments.views.public_work import examples, public

CHECKED = "koordinointi/esimerkit/"
urlpatterns = [
    path("laatutyo/", public.PublicWorkPage.as_view(), name="public-work"),
    path("laatutyo/laatutyo-suomessa.pdf", public.public_work_pdf, name="public-work-pdf"),
    path("tyopajat/<str:ref>/esimerkit/", examples.ExampleList.as_view(), name="example-list"),
    path("tyopajat/<str:ref>/esimerkit/uusi/", examples.ExampleCreate.as_view(), name="example-create"),
    path("esimerkit/<str:ref>/poista-nakyvista/", examples.example_withdraw, name="example-withdraw"),
    path(CHECKED, examples.ExampleCheckList.as_view(), name="example-check-list"),
    path(f"{CHECKED}pdf/", examples.public_sheet_order, name="public-sheet-order"),
    path(f"{CHECKED}<str:ref>/", examples.ExampleCheck.as_view(), name="example-check"),
    path(f"{CHECKED}<str:ref>/hyvaksy/", examples.example_approve, name="example-approve"),
]
