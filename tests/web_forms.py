"""Forms of served pages, read as a browser reads them, so that posts carry what the page holds."""

from __future__ import annotations

from lxml import html


def fields_of(page: str | bytes, name: str) -> dict[str, str]:
    """Return what a browser would send of the form that has a field of this name: hidden, typed and chosen values, no buttons."""
    document = html.document_fromstring(page if isinstance(page, str) else page.decode())
    for form in document.forms:
        if name in form.fields:
            return {key: value for key, value in form.form_values() if isinstance(value, str)}
    raise LookupError(f"No form has a field {name}.")
