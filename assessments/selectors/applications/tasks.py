"""What waits for an applicant on the front page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.lifecycle import DECIDED_STATUSES, LIVE_STATUSES, ApplicationStatus
from assessments.models import ApplicationUnit, Decision, Round
from assessments.selectors.applications.landing import state_sentence
from assessments.selectors.applications.listing import applies_anywhere, listed_applications, unit_names
from assessments.selectors.auditing.clarifications import with_questions
from assessments.selectors.task_list import TASK_LIMIT, Task, TaskList, weekday

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    from assessments.models import Application
    from assessments.selectors.applications.listing import CountedApplication, Counts
    from workshops.permissions import Access

    class TaskCounts(Counts, TypedDict):
        """What `add_application_tasks` annotates."""

        decided_date: dt.date | None  # of a decision that is news
        upcoming_round: str | None
        open_round: str | None
        questions_audit: str | None
        question_waits_since: dt.datetime | None

    TaskApplication = WithAnnotations[Application, TaskCounts]

NEWS = dt.timedelta(days=30)  # a decision is news for this long
RENEWABLE_DAYS = 365  # a lapsed application is offered to the rounds of the following year, then it is let be


def add_application_tasks(tasks: TaskList, access: Access, at: dt.datetime) -> None:
    """Add the applications of the workshops in which the asker applies; two queries at most, none for others."""
    if not applies_anywhere(access):
        return
    anew = ApplicationUnit.objects.filter(ended_at=None, workshop__application_units__application=OuterRef("pk"))
    news = Decision.objects.filter(application=OuterRef("pk"), superseded_by=None, recorded_at__gte=at - NEWS)
    told = Q(status__in=LIVE_STATUSES) | Q(~Exists(anew), status=ApplicationStatus.LAPSED) | Q(Exists(news), status__in=DECIDED_STATUSES)
    annotated = with_questions(listed_applications(access).filter(told)).annotate(
        decided_date=Subquery(news.values("decided_date")[:1]),
        upcoming_round=Subquery(Round.objects.upcoming(at).values("name")[:1]),
        open_round=Subquery(Round.objects.taking_applications(at).values("name")[:1]),
    )
    for application in annotated[:TASK_LIMIT]:
        _add(tasks, application, at)
    tasks.mine.sort(key=lambda task: (task.due_date is None, task.due_date or dt.date.max))


def _add(tasks: TaskList, application: TaskApplication, at: dt.datetime) -> None:
    if application.question_waits_since:
        tasks.mine.append(_to_answer(application))
    status = ApplicationStatus(application.status)
    if status == ApplicationStatus.REGISTERED:
        _add_registered(tasks, application, at)
    elif status == ApplicationStatus.LAPSED:
        _add_lapsed(tasks, application, at)
    elif status in DECIDED_STATUSES:
        tasks.ready.append(_decided(application, at))
    elif not application.is_fillable(at):
        if status != ApplicationStatus.OPEN:  # one that was not submitted lapses in a moment
            tasks.others.append(_task(application, str(application.get_status_display()).lower(), state_sentence(application, at)))
    elif status == ApplicationStatus.OPEN:
        tasks.mine.append(_to_fill(application))
    elif application.has_changes:
        what = _("lähetä muutokset")
        tasks.mine.append(_due_task(application, what, state_sentence(application, at), url=_url("check", application)))
    else:
        tasks.others.append(_task(application, _("lähetetty"), state_sentence(application, at)))


def _add_registered(tasks: TaskList, application: TaskApplication, at: dt.datetime) -> None:
    detail, into = state_sentence(application, at), application.round
    if into is not None and into.takes_applications(at):
        tasks.mine.append(_due_task(application, _("aloita täyttäminen"), detail))
    elif into is not None and not into.has_passed(at):
        tasks.others.append(_task(application, _("kierros ei ole vielä auki"), detail))
    elif application.upcoming_round:
        what = _("valitse kierros")
        tasks.mine.append(_task(application, what, detail, url=_url("round", application), tag=_("odottaa sinua")))
    else:
        detail = _("Ilmoittautuminen on tallessa. Seuraavaa kierrosta ei ole vielä avattu.")
        tasks.others.append(_task(application, _("odottaa kierrosta"), detail))


def _add_lapsed(tasks: TaskList, application: TaskApplication, at: dt.datetime) -> None:
    if application.lapsed_at is None or application.lapsed_at < at - dt.timedelta(days=RENEWABLE_DAYS):
        return
    detail = _("Hakemusta ei lähetetty määräaikaan mennessä. Tekstit ovat tallessa.")
    if application.open_round:
        detail = f"{detail} {_('Voitte siirtää hakemuksen kierrokselle %(round)s.') % {'round': application.open_round}}"
        url = _url("renew", application)
        tasks.mine.append(_task(application, _("siirrä seuraavalle kierrokselle"), detail, url=url, tag=_("jäi lähettämättä")))
    else:
        detail = f"{detail} {_('Voitte siirtää hakemuksen, kun seuraava kierros avautuu.')}"
        tasks.others.append(_task(application, _("jäi lähettämättä"), detail))


def _decided(application: TaskApplication, at: dt.datetime) -> Task:
    tag = _("päätetty %(day)s") % {"day": weekday(application.decided_date)} if application.decided_date else ""
    return replace(_task(application, _("päätös on tehty"), state_sentence(application, at), tag=tag), tone="done")


def _to_fill(application: TaskApplication) -> Task:
    missing = application.criteria_count - application.written_count
    if missing <= 0:
        detail = _("Kaikki tekstit on kirjoitettu.")
        return _due_task(application, _("tarkista ja lähetä"), detail, url=_url("check", application))
    detail = ngettext("Yhden kriteerin teksti puuttuu vielä.", "Vielä %(count)s kriteerin teksti puuttuu.", missing) % {"count": missing}
    url = ""
    if application.written_count and application.next_code:
        url = reverse("assessments:answer-update", args=[application.ref, application.next_code])
    return _due_task(application, _("täytä hakemus"), detail, url=url)


def _to_answer(application: TaskApplication) -> Task:
    """Return the line of an auditor's question that has no answer yet."""
    detail = _("Auditoitsija on pyytänyt tarkennusta hakemukseen. Vastata voi, kunnes käynti on tehty.")
    url = reverse("assessments:clarification-list", args=[application.questions_audit])
    return replace(_task(application, _("auditoitsija kysyy"), detail, url=url, tag=_("odottaa vastaustanne")), tone="due")


def _task(application: CountedApplication, what: str, detail: str, *, url: str = "", tag: str = "") -> Task:
    title = _("Laatumerkkihakemus, %(units)s: %(what)s") % {"units": unit_names(application), "what": what}
    return Task(title=title, url=url or _url("detail", application), detail=detail, tag=tag)


def _due_task(application: CountedApplication, what: str, detail: str, *, url: str = "") -> Task:
    """Return the line of what is to be done by the deadline of the round, which is told with its time."""
    assert application.round is not None
    deadline = timezone.localtime(application.round.deadline_at)
    tag = _("%(day)s klo %(time)s mennessä") % {"day": weekday(deadline.date()), "time": date_format(deadline, "G.i")}
    return replace(_task(application, what, detail, url=url), tag=tag, tone="due", due_date=deadline.date())


def _url(name: str, application: CountedApplication) -> str:
    return reverse(f"assessments:application-{name}", args=[application.ref])
