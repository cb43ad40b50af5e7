"""Addresses of the middleware tests, beside the real ones."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError, connection
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language

from config import urls as real
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError
from workshops.models import User

REFUSALS = {
    "kielletty": NotAllowedError("Vain esihenkilö voi vahvistaa arvioinnin."),
    "vanhentunut": StaleRevisionError("Matti tallensi tämän juuri ennen sinua."),
    "virhe": RefusedInputError("Otsikko puuttuu.", field="title"),
}


@login_not_required
def echo(request: HttpRequest) -> HttpResponse:
    """Answer with what the request carries after all middleware."""
    lines = [request.id, request.arrived_at.isoformat(), get_language(), request.method, request.POST.get("title", "")]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
def framed(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("vain kirjautuneille")


def ending(request: HttpRequest) -> HttpResponse:
    """End the session in the middle of a page, as for a user disabled just now."""
    logout(request)
    return HttpResponse("istunto päättyi")


@login_not_required
def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise REFUSALS[kind]


@login_not_required
def fault(request: HttpRequest) -> HttpResponse:
    secret = "salaisuus-muistissa"
    raise RuntimeError(f"rikki {secret}")


@login_not_required
def database_down(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


@login_not_required
def session_lost(request: HttpRequest) -> HttpResponse:
    """Fail as Django's session middleware does when the database goes away while it saves the session."""
    try:
        return database_down(request)
    except OperationalError:
        raise SessionInterrupted("The session was deleted.")  # noqa: B904 Django does not name the cause either


@login_not_required
def pdf(request: HttpRequest) -> FileResponse:
    return FileResponse(iter([b"%PDF-1.7"]), content_type="application/pdf", as_attachment=True, filename="raportti.pdf")


@login_not_required
def greedy(request: HttpRequest) -> HttpResponse:
    """Break both limits of the query guard: a list of ids, and more rows than a page can show."""
    if request.GET["what"] == "parameters":
        list(User.objects.filter(pk__in=range(1_100)))
    else:
        with connection.cursor() as cursor:
            cursor.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5001) SELECT x FROM n")
            cursor.fetchall()
    return HttpResponse("saatiin")


urlpatterns = [
    path("koe/kaiku/", echo),
    path("koe/kehys/", framed),
    path("koe/oma/", private),
    path("koe/loppu/", ending),
    path("koe/kielto/<str:kind>/", refuse),
    path("koe/vika/", fault),
    path("koe/kanta/", database_down),
    path("koe/istunto/", session_lost),
    path("koe/raportti/", pdf),
    path("koe/ahne/", greedy),
    *real.urlpatterns,
]
handler400, handler403, handler404, handler500 = real.handler400, real.handler403, real.handler404, real.handler500
