"""What the report of an audit says in words: answers without a level, differences, who audited, when and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.choices import Answer
from config.toolkit.templatetags.ui import clock, full_day

if TYPE_CHECKING:
    from assessments.models import AuditSeat, Visit


def said_in_words(answer: str, *, is_missing: bool) -> str:
    """Return what the workshop said of a criterion without telling a level."""
    if is_missing:
        return _("Ei kirjoittanut tästä")
    others = {Answer.NOT_APPLICABLE.value: _("Ei koske työpajaa"), Answer.DONT_KNOW.value: _("Ei osaa sanoa")}
    return others.get(answer, _("Ei kertonut tasoa"))


def level_difference(said: int | None, agreed: int | None) -> str:
    """Return in words how far the agreed level is from the workshop's own; of a side without a level, that there is none."""
    if agreed is None:
        return _("Auditoitsijat katsoivat, ettei kriteeri koske työpajaa.")
    if said is None:
        return _("Työpajan omaa tasoa ei ole, joten tasoja ei verrata.")
    apart = agreed - said
    count = {"count": abs(apart)}
    if apart > 0:
        told = ngettext(
            "Auditoinnin taso on yhden tason korkeampi kuin työpajan oma.",
            "Auditoinnin taso on %(count)s tasoa korkeampi kuin työpajan oma.",
            apart,
        )
        return told % count
    if apart < 0:
        told = ngettext(
            "Auditoinnin taso on yhden tason matalampi kuin työpajan oma.",
            "Auditoinnin taso on %(count)s tasoa matalampi kuin työpajan oma.",
            -apart,
        )
        return told % count
    return _("Työpaja ja auditoitsijat päätyivät samaan tasoon.")


def auditor_words(seat: AuditSeat) -> str:
    """Return the auditor with her employer, as it was when she accepted; needs both loaded."""
    auditor = seat.auditor
    employer = seat.employer.name if seat.employer else (auditor.organisation.name if auditor.organisation else auditor.employer_name)
    named = f"{auditor.user.name}, {employer}" if employer else auditor.user.name
    return _("%(name)s (pääauditoitsija)") % {"name": named} if seat.is_lead else named


def described_visit(visit: Visit | None) -> str:
    """Return the day and whether the auditors were on site or asked at a distance; nothing without a visit. The link is not told."""
    if visit is None:
        return ""
    when = {"day": full_day(visit.starts_at), "from": clock(visit.starts_at), "place": visit.place}
    if visit.is_remote:
        return _("Etähaastattelu %(day)s %(from)s") % when
    return _("%(day)s %(from)s, %(place)s") % when
