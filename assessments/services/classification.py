"""The workshop's facts, stored on an assessment when it is finished."""

from __future__ import annotations

from assessments.models import Assessment, Classification


def store_classification(assessment: Assessment) -> None:
    """Store what the workshop is now on the assessment that is being finished: old years do not change when it moves.

    Of an assessment that was opened again and is finished anew, the earlier one gives way.
    """
    workshop = assessment.workshop
    if assessment.first_completed_at:
        Classification.objects.filter(assessment=assessment).delete()
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
    )
    in_network = Classification.networks.through
    in_network.objects.bulk_create(in_network(classification=classification, network=network) for network in workshop.networks.all())
