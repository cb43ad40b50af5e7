"""The workshop's facts, stored on an assessment when it is finished."""

from __future__ import annotations

from collections import defaultdict

from assessments.models import Assessment, Classification
from workshops.choices import FeatureKind


def store_classification(assessment: Assessment) -> None:
    """Store what the workshop is now on the assessment that is being finished: old years do not change when it moves.

    Of an assessment that was opened again and is finished anew, the earlier one gives way.
    """
    workshop = assessment.workshop
    if assessment.first_completed_at:
        Classification.objects.filter(assessment=assessment).delete()
    codes: dict[str, list[str]] = defaultdict(list)
    for kind, code in workshop.features.values_list("kind", "code"):
        codes[kind].append(code)
    classification = Classification.objects.create(
        assessment=assessment,
        organisation=workshop.organisation,
        organisation_name=workshop.organisation.name,
        workshop_name=workshop.name,
        municipality_id=workshop.municipality_id,
        region_id=workshop.municipality.region_id,
        maintainer_type=workshop.organisation.maintainer_type,
        language=workshop.language,
        size=workshop.size,
        services=" ".join(codes[FeatureKind.SERVICE]),
        sectors=" ".join(codes[FeatureKind.SECTOR]),
    )
    in_network = Classification.networks.through
    in_network.objects.bulk_create(in_network(classification=classification, network=network) for network in workshop.networks.all())
