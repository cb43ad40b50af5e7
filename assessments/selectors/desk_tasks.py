"""The coordinator's desk on her front page: what waits for her, what for others, what is stuck, each with the page that lists it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.choices import ReportStatus
from assessments.lifecycle import LIVE_STATUSES, ApplicationStatus, ExampleStatus, SeatStatus
from assessments.models import Application, AuditSeat, Proposal, PublicExample
from assessments.permissions import can_manage_rounds
from assessments.selectors.auditing.register import without_card
from assessments.selectors.round_figures import Choice
from assessments.selectors.round_standing import (
    NAMED_STATUSES,
    STUCK,
    Stuck,
    awaits_answer,
    has_lost_auditor,
    is_read,
    is_short,
    is_uninvited,
    stuck_condition,
)
from assessments.selectors.task_list import TASK_LIMIT, Task, TaskList, weekday
from workshops.models import Invitation, Workshop
from workshops.roles import AUDITOR_ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from workshops.permissions import Access

Row = dict[str, Any]


def add_desk_tasks(tasks: TaskList, access: Access, at: dt.datetime) -> None:
    """Add what the applications, auditors, proposals, invitations and examples ask of a coordinator; five queries, none for others."""
    if not can_manage_rounds(access):
        return
    for row in _rounds(at):
        _add_round(tasks, row)
    _add_proposals(tasks)
    _add_newcomers(tasks, access)
    _add_examples(tasks, access)
    _add_expired(tasks, access, at)


def _rounds(at: dt.datetime) -> list[Row]:
    """Return the numbers of each round that has something to tell, the earliest deadline first."""
    named = Q(status__in=NAMED_STATUSES, round__deadline_at__lt=at)
    lacks = is_short() | is_uninvited()
    ways = {
        "yours": named & lacks,
        "short": named & is_short(),
        "lost": named & is_short() & has_lost_auditor(),
        "uninvited": named & ~is_short() & is_uninvited(),
        "others": named & ~lacks,
        "asked": named & ~lacks & awaits_answer(),
        "read": named & ~lacks & is_read(),
        **{slug: stuck_condition(what, at) for slug, what in STUCK.items()},
    }
    rows = Application.objects.filter(status__in=[*sorted(LIVE_STATUSES), ApplicationStatus.LAPSED], round__isnull=False)
    counted = rows.order_by("round__deadline_at", "round__pk").values("round__ref", "round__name", "round__deadline_at")
    found = counted.annotate(**{name: Count("pk", filter=condition) for name, condition in ways.items()})
    return [row for row in found if any(row[name] for name in ways)]


def _add_round(tasks: TaskList, row: Row) -> None:
    board = reverse("assessments:round-board", args=[row["round__ref"]])
    if row["yours"]:
        tasks.mine.append(Task(_to_name(row), board + Choice(waits="sinua").query, _what_is_lacking(row), _("odottaa sinua"), "due"))
    if row["others"]:
        tasks.others.append(Task(_with_auditors(row), board + Choice(waits="auditoitsijoita").query, _how_far(row)))
    for slug, what in STUCK.items():
        if row[slug]:
            title = f"{row['round__name']}: {_STUCK_TITLES[what](row[slug])}"
            tasks.stuck.append(Task(title, board + Choice(stuck=slug).query, _advice(what), _("jumissa"), "late"))


def _to_name(row: Row) -> str:
    sentence = ngettext("%(round)s: yksi hakemus odottaa auditointia", "%(round)s: %(count)s hakemusta odottaa auditointia", row["yours"])
    return sentence % {"round": row["round__name"], "count": row["yours"]}


def _what_is_lacking(row: Row) -> str:
    told = {
        _("Auditoitsijoita nimeämättä: %(count)s."): row["short"] - row["lost"],
        _("Auditoitsija kieltäytyi tai vaihtui: %(count)s."): row["lost"],
        _("Kutsut lähettämättä: %(count)s."): row["uninvited"],
    }
    return " ".join(sentence % {"count": count} for sentence, count in told.items() if count)


def _with_auditors(row: Row) -> str:
    sentence = ngettext("%(round)s: yksi hakemus auditoitsijoilla", "%(round)s: %(count)s hakemusta auditoitsijoilla", row["others"])
    return sentence % {"round": row["round__name"], "count": row["others"]}


def _how_far(row: Row) -> str:
    told = {_("Kutsuun vastaamatta: %(count)s."): row["asked"], _("Aineistoon tutustutaan: %(count)s."): row["read"]}
    return " ".join(sentence % {"count": count} for sentence, count in told.items() if count)


_STUCK_TITLES: dict[Stuck, Callable[[int], str]] = {
    Stuck.ANSWERS: lambda n: (
        ngettext("yksi auditointi odottaa myöhässä olevaa vastausta", "%(n)s auditointia odottaa myöhässä olevaa vastausta", n) % {"n": n}
    ),
    Stuck.AUDITS: lambda n: ngettext("yhden auditoinnin aika on kulunut umpeen", "%(n)s auditoinnin aika on kulunut umpeen", n) % {"n": n},
    Stuck.CONTACT: lambda n: ngettext("yhden hakemuksen yhteyshenkilö on poissa", "%(n)s hakemuksen yhteyshenkilö on poissa", n) % {"n": n},
    Stuck.UNWRITTEN: lambda n: ngettext("yhtä hakemusta ei ole aloitettu", "%(n)s hakemusta ei ole aloitettu", n) % {"n": n},
    Stuck.LAPSED: lambda n: ngettext("yksi hakemus jäi lähettämättä", "%(n)s hakemusta jäi lähettämättä", n) % {"n": n},
}


def _advice(what: Stuck) -> str:
    return {
        Stuck.ANSWERS: _("Kutsuun ei ole vastattu määräpäivään mennessä. Soita auditoitsijalle tai vaihda hänet toiseen."),
        Stuck.AUDITS: _("Sovittu aika päättyi, eikä raporttia ole. Kysy auditoitsijoilta tai siirrä aikaa."),
        Stuck.CONTACT: _("Yhteyshenkilön tunnus ei ole käytössä. Pyydä työpajaa vaihtamaan yhteyshenkilö."),
        Stuck.UNWRITTEN: _("Määräaikaan on alle viikko, eikä mitään ole kirjoitettu. Kysy hakijalta, tarvitaanko apua."),
        Stuck.LAPSED: _("Hakemus ei ole jatkanut seuraavalle kierrokselle. Kysy hakijalta, hakeeko se vielä."),
    }[what]


def _add_proposals(tasks: TaskList) -> None:
    """Add the proposals that are ready and hold somebody who has not been invited."""
    waiting = AuditSeat.objects.live().filter(proposal=OuterRef("pk"), status=SeatStatus.PROPOSED)
    ready = Proposal.objects.filter(Exists(waiting), status=ReportStatus.READY).select_related("round")
    names = {proposal.round.ref: proposal.round.name for proposal in ready.order_by("-ordered_at", "-pk")[:TASK_LIMIT]}
    detail = _("Katso, keitä ehdotetaan, muuta mitä haluat ja lähetä kutsut.")
    for ref, name in names.items():
        title = _("%(round)s: ehdotus auditoitsijoista on valmis") % {"round": name}
        tasks.mine.append(Task(title, reverse("assessments:round-proposal", args=[ref]), detail, _("odottaa sinua"), "due"))


def _add_newcomers(tasks: TaskList, access: Access) -> None:
    """Add how many hold an auditor's role and are not in the register."""
    count = without_card(access.on).count()
    if count:
        title = ngettext("Yksi auditoitsija ilman korttia", "%(count)s auditoitsijaa ilman korttia", count) % {"count": count}
        detail = _("Täydennä tiedot rekisteriin, niin heidät voi nimetä auditointeihin.")
        tasks.mine.append(Task(title, reverse("assessments:auditor-list"), detail, _("odottaa sinua"), "due"))


