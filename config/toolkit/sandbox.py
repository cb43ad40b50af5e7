"""A process of its own for code that reads or draws what people send: limited, without network, without the service's secrets.

Used on both sides: the parent calls `run_confined`, the child calls `confine` before it opens anything. Knows nothing of Django.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess  # nosec B404  # the command is fixed: this Python and one module of the project
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

PROJECT_DIR = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
MISSING_LIBRARY_EXIT, MEMORY_EXIT, TIME_EXIT = 64, 65, 66

_PASSED_ON = ("LD_LIBRARY_PATH", "FONTCONFIG_PATH", "FONTCONFIG_FILE")
_REFUSED_EVENTS = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.getaddrinfo",
        "socket.sendto",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.fork",
        "os.posix_spawn",
    }
)
_OUT_OF_MEMORY_SIGNS = ("MemoryError", "bad_alloc", "failed to allocate", "Cannot allocate memory", "out of memory")
_LAST_WORDS_LENGTH = 4000


@dataclass(frozen=True)
class Limits:
    """`memory` and `output` (one written file) in bytes, `cpu` and `wall` in seconds."""

    memory: int
    cpu: int
    wall: int
    output: int = 64 * MEGABYTE


@dataclass(frozen=True)
class Outcome:
    """How the process ended: its exit status, negative for a signal, and the last it wrote to stdout or stderr."""

    status: int
    last_words: str

    @property
    def ran_out_of_time(self) -> bool:
        """Tell whether the processor or the wall limit ended it."""
        return self.status in {TIME_EXIT, -signal.SIGXCPU, -signal.SIGALRM}

    @property
    def ran_out_of_memory(self) -> bool:
        """Tell whether the memory limit ended it; C libraries only say so in words."""
        return self.status == MEMORY_EXIT or any(sign in self.last_words for sign in _OUT_OF_MEMORY_SIGNS)


def run_confined(module: str, *arguments: str, folder: Path, limits: Limits) -> Outcome:
    """Run the module with `folder` as its working and temporary folder, and wait for its end, at most `limits.wall` seconds."""
    words = folder / "words"
    command = [sys.executable, "-s", "-m", module, json.dumps(asdict(limits)), *arguments]
    with words.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # nosec B603  # fixed command, no shell, nothing of the user's in it
            command, cwd=folder, env=_environment(folder), stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
        try:
            status = process.wait(timeout=limits.wall)
        except subprocess.TimeoutExpired:
            status = TIME_EXIT
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    with words.open("rb") as output:
        output.seek(max(0, words.stat().st_size - _LAST_WORDS_LENGTH))
        return Outcome(status, output.read().decode("utf-8", errors="replace"))


def confine(limits: Limits) -> None:
    """Take the limits on; called by the child first of all. The alarm ends it also when its parent was killed."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output, limits.output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(limits.wall + 1)


def refuse_network() -> None:
    """Let nothing in this process reach the network or start a process from now on; called after the libraries are loaded."""
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event in _REFUSED_EVENTS:
        raise PermissionError(f"{event} is not for this process.")


def _environment(folder: Path) -> dict[str, str]:
    """Return the child's whole environment: no secret of the service is in it."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(PROJECT_DIR),
        "PYTHONHASHSEED": "0",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        **{key: os.environ[key] for key in _PASSED_ON if key in os.environ},
    }
