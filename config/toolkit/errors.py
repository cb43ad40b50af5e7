"""What a service raises when it refuses; each carries a sentence for the user."""


class DomainError(Exception):
    """A refusal with a translated, full Finnish sentence for the user. Shown as an HTTP `status` page when no view catches it."""

    status = 409

    def __init__(self, message: str) -> None:
        super().__init__(str(message))
        self.message = message


class NotAllowedError(DomainError):
    """The user sees the thing but may not do this to it."""

    status = 403


class WrongStateError(DomainError):
    """The thing is in a state where this cannot be done (any more)."""


class StaleRevisionError(DomainError):
    """Somebody saved the same thing in between; nothing was overwritten."""


class RefusedInputError(DomainError):
    """What was given cannot be accepted; belongs next to the field named by `field`."""

    status = 400

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
