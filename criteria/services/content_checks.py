"""Checking content before it is loaded: the schema first, then what a schema cannot say. Every error names its place."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from criteria.services.content_files import ContentError

LIBRARY = Path(__file__).resolve().parent.parent / "library"
MAX_ERRORS = 50
RESERVED_SLUGS = {"linkit"}  # addresses of their own below kriteerit/
ANY_TEXT = "\\S"  # the schema's pattern for a text that is not blank


def check_framework(content: dict[str, Any]) -> None:
    """Raise `ContentError` unless the content is a whole framework version of kind criteria."""
    if content.get("kind") == "stl":
        raise ContentError([_("STL-malleja ei voi vielä ladata: tiedoston laji (kind) on stl, ja vain criteria käy.")])
    _check("framework", content, _framework_errors)


def check_concepts(content: dict[str, Any]) -> None:
    """Raise `ContentError` unless the content is a whole concept set."""
    _check("concepts", content, _concept_errors)


def _check(schema: str, content: dict[str, Any], semantic: Any) -> None:
    errors = [*_schema_errors(schema, content), *_character_errors(content)]
    if not errors:  # the semantic checks may then trust the shape
        errors = list(semantic(content))
    if len(errors) > MAX_ERRORS:
        errors = [*errors[:MAX_ERRORS], _("… ja %(count)s muuta virhettä.") % {"count": len(errors) - MAX_ERRORS}]
    if errors:
        raise ContentError(errors)


@lru_cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((LIBRARY / f"{schema}.schema.json").read_text(encoding="utf-8")))


def _schema_errors(schema: str, content: dict[str, Any]) -> list[str]:
    found = sorted(_validator(schema).iter_errors(content), key=lambda error: [str(part).zfill(5) for part in error.absolute_path])
    return [_at(_place(content, list(error.absolute_path)), message) for error in found for message in _messages(error)]


def _place(content: Any, path: Sequence[str | int]) -> str:
    """Return the path with list positions replaced by the code, value or slug that a person knows: "areas → K2 → criteria → K2.3"."""
    names: list[str] = []
    node = content
    for part in path:
        node = node[part]
        name = next((node[key] for key in ("code", "value", "slug") if isinstance(node, dict) and key in node), None)
        if isinstance(part, str):
            names.append(part)
        elif isinstance(name, str | int) and str(name):
            names.append(str(name)[:40])
        else:
            names.append(_("%(number)s. kohta") % {"number": part + 1})
    return " → ".join(names)


def _at(place: str, message: str) -> str:
    return f"{place}: {message}" if place else f"{message[:1].upper()}{message[1:]}"


def _messages(error: ValidationError) -> Iterator[str]:
    rule = error.validator_value
    if error.validator == "required":
        missing = error.message.split("'")[1]
        yield _("suomenkielinen teksti (fi) puuttuu.") if missing == "fi" else _("kohta %(name)s puuttuu.") % {"name": missing}
    elif error.validator == "additionalProperties":
        for name in sorted(set(error.instance) - set(error.schema["properties"])):
            yield _("kohtaa %(name)s ei tunneta.") % {"name": str(name)[:40]}
    elif error.validator == "pattern":
        yield _("teksti puuttuu.") if rule == ANY_TEXT else _("tunnuksessa on merkkejä, joita siinä ei voi käyttää.")
    elif error.validator == "type":
        yield _("tässä pitää olla %(type)s.") % {"type": _type_name(str(rule))}
    else:
        sentences = {
            "minLength": _("teksti puuttuu."),
            "maxLength": _("teksti on liian pitkä: enintään %(rule)s merkkiä."),
            "minItems": _("kohtia on liian vähän: vähintään %(rule)s."),
            "maxItems": _("kohtia on liikaa: enintään %(rule)s."),
            "const": _("arvon pitää olla %(rule)s."),
        }
        yield sentences.get(str(error.validator), _("luku ei ole sallituissa rajoissa.")) % {"rule": json.dumps(rule)}


def _type_name(kind: str) -> str:
    names = {
        "object": _("nimettyjä kohtia"),
        "array": _("luettelo"),
        "string": _("tekstiä (luvut lainausmerkkeihin)"),
        "integer": _("kokonaisluku"),
    }
    return names.get(kind, kind)


def _character_errors(node: Any, path: Sequence[str | int] = (), root: Any = None) -> Iterator[str]:
    """Name each text with a control character or half a surrogate pair: PostgreSQL cannot store them and pages cannot show them."""
    root = node if root is None else root
    if isinstance(node, str):
        if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\n\t" for char in node):
            yield _at(_place(root, path), _("tekstissä on merkki, jota ei voi näyttää."))
    elif isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _character_errors(value, [*path, key], root)


def _framework_errors(content: dict[str, Any]) -> Iterator[str]:
    if content["slug"] in RESERVED_SLUGS:
        yield _at("slug", _("tunnus on varattu."))
    values = [level["value"] for level in content["scale"]["levels"]]
    yield from _doubled("scale → levels", values)
    if content["scale"]["met_from"] not in values:
        yield _at("scale → met_from", _("asteikolla ei ole tasoa %(value)s.") % {"value": content["scale"]["met_from"]})
    yield from _doubled("verdicts", [verdict["value"] for verdict in content["verdicts"]])
    yield from _doubled("areas", [area["code"] for area in content["areas"]])
    yield from _doubled("areas", [criterion["code"] for area in content["areas"] for criterion in area["criteria"]])
    for area in content["areas"]:
        for criterion in area["criteria"]:
            yield from _level_errors(f"areas → {area['code']} → criteria → {criterion['code']} → levels", criterion, values)


def _level_errors(place: str, criterion: dict[str, Any], values: list[int]) -> Iterator[str]:
    described = [level["value"] for level in criterion["levels"]]
    yield from _doubled(place, described)
    for value in values:
        if value not in described:
            yield _at(place, _("tasolta %(value)s puuttuu kuvaus.") % {"value": value})
    for value in described:
        if value not in values:
            yield _at(place, _("asteikolla ei ole tasoa %(value)s.") % {"value": value})


def _concept_errors(content: dict[str, Any]) -> Iterator[str]:
    groups = [group["slug"] for group in content["groups"]]
    codes = [concept["code"] for concept in content["concepts"]]
    yield from _doubled("groups", groups)
    yield from _doubled("concepts", codes)
    yield from _doubled("concepts", [concept["term"]["fi"].casefold() for concept in content["concepts"]])
    for concept in content["concepts"]:
        place = f"concepts → {concept['code']}"
        if concept["group"] not in groups:
            yield _at(f"{place} → group", _("ryhmää %(group)s ei ole.") % {"group": concept["group"]})
        yield from _doubled(f"{place} → related", concept.get("related", []))
        for code in concept.get("related", []):
            if code not in codes or code == concept["code"]:
                yield _at(f"{place} → related", _("käsitettä %(code)s ei ole, tai se on käsite itse.") % {"code": code})


def _doubled(place: str, values: Iterable[str | int]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield _at(place, _("%(value)s on kahdesti.") % {"value": value})