def _add_examples(tasks: TaskList, access: Access) -> None:
    """Add how many examples of the workshops wait for being read before everybody sees them."""
    count = PublicExample.objects.checked_by(access).filter(status=ExampleStatus.WAITING).count()
    if count:
        title = ngettext("Yksi esimerkki odottaa hyväksyntää", "%(count)s esimerkkiä odottaa hyväksyntää", count) % {"count": count}
        detail = _("Työpaja on antanut luvan näyttää sen sivulla Laatutyö Suomessa.")
        tasks.mine.append(Task(title, reverse("assessments:example-check-list"), detail, _("odottaa sinua"), "due"))


def _add_expired(tasks: TaskList, access: Access, at: dt.datetime) -> None:
    """Add the expired invitations that a coordinator sends anew: auditors', and leaders' where nobody leads."""
    leaderless = Workshop.objects.without_leader(access.on)
    auditors = Q(role__in=sorted(AUDITOR_ROLES))
    leaders = Q(role=Role.LEADER) & (
        Q(Exists(leaderless.filter(pk=OuterRef("workshop")))) | Q(Exists(leaderless.filter(organisation=OuterRef("organisation"))))
    )
    expired = Invitation.objects.open().filter(auditors | leaders, expires_at__lte=at).select_related("workshop", "organisation")
    for invitation in expired.order_by("expires_at", "pk")[:TASK_LIMIT]:
        place = invitation.workshop or invitation.organisation
        where = place.name if place else invitation.get_role_display()
        tasks.stuck.append(
            Task(
                title=_("Kutsu: %(name)s") % {"name": invitation.name or invitation.email},
                url=reverse("workshops:invitation-resend", args=[invitation.ref]),
                detail=_("%(where)s. Kutsu vanheni %(day)s Lähetä se uudelleen tai korjaa osoite.")
                % {"where": where, "day": weekday(timezone.localdate(invitation.expires_at))},
                tag=_("vanhentunut"),
                tone="late",
            )
        )
