"""How the machine was while it was measured: whose work the processors did. Read from /proc."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from tests.live.service import children_of

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Share:
    """Seconds of processor time."""

    total: float
    idle: float
    by_name: dict[str, float]

    def since(self, before: Share) -> dict[str, tuple[float, float]]:
        """Return how the processors were used since the earlier look: for each name the seconds and the share of all."""
        whole = max(self.total - before.total, 0.001)
        used = {name: seconds - before.by_name.get(name, 0.0) for name, seconds in self.by_name.items()}
        others = whole - (self.idle - before.idle) - sum(used.values())
        parts = {**used, "others": max(others, 0.0), "idle": self.idle - before.idle}
        return {name: (seconds, seconds / whole) for name, seconds in parts.items()}


def look(processes: dict[str, int]) -> Share:
    """Return the time used so far by each process with its living and waited-for children, by its name, by this one, and by all."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    by_name = {**{name: _family(pid) for name, pid in processes.items()}, "load": time.process_time()}
    return Share(sum(ticks[:8]) / TICKS, (ticks[3] + ticks[4]) / TICKS, by_name)


def _family(pid: int) -> float:
    return sum(_used(each) for each in [pid, *children_of(pid)]) / TICKS


def _used(pid: int) -> int:
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(int(word) for word in words[11:15])  # its own, and that of children it has waited for
    return 0
