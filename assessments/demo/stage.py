"""What the parts of the seeding share: the dice, the calendar, and who and what is on the stage already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from assessments.demo.calendar import DemoCalendar
from assessments.demo.names import Names
from assessments.models import Application, Assessment, Auditor, Round
from workshops.models import Organisation, User, Workshop


@dataclass
class Stage:
    """The state of one seeding; keys are those of the data files."""

    rng: Random
    calendar: DemoCalendar
    tell: Callable[[str], None]
    logins: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    workshops: dict[str, Workshop] = field(default_factory=dict)
    leaders: dict[str, User] = field(default_factory=dict)  # by workshop
    contacts: dict[str, User] = field(default_factory=dict)  # by workshop: who manages its assessments
    staff: dict[str, list[User]] = field(default_factory=dict)
    assessments: dict[str, Assessment] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    auditors: dict[str, Auditor] = field(default_factory=dict)
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(self.rng)
