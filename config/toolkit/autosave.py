"""The answers to a form that saves itself while it is filled (`static/js/autosave.js`): a few words as JSON instead of a page.

The script sends the same post as the button does, with one header more. A form that is not whole yet is no error: nothing is
stored, and the browser keeps the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.utils.encoding import force_str

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

HEADER = "X-Autosave"

SAVED, INCOMPLETE, CONFLICT, REFUSED, SIGNED_OUT, UNKNOWN_TOKEN = "saved", "incomplete", "conflict", "refused", "signed_out", "token"


def is_autosave(request: HttpRequest) -> bool:
    """Tell whether the script asks, which reads JSON."""
    return HEADER in request.headers


def saved(revision: int, text: str) -> JsonResponse:
    """Answer that what was sent is stored, now under this revision."""
    return JsonResponse({"state": SAVED, "revision": revision, "text": text})


def incomplete(form: forms.BaseForm) -> JsonResponse:
    """Answer what is still missing or wrong: the first sentence of the form's errors. Not an HTTP error: the writer is in the middle."""
    sentences = [force_str(sentence) for errors in form.errors.values() for sentence in errors]
    return JsonResponse({"state": INCOMPLETE, "text": sentences[0] if sentences else ""})


def not_saved(state: str, text: str = "", *, status: int) -> JsonResponse:
    """Answer that nothing was stored, and why in a sentence."""
    return JsonResponse({"state": state, "text": text}, status=status)
