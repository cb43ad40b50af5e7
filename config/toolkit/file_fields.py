"""A form field that takes several files at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class FilesInput(forms.FileInput):
    """One plain control that offers several files; with scripts it is also a place to drop them on (static/js/file-drop.js)."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Cleans to the list of the files sent, in their order; each is checked like a single one."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]
