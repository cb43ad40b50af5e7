"""Addresses of workshops and people."""

from django.urls import path

from workshops.views import access_requests, account, doors, invitations, organisations, people, users, workshops

app_name = "workshops"
urlpatterns = [
    path("tyopajat/", workshops.WorkshopList.as_view(), name="workshop-list"),
    path("tyopajat/<str:ref>/", workshops.WorkshopDetail.as_view(), name="workshop-detail"),
    path("tyopajat/<str:ref>/muokkaa/", workshops.WorkshopUpdate.as_view(), name="workshop-update"),
    path("tyopajat/<str:ref>/ihmiset/", people.WorkshopPeople.as_view(), name="workshop-people"),
    path("tyopajat/<str:ref>/ihmiset/<str:user_ref>/", people.RoleCreate.as_view(), name="role-create"),
    path("tyopajat/<str:ref>/kutsu/", people.InvitationCreate.as_view(), name="invitation-create"),
    path("tyopajat/<str:ref>/esihenkilo/", users.LeaderAppoint.as_view(), name="leader-appoint"),
    path("kutsut/<str:ref>/uudelleen/", people.InvitationResend.as_view(), name="invitation-resend"),
    path("kutsut/<str:ref>/peru/", people.revoke, name="invitation-revoke"),
    path("kutsu/<str:token>/", invitations.InvitationAccept.as_view(), name="invitation-accept"),
    path("roolit/<str:ref>/paata/", people.RoleEnd.as_view(), name="role-end"),
    path("organisaatiot/", organisations.OrganisationList.as_view(), name="organisation-list"),
    path("organisaatiot/uusi/", organisations.OrganisationCreate.as_view(), name="organisation-create"),
    path("organisaatiot/<str:ref>/", organisations.OrganisationDetail.as_view(), name="organisation-detail"),
    path("organisaatiot/<str:ref>/muokkaa/", organisations.OrganisationUpdate.as_view(), name="organisation-update"),
    path("organisaatiot/<str:ref>/uusi-tyopaja/", workshops.WorkshopCreate.as_view(), name="workshop-create"),
    path("organisaatiot/<str:ref>/kutsu/", people.OrganisationInvitationCreate.as_view(), name="organisation-invitation-create"),
    path("pyynnot/", access_requests.AccessRequestList.as_view(), name="access-request-list"),
    path("pyynnot/<str:ref>/hyvaksy/", access_requests.approve, name="access-request-approve"),
    path("pyynnot/<str:ref>/hylkaa/", access_requests.AccessRequestDecline.as_view(), name="access-request-decline"),
    path("kayttajat/", users.UserList.as_view(), name="user-list"),
    path("kayttajat/kutsu/", users.UserInvite.as_view(), name="user-invite"),
    path("kayttajat/ilman-esihenkiloa/", users.LeaderlessList.as_view(), name="leaderless-list"),
    path("kayttajat/<str:ref>/", users.UserDetail.as_view(), name="user-detail"),
    path("kayttajat/<str:ref>/rooli/", users.UserRoleCreate.as_view(), name="user-role-create"),
    path("kayttajat/<str:ref>/poista-kaytosta/", users.disable, name="user-disable"),
    path("kayttajat/<str:ref>/ota-kayttoon/", users.enable, name="user-enable"),
    path("oma/", account.OwnAccount.as_view(), name="own-account"),
    path("ota-kayttoon/", doors.AccessRequestCreate.as_view(), name="access-request-create"),
    path("ota-kayttoon/kiitos/", doors.AccessRequestDone.as_view(), name="access-request-done"),
    path("palaute/", doors.Feedback.as_view(), name="feedback"),
    path("palaute/kiitos/", doors.FeedbackDone.as_view(), name="feedback-done"),
    path("saavutettavuus/", doors.accessibility_statement, name="accessibility-statement"),
    path("tietosuoja/", doors.privacy_notice, name="privacy-notice"),
]
