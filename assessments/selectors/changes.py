"""What has changed since last time: in words and with a sign, per criterion and per area. Never a total."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments.models import Assessment, Result
from assessments.scoring import median
from assessments.selectors.latest import COMPLETED, by_code, newest_of_each
from criteria.models import Level

Value = int | Decimal | None


@dataclass(frozen=True)
class Change:
    """Now beside last time; None is "ei koske". `earlier_name`: last time's value as it is read."""

    now: Value
    earlier: Value
    earlier_name: str
    is_same_scale: bool

    @property
    def sign(self) -> str:
        """An arrow, or = for the same; nothing when the two cannot be compared. The words say the same."""
        if not self.is_same_scale or self.now is None or self.earlier is None:
            return ""
        return "=" if self.now == self.earlier else "↑" if self.now > self.earlier else "↓"

    @property
    def words(self) -> str:
        """The change in words, with what was agreed last time."""
        earlier = {"earlier": self.earlier_name}
        if self.earlier is None:
            return _("Viimeksi ei koskenut työpajaa.")
        if not self.is_same_scale:
            return _("Viimeksi %(earlier)s, toisella asteikolla.") % earlier
        if self.now is None:
            return _("Viimeksi %(earlier)s.") % earlier
        if self.now == self.earlier:
            return _("Ennallaan.")
        return (_("Noussut, viimeksi %(earlier)s.") if self.now > self.earlier else _("Laskenut, viimeksi %(earlier)s.")) % earlier


class Earlier:
    """The workshop's latest earlier completed result of each criterion code."""

    def __init__(self, results: dict[str, Result], levels: Iterable[Level]) -> None:
        self._results = results
        values = sorted(level.value for level in levels)
        self._ends = (values[0], values[-1]) if values else None

    def __bool__(self) -> bool:
        return bool(self._results)

    def change(self, code: str, now: int | None) -> Change | None:
        """Return the change of one criterion; None when it was not assessed before."""
        result = self._results.get(code)
        if result is None:
            return None
        if result.level is None:
            return Change(now, None, "", is_same_scale=True)
        return Change(now, result.level.value, str(result.level), is_same_scale=self._is_same_scale(result))

    def area_change(self, codes: Iterable[str], now: Decimal | None) -> Change | None:
        """Return the change of an area's median over the criteria it has now; None when none of them was assessed before."""
        results = [self._results[code] for code in codes if code in self._results]
        if not results:
            return None
        with_level = [result for result in results if result.level]
        earlier = median(result.level.value for result in with_level if result.level)
        return Change(now, earlier, _in_words(earlier), is_same_scale=all(map(self._is_same_scale, with_level)))

    def _is_same_scale(self, result: Result) -> bool:
        return (result.lowest, result.highest) == self._ends  # type: ignore[attr-defined]  # annotated by earlier_than


def earlier_than(assessment: Assessment, levels: Iterable[Level]) -> Earlier:
    """Return what the workshop had completed before this assessment, in any version of the same framework; one query."""
    steps = Level.objects.filter(scale=OuterRef("level__scale"))
    results = Result.objects.filter(
        COMPLETED,
        assessment__workshop=assessment.workshop_id,
        assessment__version__framework=assessment.version.framework_id,
        assessment__completed_at__lt=assessment.completed_at,
    ).annotate(lowest=Subquery(steps.order_by("value").values("value")[:1]), highest=Subquery(steps.order_by("-value").values("value")[:1]))
    latest = newest_of_each(results.exclude(answer="")).select_related("criterion", "level")
    shown = (
        "answer",
        "assessment",
        "criterion__code",
        "level__scale",
        "level__value",
        "level__name_fi",
        "level__name_sv",
        "level__name_en",
    )
    return Earlier(by_code(latest.only(*shown)), levels)


def _in_words(value: Decimal | None) -> str:
    return "" if value is None else number_format(value.normalize() if value % 1 else int(value))
