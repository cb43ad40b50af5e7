"""Component tags: the repeated widgets of the pages. A built-in library: templates need no {% load %}."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from crispy_forms.utils import render_crispy_form
from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.http import QueryDict
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, number_format, time_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.toolkit.bars import BarsChart
from config.toolkit.formatted_text import formatted as formatted_html
from config.toolkit.forms import BaseForm
from config.toolkit.lettering import FONT
from config.toolkit.lines import LinesChart
from config.toolkit.svg import ProfileChart, SpreadChart, Step, tone_of
from config.toolkit.tiles import TilesChart

register = template.Library()

Figure = int | float | Decimal | Fraction
NOTHING = "–"


# Dates and numbers -----------------------------------------------------------------------------------------------


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """Return "ke 25.11."; nothing for None."""
    return date_format(_local(value), "D j.n.").lower() if value else ""


@register.filter
def full_day(value: date | datetime | None) -> str:
    """Return "25.11.2026"; nothing for None."""
    return date_format(_local(value), "j.n.Y") if value else ""


@register.filter
def clock(value: datetime | time | None) -> str:
    """Return "klo 14.05"; nothing for None."""
    if value is None:
        return ""
    moment = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    return _("klo %(time)s") % {"time": time_format(moment, "G.i")}


@register.filter
def day_clock(value: datetime | None) -> str:
    """Return "ti 1.12. klo 16.15"; nothing for None."""
    return f"{day(value)} {clock(value)}" if value else ""


@register.filter
def full_day_clock(value: datetime | None) -> str:
    """Return "1.12.2026 klo 16.15"; nothing for None."""
    return f"{full_day(value)} {clock(value)}" if value else ""


@register.filter
def file_size(size: int | None) -> str:
    """Return bytes as "412 kt" or "1,5 Mt" (1 kt = 1,000 bytes, rounded up so that a file is never 0 kt)."""
    if size is None:
        return ""
    if size < 1_000_000:
        return _("%(size)s kt") % {"size": max(1, -(-size // 1000))}
    return _("%(size)s Mt") % {"size": number_format(round(size / 1_000_000, 1), decimal_pos=1)}


@register.filter
def decimal(value: Figure | None) -> str:
    """Return "2,5" or "3"; "–" for None (which is not zero)."""
    if value is None:
        return NOTHING
    rounded = round(float(value), 1)
    return number_format(int(rounded) if rounded.is_integer() else rounded)


@register.filter
def percent(share: Figure | None) -> str:
    """Return a share of one as "37 %" (no-break space), halves up as spreadsheets do; "–" for None."""
    return NOTHING if share is None else f"{number_format(whole_percent(share))}\N{NO-BREAK SPACE}%"


def whole_percent(share: Figure) -> int:
    """Return a share of one as whole percents, halves up."""
    return int((Fraction(share) * 100 + Fraction(1, 2)) // 1)


# Texts -----------------------------------------------------------------------------------------------------------


@register.filter
def formatted(text: str) -> SafeString:
    """Show typed text with simple formatting: paragraphs, bullet lists, bold and links to https, in an element with the class `written`."""
    return formatted_html(text)


# Forms -----------------------------------------------------------------------------------------------------------


def _error_entries(form: forms.BaseForm) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = [{"target": "", "label": "", "message": error} for error in form.non_field_errors()]
    for bound in form:
        own = form.error_target(bound.name) if isinstance(form, BaseForm) else ""
        target = own or (f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label)
        label = "" if bound.is_hidden else f"{str(bound.label).rstrip(':')}{'' if str(bound.label).endswith('?') else ':'}"
        entries += [{"target": "" if bound.is_hidden else target, "label": label, "message": error} for error in bound.errors]
    return entries


@register.simple_tag
def error_summary(*parts: forms.BaseForm | forms.BaseFormSet[Any] | list[Any] | str | None) -> SafeString | str:
    """Show the errors of forms and formsets as one focused list of links; nothing without errors. base.html calls it for `form`.

    A part may be a list of forms.
    """
    entries: list[dict[str, Any]] = []
    for part in (one for given in parts for one in (given if isinstance(given, list) else [given])):
        if isinstance(part, forms.BaseFormSet) and part.is_bound:
            entries += [{"target": "", "label": "", "message": error} for error in part.non_form_errors()]
            entries += [entry for form in part for entry in _error_entries(form)]
        elif isinstance(part, forms.BaseForm) and part.is_bound:
            entries += _error_entries(part)
    return render_to_string("components/error_summary.html", {"entries": entries}) if entries else ""


@register.simple_tag(takes_context=True)
def error_prefix(context: template.Context) -> str:
    """Return "Virhe: " for the title of a page whose `form`, or one of whose `forms`, was refused: the title is what is heard first."""
    several: Iterable[object] = context.get("forms") or ()
    shown = [form for form in (context.get("form"), *several) if isinstance(form, forms.BaseForm)]
    return _("Virhe:") + " " if any(form.is_bound and form.errors for form in shown) else ""


@register.simple_tag(takes_context=True)
def form_fields(context: template.Context, form: forms.BaseForm) -> SafeString:
    """Show a form's fields: by its crispy layout when it has a helper, else one after another (allauth's forms)."""
    if hasattr(form, "helper"):
        return render_crispy_form(form, context=context)
    return render_to_string("components/form_fields.html", {"form": form})


# Levels, states, progress ----------------------------------------------------------------------------------------


def _step_of(value: Figure | None, steps: Sequence[Step]) -> tuple[int | None, str]:
    """Return the tone and name of the step with the value; (None, "") for a value between steps or none."""
    for position, (step, name) in enumerate(steps):
        if value == step:
            return tone_of(position, len(steps)), name
    return None, ""


@register.inclusion_tag("components/level_badge.html")
def level_badge(value: Figure | None, steps: Sequence[Step], *, compact: bool = False, empty: str = "") -> dict[str, Any]:
    """Show a value on a scale: number, tone and name; a half without a name; None as "–" with the words `empty`.

    `steps` are (value, name), lowest first. `compact`: the name is only for screen readers.
    """
    tone, name = _step_of(value, steps)
    return {"number": decimal(value), "tone": tone, "name": name, "compact": compact, "empty": empty if value is None else ""}


@register.simple_tag
def status_tag(text: str, tone: str = "todo") -> SafeString:
    """Show a state in a word. Tones: todo, done, due (soon), late."""
    return format_html('<span class="tag tag-{}">{}</span>', tone, text)


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, word: str = "") -> dict[str, Any]:
    """Show "3/5 arvioitu" with a bar that repeats it; `word` is "arvioitu", "sovittu" ..."""
    return {"done": done, "total": total, "word": word, "share": round(100 * done / total) if total else 0}


@register.simple_block_tag
def task(content: str, title: str, url: str = "", tag: str = "", tone: str = "todo") -> SafeString:
    """Show one line of a list `<ul class="tasks">`: what, by when or how far (a word with a tone), and a sentence between the tags."""
    return render_to_string(
        "components/task.html", {"title": title, "url": url, "tag": tag, "tone": tone, "content": SafeString(content.strip())}
    )


@register.inclusion_tag("components/autosave_state.html", takes_context=True)
def autosave_state(context: dict[str, Any], at: datetime | None) -> dict[str, Any]:
    """Show the state of a form that saves itself (`static/js/autosave.js`), with the sentences the script says.

    A text is kept in the browser for whoever has signed in with an account on a computer of her own, under her reference alone.
    """
    user, is_shared = context["user"], bool(context.get("is_shared_computer"))
    return {
        "words": saved_words(at) if at else "",
        "user_ref": user.ref if user.is_authenticated else "",
        "keeps": user.is_authenticated and not is_shared,
        "is_shared": is_shared or not user.is_authenticated,
        "login_url": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': context['request'].path})}",
    }


def saved_words(at: datetime) -> str:
    """Return "Tallennettu klo 14.05", with the day unless it is today."""
    return f"{_('Tallennettu')} {_when(at)}"


def _when(at: datetime) -> str:
    return clock(at) if timezone.localdate(at) == timezone.localdate() else day_clock(at)


# Frames of content -----------------------------------------------------------------------------------------------


@register.inclusion_tag("components/who_sees.html")
def who_sees(lines: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Show "Kuka näkee tämän?" as (when, who) lines: now, in the discussion, afterwards. Give what the rules themselves say."""
    return {"lines": list(lines)}


