"""The inspecting process: opens `file` of its working folder with a real parser and ends with 0, or prints the reason for refusing it.

Of a picture it leaves `cleaned` in the folder: the one that is kept, upright and without what the camera wrote into it.

Nothing in the file is run or followed: no script, no launch action, no external reference. Knows nothing of Django.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from config.toolkit.sandbox import MEMORY_EXIT, Limits, confine, refuse_network
from config.toolkit.uploads.kinds import CLEANED, KINDS, ZIP_SIGNATURE, Kind, Refusal, RefusedFileError

REFUSED_EXIT = 1
PDF_STREAM_MAX_BYTES = 64 * 1024 * 1024  # one object or cross-reference stream, unpacked
PDF_MAX_PAGES = 5_000


def main(limits: Limits, extension: str) -> int:
    """Inspect the file as the kind named by the extension and return the exit status."""
    confine(limits)
    try:
        inspect_file(Path("file"), KINDS[extension])
    except MemoryError:
        return MEMORY_EXIT
    except RefusedFileError as refused:
        sys.stdout.write(f"\n{refused.refusal}")
        return REFUSED_EXIT
    return 0


def inspect_file(path: Path, kind: Kind) -> None:
    """Raise `RefusedFileError` if the file is not a whole and harmless one of its kind."""
    if kind.signature == ZIP_SIGNATURE:
        from config.toolkit.uploads.office import inspect_office  # noqa: PLC0415  # each process loads the one parser it needs

        refuse_network()
        with path.open("rb") as file:
            inspect_office(file, kind)
    elif kind.extension == "pdf":
        _inspect_pdf(path)
    else:
        from config.toolkit.uploads.images import inspect_image, write_cleaned  # noqa: PLC0415  # see above

        refuse_network()
        inspect_image(path, kind)
        write_cleaned(path, kind, Path(CLEANED))


def _inspect_pdf(path: Path) -> None:
    import pikepdf  # noqa: PLC0415  # see inspect_file

    refuse_network()
    pikepdf.settings.set_qpdf_limits(flate_max_memory=PDF_STREAM_MAX_BYTES, doc_max_warnings=200, parser_max_container_size=500_000)
    try:
        with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream) as pdf:
            if not 0 < len(pdf.pages) <= PDF_MAX_PAGES:
                raise RefusedFileError(Refusal.BROKEN)
            for page in pdf.pages:
                if not page.mediabox:
                    raise RefusedFileError(Refusal.BROKEN)
    except pikepdf.PasswordError:
        raise RefusedFileError(Refusal.ENCRYPTED) from None
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError, RuntimeError):
        raise RefusedFileError(Refusal.BROKEN) from None


if __name__ == "__main__":
    code = main(Limits(**json.loads(sys.argv[1])), sys.argv[2])
    sys.stdout.flush()
    os._exit(code)
