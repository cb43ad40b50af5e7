"""The empty list of a kind as a spreadsheet: headings, an example row, and what each column takes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.imports.columns import COLUMNS
from config.toolkit.sheets import Column as SheetColumn
from config.toolkit.sheets import Sheet

NOTES = (
    gettext_lazy("Täytä taulukko ”%(sheet)s”. Jokainen rivi on yksi tieto, ja ensimmäisellä rivillä ovat otsikot."),
    gettext_lazy("Poista esimerkkirivi ennen tuomista."),
    gettext_lazy("Kirjoita arvoja, älä kaavoja. Kerralla voi tuoda 500 riviä."),
    gettext_lazy("Ennen tuomista näet, mitä lisätään ja mitä on korjattava. Mitä palvelussa on jo, sitä tuominen ei muuta."),
)


def template_sheets(kind: str, name: str) -> tuple[list[Sheet], list[str]]:
    """Return the sheet and the notes that stand beside it."""
    columns = COLUMNS[kind]
    sheet = Sheet(name, [SheetColumn(str(column.title), column.width) for column in columns], [[column.example for column in columns]])
    must, may = _("pakollinen"), _("vapaaehtoinen")
    told = [
        _("%(title)s (%(must)s). %(help)s") % {"title": each.title, "must": must if each.is_required else may, "help": each.help}
        for each in columns
    ]
    return [sheet], [*(str(note) % {"sheet": name} for note in NOTES), *(sentence.strip() for sentence in told)]
