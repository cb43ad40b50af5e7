"""An assessment stays on its framework version whatever happens to the framework."""

import pytest

from assessments.models import Assessment
from assessments.selectors.results import criteria_of
from assessments.services.phases import complete_assessment, open_discussion
from criteria.models import FrameworkVersion
from criteria.versioning import VersionStatus
from tests.factories.assessments import AT, Cast, agree_all, make_individual, rate_all
from tests.factories.criteria import make_version

pytestmark = pytest.mark.django_db


def test_assessment_half_filled_stays_on_its_version_when_a_new_one_comes() -> None:
    cast = Cast()
    assessment = make_individual(cast)
    codes = [criterion.code for criterion in criteria_of(assessment)]
    rate_all(assessment, cast.raters[:1])
    make_version(areas=3, criteria=3)
    FrameworkVersion.objects.filter(pk=assessment.version_id).update(status=VersionStatus.RETIRED)
    rate_all(assessment, cast.raters[1:])
    open_discussion(assessment=assessment, by=cast.contact, at=AT)
    agree_all(assessment, cast.contact)
    complete_assessment(assessment=assessment, by=cast.leader, at=AT)
    assert [criterion.code for criterion in criteria_of(Assessment.objects.get())] == codes
