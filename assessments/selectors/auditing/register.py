"""The register of auditors as the coordinator reads it: who makes which audits, how loaded, and when she can."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.choices import AUDITOR_ROLES, AssessmentKind
from assessments.models import Auditor, AuditorAbsence
from assessments.selectors.auditing.teams import audits_made, is_experienced, loads_of
from config.toolkit.sheets import Column, Sheet
from config.toolkit.templatetags.ui import full_day
from workshops.models import Invitation, Organisation, RoleGrant, User, Workshop
from workshops.roles import Role, Scope

KIND, LANGUAGE = "laji", "kieli"  # parameters of the list's address
KINDS = {"vertais": AssessmentKind.PEER, "ulkopuolinen": AssessmentKind.EXTERNAL}
LANGUAGES = {"suomi": "speaks_finnish", "ruotsi": "speaks_swedish"}
LANGUAGE_LABELS = {"suomi": gettext_lazy("suomi"), "ruotsi": gettext_lazy("ruotsi")}
SHOWN_AT_MOST = 50  # of those who are on their way in


@dataclass(frozen=True)
class Choice:
    """Which auditors the list shows; an empty value is everybody."""

    kind: str = ""
    language: str = ""

    @property
    def query(self) -> str:
        """The choice as the parameters of an address, "" for everybody."""
        parameters = urlencode({name: value for name, value in {KIND: self.kind, LANGUAGE: self.language}.items() if value})
        return f"?{parameters}" if parameters else ""


@dataclass(frozen=True)
class FilterLink:
    """One choice of the list: its words, its address and whether it is chosen now."""

    label: str
    query: str
    is_current: bool


@dataclass(frozen=True)
class AuditorLine:
    """One auditor in a list."""

    auditor: Auditor
    employer: str
    kinds: str  # empty: she makes no audits now
    languages: str
    load: int
    made: int
    absence: AuditorAbsence | None  # the one that goes on, or the next
    on: dt.date

    @property
    def load_words(self) -> str:
        return f"{self.load}/{self.auditor.most_a_year}"

    @property
    def is_full(self) -> bool:
        return self.load >= self.auditor.most_a_year

    @property
    def experience(self) -> str:
        if not is_experienced(self.made):
            return _("ensikertalainen")
        return ngettext("%(count)s auditointi", "%(count)s auditointia", self.made) % {"count": self.made}

    @property
    def is_away(self) -> bool:
        return self.absence is not None and self.absence.first_date <= self.on

    @property
    def availability(self) -> str:
        if self.absence is None:
            return _("paikalla")
        if self.is_away:
            return _("poissa %(day)s asti") % {"day": full_day(self.absence.last_date)}
        return _("poissa %(first)s–%(last)s") % {"first": full_day(self.absence.first_date), "last": full_day(self.absence.last_date)}


def filters_of(choice: Choice) -> list[list[FilterLink]]:
    """Return the choices of the list, a row for kinds and one for languages."""
    kinds = {"": _("Kaikki"), **{slug: capfirst(str(kind.label)) for slug, kind in KINDS.items()}}
    languages = {"": _("Kaikki kielet"), **{slug: capfirst(str(label)) for slug, label in LANGUAGE_LABELS.items()}}
    return [
        [FilterLink(str(words), Choice(slug, choice.language).query, slug == choice.kind) for slug, words in kinds.items()],
        [FilterLink(str(words), Choice(choice.kind, slug).query, slug == choice.language) for slug, words in languages.items()],
    ]


def auditors_for_list(choice: Choice, on: dt.date) -> QuerySet[Auditor]:
    """Return the auditors that are asked for, by name, with what a line needs."""
    rows = Auditor.objects.all()
    if choice.kind:
        rows = rows.of_kind(KINDS[choice.kind], on)
    if choice.language:
        rows = rows.filter(**{LANGUAGES[choice.language]: True})
    return with_absences(rows, on).order_by("user__sort_key", "pk")


def with_absences(rows: QuerySet[Auditor], on: dt.date) -> QuerySet[Auditor]:
    """Add what a line or a page tells of an auditor: her names, and as `coming_absences` those that are not over on the day."""
    coming = AuditorAbsence.objects.filter(last_date__gte=on).order_by("first_date")
    return rows.select_related("user", "organisation", "workshop").prefetch_related(Prefetch("absences", coming, to_attr="coming_absences"))


def auditors_for_pages(on: dt.date) -> QuerySet[Auditor]:
    """Return the auditors with what their own page shows."""
    return with_absences(Auditor.objects.select_related("workshop__organisation"), on).prefetch_related("networks")


def lines_of(auditors: Sequence[Auditor], at: dt.datetime) -> list[AuditorLine]:
    """Return the auditors as lines; three queries."""
    on = timezone.localdate(at)
    kinds = kinds_of([auditor.user for auditor in auditors], on)
    loads, made = loads_of(auditors, on.year), audits_made(auditors)
    return [
        AuditorLine(
            auditor=auditor,
            employer=employer_of(auditor),
            kinds=kind_words(kinds[auditor.user_id]),
            languages=language_words(auditor),
            load=loads[auditor.pk],
            made=made[auditor.pk],
            absence=next(iter(auditor.coming_absences), None),  # type: ignore[attr-defined]  # prefetched by `with_absences`
            on=on,
        )
        for auditor in auditors
    ]


def kinds_of(users: Iterable[User], on: dt.date) -> dict[int, set[AssessmentKind]]:
    """Return which kinds of audit the roles of each person let her make on the day, by her key; one query."""
    kinds = {role: kind for kind, role in AUDITOR_ROLES.items()}
    found: dict[int, set[AssessmentKind]] = defaultdict(set)
    for user, role in _auditor_grants(on).filter(user__in=list(users)).values_list("user", "role"):
        found[user].add(kinds[Role(role)])
    return found


def kind_words(kinds: Iterable[AssessmentKind]) -> str:
    """Return "vertaisauditointi, ulkopuolinen auditointi"."""
    chosen = set(kinds)
    return ", ".join(str(kind.label) for kind in KINDS.values() if kind in chosen)


def language_words(auditor: Auditor) -> str:
    """Return "suomi, ruotsi"."""
    return ", ".join(str(LANGUAGE_LABELS[slug]) for slug, field in LANGUAGES.items() if getattr(auditor, field))


def employer_of(auditor: Auditor) -> str:
    """Return where she works: "Kivipaja, Kivipajan säätiö"; needs both loaded."""
    if auditor.organisation is None:
        return auditor.employer_name
    names = [auditor.workshop.name] if auditor.workshop else []
    return ", ".join(dict.fromkeys([*names, auditor.organisation.name]))


def pending_invitations() -> QuerySet[Invitation]:
    """Return the invitations into the auditors' roles that nobody has accepted yet; expired ones too, as they can be resent."""
    return Invitation.objects.open().filter(role__in=list(AUDITOR_ROLES.values())).select_related("network")


