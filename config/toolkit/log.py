"""Log lines with the request's id and without secrets (ASVS 5.0, 16.2.5)."""

import logging
import re
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")

# A path segment this long is a token (invitation, password reset), never a word: refs have 10 characters, slugs hyphenated words.
_TOKEN = re.compile(r"(?<=/)(?=[^/\s?]*[0-9:])[A-Za-z0-9_\-:.=~%]{24,}")


def redact(text: str) -> str:
    """Return the text with long path segments and query strings of addresses replaced by an ellipsis."""
    return re.sub(r"(/[^\s?]*)\?[^\s\"']+", r"\1?…", _TOKEN.sub("…", text))


class RequestIdFilter(logging.Filter):
    """Give every record the id of the request in hand, "-" outside one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class RedactingFormatter(logging.Formatter):
    """Write the message redacted and on one line; a traceback follows as it is (it shows code, no values)."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 the name is logging's
        record.message = redact(record.message).replace("\r", "\\r").replace("\n", "\\n")
        return super().formatMessage(record)
