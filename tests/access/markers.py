"""Words that only one person has written, and who else may read them: what the tests of access look for in every answer."""

from __future__ import annotations

STATES = ("draft", "individual", "joint", "completed", "archived", "abandoned")
AUDITED = "in_audit"  # the application whose auditors have rated
REPORTED = "reported"  # applications whose auditors have confirmed everything: the pair has read each other's ratings, nobody else may
INSIDERS = ("rater", "contact", "leader", "org_contact")  # who may see an open assessment of the workshop, once it has started
RATERS = ("rater", "contact", "colleague", "former")
SHOWS_NOTE = ("colleague", "former")
GUEST = "guest"  # comes in with a personal code; rates the individual phase only
PAPER = "paper"  # what the contact has typed in for the guest from paper
PRACTISED = "practised"  # the example on which auditors have practised
AUDITORS = ("peer", "second_peer")  # in the first neither has confirmed what the other would see


def marker(person: str, what: str, state: str) -> str:
    """Return words that only this person has written, and only there."""
    return f"MERKKI-{what}-{person}-{state}"


def declared(person: str, state: str) -> set[str]:
    """Return the marked words of others that the person may read.

    The notes whose authors allowed it, while they are discussed; what came from paper, by who typed it in and whose it is; the pair's
    notes of an audit in which both have confirmed everything.
    """
    if state == "individual":
        return {marker(PAPER, "HUOMIO", state)} if person in {"contact", GUEST} else set()
    if state == REPORTED:
        return {marker(author, "HUOMIO", state) for author in AUDITORS} if person in AUDITORS else set()
    shown = {marker(author, "HUOMIO", state) for author in SHOWS_NOTE}
    return shown if state == "joint" and person in INSIDERS else set()


def leaks_in(answers: dict[str, str], person: str) -> list[tuple[str, str]]:
    """Return (address, words) wherever an answer to the person holds what another has written alone."""
    return [
        (url, words)
        for url, answer in answers.items()
        if "MERKKI-" in answer
        for state in (*STATES, AUDITED, REPORTED, PRACTISED)
        for author in (*RATERS, GUEST, PAPER, *AUDITORS)
        for words in {marker(author, "HUOMIO", state), marker(author, "SYY", state)} - declared(person, state)
        if author != person and words in answer
    ]