@register.simple_block_tag
def note(content: str, tone: str = "info", title: str = "") -> SafeString:
    """Show a note. Tones: info, due (soon, take care), bad (refused, lost)."""
    return render_to_string("components/note.html", {"content": SafeString(content.strip()), "tone": tone, "title": title})


@register.simple_block_tag
def table_scroll(content: str, label: str) -> SafeString:
    """Wrap a wide table in a region that scrolls sideways and can be reached by keyboard."""
    return format_html('<div class="scroll" role="region" aria-label="{}" tabindex="0">{}</div>', label, content)


@register.inclusion_tag("components/definitions.html")
def definitions(items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Show (term, value) pairs; pairs without a value are left out."""
    return {"items": [(term, value) for term, value in items if value is not None and value != ""]}


@register.inclusion_tag("components/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """Show the way here: label, url, label, url, ... and last the label of this page without a url."""
    return {"links": list(zip(parts[0::2], parts[1::2], strict=False)), "here": parts[-1] if len(parts) % 2 else ""}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Show previous and next page by words and which page this is; keeps the other query parameters. Nothing on a single page."""
    request = context.get("request")
    return {"page": page, "query": request.GET if request else QueryDict()}


# Charts ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def profile_chart(chart: ProfileChart) -> SafeString:
    """Show a profile, wide and narrow; the style sheet shows one of them. Its table stands beside it in the page."""
    return _drawn("components/profile_chart.html", chart)


@register.simple_tag
def bars_chart(chart: BarsChart) -> SafeString:
    """Show how wholes divide, wide and narrow; the style sheet shows one of them. Its table stands beside it in the page."""
    return _drawn("components/bars_chart.html", chart)


@register.simple_tag
def tiles_chart(chart: TilesChart) -> SafeString:
    """Show a tile map, wide and narrow; the style sheet shows one of them. Its table stands beside it in the page."""
    return _drawn("components/tiles_chart.html", chart)


@register.simple_tag
def lines_chart(chart: LinesChart) -> SafeString:
    """Show trends, wide and narrow; the style sheet shows one of them. Their table stands beside them in the page."""
    return _drawn("components/lines_chart.html", chart)


def _drawn(template_name: str, chart: ProfileChart | BarsChart | TilesChart | LinesChart) -> SafeString:
    drawings = (chart.wide, chart.narrow)
    return SafeString("".join(render_to_string(template_name, {"chart": chart, "drawing": drawing, "font": FONT}) for drawing in drawings))


@register.inclusion_tag("components/spread_chart.html")
def spread_chart(chart: SpreadChart) -> dict[str, Any]:
    """Show a spread: nameless dots per step, counts of the answers that are no step."""
    return {"chart": chart, "font": FONT}
