"""What is printed: one line per goal."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


ROUNDS_MIN, SECONDS_MAX = 3, 15.0  # of one comparison


@dataclass(frozen=True)
class Line:
    """One measured thing: the number of its goal, the goal and the measure in words, whether it is met, and the ratio if there is one."""

    number: str
    what: str
    goal: str
    measured: str
    is_met: bool
    ratio: float | None = None


@dataclass
class Table:
    lines: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        self.lines.append(line)
        say(f"  {_row(line)}")

    def limit_ratio(self, subject: tuple[str, str], pair: tuple[float, float], limit: float, of: str) -> None:
        """Add a ratio of two times in seconds for the subject, a goal's number and what is measured; `of` names the second, the floor."""
        ratio = pair[0] / pair[1]
        self.add(Line(*subject, f"≤ {limit:g} × {of}", f"{pair[0] * 1000:.1f} ms / {pair[1] * 1000:.1f} ms", ratio <= limit, ratio))

    def limit_number(self, subject: tuple[str, str], number: float, limit: float, unit: str) -> None:
        self.add(Line(*subject, f"≤ {limit:g} {unit}", f"{number:.4g} {unit}", number <= limit))

    def print(self) -> None:
        say(f"\n{'':4} {'what':62} {'goal':26} {'measured':26} {'ratio':>6}  verdict")
        for line in self.lines:
            say(_row(line))
        missed = [line for line in self.lines if not line.is_met]
        say(f"\n{len(self.lines) - len(missed)} of {len(self.lines)} goals met.")


def _row(line: Line) -> str:
    ratio = f"{line.ratio:.2f}" if line.ratio is not None else ""
    return f"{line.number:4} {line.what:62} {line.goal:26} {line.measured:26} {ratio:>6}  {'met' if line.is_met else 'MISSED'}"


def alternate(acts: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Run the acts in turn, round after round, and return the median seconds of each; a first round warms up and is not counted.

    A busy machine gets fewer rounds, so that the whole stays within its time.
    """
    seconds: dict[str, list[float]] = {name: [] for name in acts}
    began = time.perf_counter()
    for number in range(rounds + 1):
        if number > ROUNDS_MIN and time.perf_counter() - began > SECONDS_MAX:
            break
        for name, act in acts.items():
            started = time.perf_counter()
            act()
            if number:
                seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(each) for name, each in seconds.items()}


def percentile(seconds: list[float], share: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
