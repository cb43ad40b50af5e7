"""What may stand in an address besides words and references."""


class YearConverter:
    """A calendar year: "2026"."""

    regex = "20[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return str(value)
