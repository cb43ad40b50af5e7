"""Fails a test whose request sends a query with more than 1,000 parameters or fetches more than 5,000 rows.

Both grow with the data: access must be a joinable predicate, never a list of ids, and a list must be paged.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

MAX_PARAMETERS = 1_000
MAX_ROWS = 5_000

_request = threading.local()
violations: list[str] = []


class CountingCursor(CursorWrapper):
    """Counts the rows fetched inside a request."""

    def fetchone(self):
        row = self.cursor.fetchone()
        _count(row is not None)
        return row

    def fetchmany(self, *args, **kwargs):
        rows = self.cursor.fetchmany(*args, **kwargs)
        _count(len(rows))
        return rows

    def fetchall(self):
        rows = self.cursor.fetchall()
        _count(len(rows))
        return rows

    def __iter__(self):
        for row in super().__iter__():
            _count(1)
            yield row


def _count(rows: int) -> None:
    if getattr(_request, "path", None) is None:
        return
    _request.rows += rows
    if _request.rows > MAX_ROWS:
        _complain(f"more than {MAX_ROWS} rows fetched")


def _complain(what: str) -> None:
    message = f"{_request.path}: {what} in one request"
    if message not in violations:
        violations.append(message)


def _check_parameters(execute, sql, params, many, context):
    if not many and params is not None and len(params) > MAX_PARAMETERS:
        _complain(f"a query with {len(params)} parameters")
    return execute(sql, params, many, context)


class QueryGuardMiddleware:
    """Watches the database inside each request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        _request.path, _request.rows = request.path, 0
        try:
            with connection.execute_wrapper(_check_parameters):
                return self.get_response(request)
        finally:
            _request.path = None


@contextmanager
def counting_cursors() -> Iterator[None]:
    """Make every connection hand out counting cursors."""
    original = BaseDatabaseWrapper.make_cursor
    BaseDatabaseWrapper.make_cursor = lambda self, cursor: CountingCursor(cursor, self)
    try:
        yield
    finally:
        BaseDatabaseWrapper.make_cursor = original
