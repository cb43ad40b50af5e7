"""Handing a stored file out: always as an attachment, whatever it is."""

from collections.abc import Iterable
from typing import IO, TypeVar

from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

SANDBOX_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


Response = TypeVar("Response", bound=StreamingHttpResponse)


def attachment_response(file: IO[bytes], clean_name: str, content_type: str) -> FileResponse:
    """Return the file for saving under the cleaned name (RFC 6266); no browser shows it inside the service's origin.

    The policy header is the file's own: django-csp leaves a header that is already there alone.
    """
    return _guarded(FileResponse(file, as_attachment=True, filename=clean_name, content_type=content_type))


def streamed_attachment(parts: Iterable[bytes], clean_name: str, content_type: str) -> StreamingHttpResponse:
    """Return what is made while it is sent, under the same rules; its length is not known beforehand."""
    response = _guarded(StreamingHttpResponse(parts, content_type=content_type))
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=clean_name) or "attachment"
    return response


def _guarded(response: Response) -> Response:
    response["Content-Security-Policy"] = SANDBOX_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
