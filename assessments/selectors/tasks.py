"""What waits for one person: the front page "Seuraavaksi sinulle" of every role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.lifecycle import AssessmentStatus
from assessments.models import Assessment
from assessments.selectors.assignments import undone_assignments
from assessments.selectors.door_tasks import add_access_requests, add_invitations
from assessments.selectors.overview import visible_assessments, with_counts
from assessments.selectors.progress import ANSWERED, PersonProgress, own_ratings, people_progress_of
from assessments.selectors.supports import supports_of
from assessments.selectors.task_list import TASK_LIMIT, Task, TaskList, by_day, weekday
from criteria.models import Criterion
from workshops.roles import Permission

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    from assessments.selectors.overview import Counts
    from workshops.permissions import Access

    class OpenCounts(Counts, TypedDict):
        """What `_open_assessments` annotates."""

        next_own: dict[str, str] | None
        given_count: int
        given_code: str | None
        given_due_date: dt.date | None

    OpenAssessment = WithAnnotations[Assessment, OpenCounts]

NAMED = ("code", "name_fi", "name_sv", "name_en")  # what a task tells of a criterion
RECENT_DAYS = 30  # a completed assessment is news for this long


def tasks_of(access: Access, at: dt.datetime, completed: Sequence[Assessment]) -> TaskList:
    """Collect the tasks of every role the asker holds; a constant number of queries, whatever the number of workshops.

    `completed`: the latest finished assessments she may read, as `completed_assessments` gives them.
    """
    tasks = TaskList(manages=access.may_anywhere(Permission.MANAGE_ASSESSMENT), takes_part=access.may_anywhere(Permission.TAKE_PART))
    _add_assessments(tasks, access)
    add_invitations(tasks, access, at)
    add_access_requests(tasks, access)
    _add_supports(tasks, access)
    _add_completed(tasks, completed, at)
    tasks.mine.sort(key=lambda task: (task.due_date is None, task.due_date or dt.date.max))
    return tasks


def _due(date: dt.date | None, on: dt.date) -> tuple[str, str]:
    """Return the words and the tone of an agreed day: the day itself, also when it has passed; nobody is told to be late at once."""
    if date is None:
        return "", "todo"
    if date < on:
        return _("sovittu %(day)s") % {"day": weekday(date)}, "due"
    return by_day(date), "due"


def _add_assessments(tasks: TaskList, access: Access) -> None:
    assessments = list(_open_assessments(access))
    people = people_progress_of([one for one in assessments if one.status == AssessmentStatus.INDIVIDUAL and _manages(access, one)])
    for assessment in assessments:
        if assessment.status == AssessmentStatus.DRAFT:
            tasks.mine.append(_draft(assessment))
        elif assessment.status == AssessmentStatus.INDIVIDUAL:
            _add_individual(tasks, access, assessment, _criterion(assessment.next_own), people.get(assessment.pk, []))
        else:
            _add_joint(tasks, access, assessment)


def _open_assessments(access: Access) -> QuerySet[OpenAssessment]:
    rated = own_ratings(OuterRef(OuterRef(OuterRef("pk"))), access.user).filter(ANSWERED, criterion=OuterRef("pk"))
    following = Criterion.objects.filter(~Exists(rated), area__assessments=OuterRef("pk")).order_by("order")
    given = undone_assignments(access, OuterRef("pk"))
    annotated = with_counts(visible_assessments(access).open(), access).annotate(
        next_own=Subquery(following.values(row=JSONObject(**{name: name for name in NAMED}))[:1]),
        given_count=Coalesce(Subquery(given.order_by().values("assessment").annotate(count=Count("pk")).values("count")), 0),
        given_code=Subquery(given.values("criterion__code")[:1]),
        given_due_date=Subquery(given.values("due_date")[:1]),
    )
    return annotated.order_by("workshop__sort_key", "pk")[:TASK_LIMIT]


def _criterion(row: dict[str, str] | None) -> Criterion | None:
    """Return the criterion of what was annotated, for its code and name only."""
    return Criterion(**row) if row else None


def _manages(access: Access, assessment: Assessment) -> bool:
    return access.may_in(assessment.workshop, Permission.MANAGE_ASSESSMENT)


def _confirms(access: Access, assessment: Assessment) -> bool:
    return access.may_in(assessment.workshop, Permission.CONFIRM_ASSESSMENT)


def _titled(assessment: Assessment, what: str) -> str:
    return f"{assessment.title}, {assessment.workshop.name}: {what}"


def _url(name: str, assessment: Assessment) -> str:
    return reverse(f"assessments:{name}", args=[assessment.ref])


def _draft(assessment: Assessment) -> Task:
    return Task(
        title=_titled(assessment, _("luonnos")),
        url=_url("assessment-detail", assessment),
        detail=_("Arviointia ei ole vielä aloitettu. Tarkista tiedot ja osallistujat, ja aloita sitten."),
        tag=_("luonnos"),
    )


def _add_individual(
    tasks: TaskList, access: Access, assessment: OpenAssessment, following: Criterion | None, people: list[PersonProgress]
) -> None:
    rates = assessment.takes_part and access.may_in(assessment.workshop, Permission.TAKE_PART)
    if rates and following:
        tasks.mine.append(_own(assessment, following, access.on))
    if not _manages(access, assessment):
        return
    ready = sum(person.done >= assessment.criteria_count for person in people)
    everybody = ready == len(people)
    is_over = assessment.ratings_due_date is not None and assessment.ratings_due_date < access.on
    task = _ratings_of_others(assessment, ready, len(people), may_open=everybody or is_over)
    (tasks.mine if everybody or is_over else tasks.others).append(task)


def _own(assessment: OpenAssessment, following: Criterion, on: dt.date) -> Task:
    done, total = assessment.own_count, assessment.criteria_count
    tag, tone = _due(assessment.ratings_due_date, on)
    is_over = assessment.ratings_due_date is not None and assessment.ratings_due_date < on
    sentences = [
        _("Olet arvioinut %(done)s/%(total)s kriteeriä.") % {"done": done, "total": total}
        if done
        else ngettext("Arvioitavana on yksi kriteeri.", "Arvioitavana on %(total)s kriteeriä.", total) % {"total": total},
        _("Seuraava: %(criterion)s.") % {"criterion": following},
        _("Sovittu päivä on mennyt, mutta ehdit vielä: arvioida voi, kunnes yhteinen keskustelu avataan.") if is_over else "",
    ]
    return Task(
        title=_titled(assessment, _("oma arvio")),
        url=reverse("assessments:rating-update", args=[assessment.ref, following.code]),
        detail=" ".join(filter(None, sentences)),
        tag=tag or _("ei määräpäivää"),
        tone=tone,
        due_date=assessment.ratings_due_date,
    )


def _ratings_of_others(assessment: OpenAssessment, ready: int, total: int, *, may_open: bool) -> Task:
    counts = _("%(ready)s/%(total)s osallistujaa on arvioinut kaikki kriteerit.") % {"ready": ready, "total": total}
    if may_open:
        return Task(
            title=_titled(assessment, _("avaa yhteinen keskustelu")),
            url=_url("assessment-open-discussion", assessment),
            detail=counts,
            tag=_("keskustelu %(day)s") % {"day": weekday(assessment.discussion_date)} if assessment.discussion_date else _("voit avata"),
            tone="due",
            due_date=assessment.discussion_date,
        )
    return Task(
        title=_titled(assessment, _("omat arviot")),
        url=_url("assessment-detail", assessment),
        detail=counts,
        tag=by_day(assessment.ratings_due_date) or _("käynnissä"),
    )


def _add_joint(tasks: TaskList, access: Access, assessment: OpenAssessment) -> None:
    if assessment.given_count:
        tasks.mine.append(_given(assessment, access.on))
    agreed, total = assessment.agreed_count, assessment.criteria_count
    day = _("keskustelu %(day)s") % {"day": weekday(assessment.discussion_date)} if assessment.discussion_date else _("keskustelu avoinna")
    counts = _("Yhteinen näkemys on sovittu %(done)s/%(total)s kriteeristä.") % {"done": agreed, "total": total}
    if agreed < total:
        task = Task(
            _titled(assessment, _("yhteinen keskustelu")),
            _url("discussion-detail", assessment),
            counts,
            day,
            "due",
            assessment.discussion_date,
        )
        tasks.mine.append(task)
    elif _confirms(access, assessment):
        detail = _("Kaikista kriteereistä on yhteinen näkemys. Tarkista ja vahvista arviointi valmiiksi.")
        tasks.mine.append(
            Task(_titled(assessment, _("vahvista valmiiksi")), _url("assessment-check", assessment), detail, _("odottaa sinua"), "due")
        )
    else:
        detail = _("Kaikista kriteereistä on yhteinen näkemys. Esihenkilö vahvistaa arvioinnin valmiiksi.")
        tasks.others.append(
            Task(_titled(assessment, _("odottaa vahvistusta")), _url("discussion-detail", assessment), detail, _("odottaa esihenkilöä"))
        )


def _given(assessment: OpenAssessment, on: dt.date) -> Task:
    """Return "Minulle annetut": the criteria that the asker has been asked to write, the earliest day of them."""
    count = assessment.given_count
    tag, tone = _due(assessment.given_due_date, on)
    url = reverse("assessments:result-update", args=[assessment.ref, assessment.given_code])
    if count > 1:
        url = _url("assessment-detail", assessment) + "#minulle-annetut"
    return Task(
        title=_titled(assessment, _("sinulle annetut kriteerit")),
        url=url,
        detail=ngettext(
            "Sinua on pyydetty kirjaamaan yhteinen näkemys kriteeristä %(code)s.",
            "Sinua on pyydetty kirjaamaan yhteinen näkemys %(count)s kriteeristä. Ensimmäinen on %(code)s.",
            count,
        )
        % {"count": count, "code": assessment.given_code},
        tag=tag or _("ei määräpäivää"),
        tone=tone,
        due_date=assessment.given_due_date,
    )


def _add_supports(tasks: TaskList, access: Access) -> None:
    """Add what the asker has been asked to support: a request waits for her, what she has taken on can be read."""
    for support in supports_of(access)[:TASK_LIMIT]:
        assessment = support.assessment
        until = _("%(day)s asti") % {"day": weekday(support.last_date)}
        if support.accepted_at is None:
            url, detail = reverse("assessments:support-detail", args=[support.ref]), _("Työpaja pyytää sinulta tukea.")
            tasks.mine.append(Task(_titled(assessment, _("tukipyyntö")), url, detail, until, "due", support.last_date))
        else:
            detail = _("Voit lukea, mitä arvioinnissa on sovittu.")
            tasks.ready.append(Task(_titled(assessment, _("tuki")), _url("assessment-detail", assessment), detail, until))


def _add_completed(tasks: TaskList, completed: Sequence[Assessment], at: dt.datetime) -> None:
    for assessment in completed:
        if assessment.status != AssessmentStatus.COMPLETED or assessment.completed_at is None:
            continue
        if assessment.completed_at < at - dt.timedelta(days=RECENT_DAYS):
            break
        tag = _("valmistui %(day)s") % {"day": weekday(timezone.localdate(assessment.completed_at))}
        detail = _("Lue tulokset ja lataa raportti.")
        tasks.ready.append(Task(_titled(assessment, _("tulokset")), _url("assessment-results", assessment), detail, tag, "done"))