def without_card(on: dt.date) -> QuerySet[User]:
    """Return the people who hold an auditor's role but are not in the register yet, by name."""
    grants = _auditor_grants(on).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(grants), is_active=True, auditor=None).order_by("sort_key", "pk")


def employer_from_roles(user: User, on: dt.date) -> dict[str, Any]:
    """Return the employer, and the own workshop, that the person's roles tell; nothing when they tell of none or of several."""
    grants = RoleGrant.objects.current(on).filter(user=user, scope__in=[Scope.WORKSHOP, Scope.ORGANISATION])
    rows = list(grants.select_related("workshop__organisation", "organisation"))
    workshops: set[Workshop] = {row.workshop for row in rows if row.workshop}
    organisations: set[Organisation] = {row.organisation for row in rows if row.organisation} | {each.organisation for each in workshops}
    if len(organisations) != 1:
        return {}
    return {"organisation": organisations.pop(), "workshop": workshops.pop() if len(workshops) == 1 else None}


def _auditor_grants(on: dt.date) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.current(on).filter(Q(role__in=list(AUDITOR_ROLES.values())))


def auditor_sheets(lines: Iterable[AuditorLine]) -> list[Sheet]:
    """Return the list as a spreadsheet."""
    columns = [
        Column(_("Nimi"), width=28),
        Column(_("Sähköposti"), width=34),
        Column(_("Työnantaja"), width=40),
        Column(_("Lajit"), width=28),
        Column(_("Kielet"), width=16),
        Column(_("Auditointeja tänä vuonna")),
        Column(_("Enintään vuodessa")),
        Column(_("Auditointeja yhteensä")),
        Column(_("Auditoitsijakoulutus")),
        Column(_("Saatavuus"), width=28),
    ]
    return [Sheet(_("Auditoitsijat"), columns, [_row(line) for line in lines])]


def _row(line: AuditorLine) -> list[Any]:
    auditor = line.auditor
    return [
        auditor.user.name,
        auditor.user.email,
        line.employer,
        line.kinds or _("ei auditoi nyt"),
        line.languages,
        line.load,
        auditor.most_a_year,
        line.made,
        auditor.trained_date,
        line.availability,
    ]
