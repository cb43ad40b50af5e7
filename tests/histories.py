"""How far random histories are drawn: the same ones in every run, few and short enough for a part of the suite."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings


def bounds(*, examples: int, steps: int) -> settings:
    """Return the settings of a state machine: so many histories of so many steps, always the same."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
