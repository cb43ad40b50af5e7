"""Small whole contents to load, to be broken one place at a time."""

import copy
from typing import Any

_FRAMEWORK: dict[str, Any] = {
    "slug": "kriteeristo",
    "version": "1.0",
    "kind": "criteria",
    "name": {"fi": "Kriteeristö"},
    "scale": {
        "slug": "kolme",
        "levels": [{"value": value, "name": {"fi": name}} for value, name in [(1, "Alku"), (2, "Keski"), (3, "Loppu")]],
        "not_applicable": {"name": {"fi": "Ei koske"}, "requires_reason": True},
        "dont_know": {"name": {"fi": "En osaa sanoa"}, "requires_reason": False},
        "met_from": 2,
    },
    "verdicts": [{"value": "met", "name": {"fi": "Täyttyy"}}],
    "areas": [
        {
            "code": area,
            "name": {"fi": f"Osa-alue {area}"},
            "description": {"fi": "Kuvaus."},
            "criteria": [
                {
                    "code": f"{area}.{number}",
                    "name": {"fi": f"Kriteeri {area}.{number}"},
                    "description": {"fi": "Työpajalla on tapa."},
                    "questions": [{"fi": "Mikä on tapa?"}],
                    "interview_questions": [{"fi": "Miten tapa näkyy?", "sv": "Hur syns det?"}, {"fi": "Kuka tapaa muuttaa?"}],
                    "evidence_examples": [{"fi": "muistio"}],
                    "levels": [{"value": value, "description": {"fi": f"Taso {value}."}} for value in (1, 2, 3)],
                }
                for number in (1, 2)
            ],
        }
        for area in ("K1", "K2")
    ],
}
_CONCEPTS: dict[str, Any] = {
    "slug": "sanasto",
    "version": "1.0",
    "groups": [{"slug": "ydin", "name": {"fi": "Ydinkäsitteet"}}, {"slug": "muut", "name": {"fi": "Muut"}}],
    "concepts": [
        {"code": "tyopaja", "group": "ydin", "term": {"fi": "työpaja"}, "definition": {"fi": "Yhteisö."}, "related": ["oljy"]},
        {"code": "oljy", "group": "muut", "term": {"fi": "Öljy", "sv": "Olja"}, "definition": {"fi": "Ämpärissä."}},
        {"code": "naytto-a", "group": "muut", "term": {"fi": "näyttö (a)"}, "definition": {"fi": "Yksi."}},
        {"code": "naytto-b", "group": "muut", "term": {"fi": "näyttö (b)"}, "definition": {"fi": "Toinen."}},
    ],
}


def framework_content(**changes: Any) -> dict[str, Any]:
    """Return a valid framework: two areas of two criteria, three levels."""
    return {**copy.deepcopy(_FRAMEWORK), **changes}


def concept_content(**changes: Any) -> dict[str, Any]:
    """Return a valid glossary of four concepts in two groups."""
    return {**copy.deepcopy(_CONCEPTS), **changes}
