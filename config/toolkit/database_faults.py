"""What a database says when it does not answer, and when it undoes one of two writes that met."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import InterfaceError, OperationalError

# PostgreSQL's codes: serialization failure, deadlock, lock not available (its documentation, appendix A).
_COLLISION_CODES = frozenset({"40001", "40P01", "55P03"})
_SQLITE_BUSY = ("database is locked", "database table is locked")


def is_lost(error: BaseException | None) -> bool:
    """Tell whether the error, or one behind it, says that the database does not answer or cannot write."""
    return any(isinstance(link, OperationalError | InterfaceError) and not is_collision(link) for link in _chain(error))


def is_collision(error: BaseException | None) -> bool:
    """Tell whether the database undid the transaction because another one was in its way: nothing is stored, the same may be sent again."""
    if not isinstance(error, OperationalError):
        return False
    return getattr(error.__cause__, "sqlstate", None) in _COLLISION_CODES or str(error).startswith(_SQLITE_BUSY)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
