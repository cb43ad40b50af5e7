"""What the demo tells of itself: the password, who to sign in as, and where to look."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from assessments.demo.content import cast, places, plans
from assessments.models import Assessment

SHOWN = ("draft", "individual", "joint", "completed")


def manifest() -> dict[str, Any]:
    """Return `{"password", "logins": {role: e-mail}, "urls": {name: path}}` of the demo in the database; the contact can open each path."""
    urls = {
        "dashboard": reverse("assessments:dashboard"),
        "criteria": reverse("criteria:framework-index"),
        "concepts": reverse("criteria:concept-list"),
        "try_it": reverse("assessments:try-it"),
    }
    refs = {key: _ref(key) for key in SHOWN}
    urls |= {f"self_assessment_{key}": reverse("assessments:assessment-detail", args=[ref]) for key, ref in refs.items()}
    urls["report_html"] = reverse("assessments:assessment-results", args=[refs["completed"]])
    urls["report_pdf"] = reverse("assessments:report-download", args=[refs["completed"]])
    return {"password": cast()["password"], "logins": {role: row["email"] for role, row in cast()["logins"].items()}, "urls": urls}


def _ref(key: str) -> str:
    plan = next(plan for plan in plans() if plan.key == key)
    organisation, unit = next((row, unit) for row in places()["organisations"] for unit in row["workshops"] if unit["key"] == plan.workshop)
    return Assessment.objects.get(
        workshop__name=unit["name"], workshop__organisation__business_id=organisation["business_id"], title=plan.title
    ).ref
