"""What an upload is refused with."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.toolkit.errors import RefusedInputError
from config.toolkit.uploads.inspection import SENTENCES, inspect_upload
from config.toolkit.uploads.kinds import Refusal


def refusal_of(name: str, content: bytes) -> str:
    """Return the sentence the upload is refused with."""
    with pytest.raises(RefusedInputError) as caught:
        inspect_upload(SimpleUploadedFile(name, content))
    assert caught.value.field == "file"
    assert caught.value.message.endswith(".")
    return caught.value.message


def sentence(refusal: Refusal) -> str:
    return str(SENTENCES[refusal])
