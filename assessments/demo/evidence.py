"""Evidence of the demo: files made on the spot, links, and what an earlier assessment had already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.demo.content import evidence
from assessments.demo.documents import make_file
from assessments.models import Assessment, Evidence
from assessments.selectors.evidence import Holder
from assessments.services.evidence import add_file_evidence, add_link_evidence, pick_evidence
from criteria.models import Criterion
from workshops.models import User


def add_pieces(*, key: str, holder: Holder, by_code: Mapping[str, Criterion], by: User, at: dt.datetime) -> None:
    """Give the pieces listed under the key, some minutes apart; every file is inspected as any upload is."""
    for number, piece in enumerate(evidence().get(key, [])):
        moment = at + dt.timedelta(minutes=4 * number)
        criteria = [by_code[code] for code in piece["criteria"]]
        title = piece["title"]
        if "file" in piece:
            upload = SimpleUploadedFile(piece["file"], make_file(piece))
            add_file_evidence(holder=holder, criteria=criteria, upload=upload, title=title, by=by, at=moment)
        elif "link" in piece:
            add_link_evidence(holder=holder, criteria=criteria, link=piece["link"], title=title, by=by, at=moment)
        else:
            assert isinstance(holder, Assessment)  # an application is filled with what its sources have
            earlier = Evidence.objects.get(title=title, assessment__workshop=holder.workshop)
            pick_evidence(holder=holder, criteria=criteria, earlier=earlier, by=by, at=moment)
