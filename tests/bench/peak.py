"""The largest memory of a rendering: `python -m tests.bench.peak floor|service in.html` prints it in KiB."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import django

from config.toolkit.pdf.rendering import render_pdf


def main(kind: str, source: str) -> None:
    if kind == "floor":
        subprocess.run([sys.executable, "-m", "tests.bench.bare_pdf", source, f"{source}.pdf"], check=True)
    else:
        django.setup()
        render_pdf(Path(source).read_text(encoding="utf-8"))
    sys.stdout.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))


if __name__ == "__main__":
    main(*sys.argv[1:])
