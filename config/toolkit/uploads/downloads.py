"""Handing a stored file out: always as an attachment, whatever it is."""

from typing import IO

from django.http import FileResponse

SANDBOX_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def attachment_response(file: IO[bytes], clean_name: str, content_type: str) -> FileResponse:
    """Return the file for saving under the cleaned name (RFC 6266); no browser shows it inside the service's origin.

    The policy header is the file's own: django-csp leaves a header that is already there alone.
    """
    response = FileResponse(file, as_attachment=True, filename=clean_name, content_type=content_type)
    response["Content-Security-Policy"] = SANDBOX_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
