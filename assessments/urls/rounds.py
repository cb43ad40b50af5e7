"""Addresses of the coordinator's rounds."""

from django.urls import path

from assessments.views import rounds

ALL = "koordinointi/kierrokset/"
ONE = f"{ALL}<str:ref>/"
urlpatterns = [
    path(ALL, rounds.RoundList.as_view(), name="round-list"),
    path(f"{ALL}uusi/", rounds.RoundCreate.as_view(), name="round-create"),
    path(ONE, rounds.RoundBoard.as_view(), name="round-board"),
    path(f"{ONE}muokkaa/", rounds.RoundUpdate.as_view(), name="round-update"),
    path(f"{ONE}maaraaika/", rounds.RoundDeadline.as_view(), name="round-deadline"),
    path(f"{ONE}taulukko.xlsx", rounds.round_sheet, name="round-sheet"),
]
