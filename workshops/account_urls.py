"""allauth's pages that are in use, under Finnish addresses and the names allauth expects; the others have no address."""

from allauth.account import views
from django.urls import path, re_path

urlpatterns = [
    path("kirjaudu/", views.login, name="account_login"),
    path("kirjaudu-ulos/", views.logout, name="account_logout"),
    path("tunnus/ei-kaytossa/", views.account_inactive, name="account_inactive"),
    path("tunnistaudu/", views.reauthenticate, name="account_reauthenticate"),
    path("salasana/vaihda/", views.password_change, name="account_change_password"),
    path("salasana/unohtui/", views.password_reset, name="account_reset_password"),
    path("salasana/unohtui/valmis/", views.password_reset_done, name="account_reset_password_done"),
    path("salasana/uusi/valmis/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^salasana/uusi/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
