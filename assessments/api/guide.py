"""The OpenAPI document as its page tells of it: plain lists instead of references and nested schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.api.addresses import absolute

WHERE = {"path": "osoitteessa", "query": "kyselyssä", "header": "otsakkeessa"}
TYPES = {"string": "teksti", "integer": "kokonaisluku", "boolean": "tosi tai epätosi", "array": "luettelo", "null": "null"}
FORMATS = {"date": "päivä", "date-time": "hetki"}
ENVELOPE = "Page_"  # the name of a list's shape begins so; what it holds is told once for all
PARAMETERS = {"Paging", "GroupPaging"}  # told with the addresses


@dataclass(frozen=True)
class Parameter:
    """A parameter in words."""

    name: str
    where: str
    type: str
    description: str
    default: str


@dataclass(frozen=True)
class Endpoint:
    """An address with what it takes and gives; `example` can be asked as it stands."""

    path: str
    anchor: str
    description: str
    parameters: tuple[Parameter, ...]
    outcomes: tuple[tuple[str, str], ...]
    shape: str
    example: str


@dataclass(frozen=True)
class Shape:
    """An object of the answers with its fields: name, type, description."""

    name: str
    description: str
    fields: tuple[tuple[str, str, str], ...]


def endpoints(document: Mapping[str, Any]) -> list[Endpoint]:
    """Return the addresses in the order of the document."""
    return [_endpoint(path, methods["get"], document["components"]["schemas"]) for path, methods in document["paths"].items()]


def shapes(document: Mapping[str, Any]) -> list[Shape]:
    """Return the objects of the answers; choices stand with the fields that take them, and a page of a list is told once."""
    schemas = document["components"]["schemas"]
    pages = [name for name in schemas if name.startswith(ENVELOPE)]
    told = {name: schema for name, schema in schemas.items() if "properties" in schema and name not in {*pages[1:], *PARAMETERS}}
    return [Shape(_title(name), schema.get("description", ""), _fields(schema, schemas)) for name, schema in sorted(told.items())]


def _endpoint(path: str, get: Mapping[str, Any], schemas: Mapping[str, Any]) -> Endpoint:
    examples = {each["name"]: str(each["schema"]["example"]) for each in get["parameters"] if "example" in each["schema"]}
    content = get["responses"]["200"]["content"]["application/json"]["schema"]
    return Endpoint(
        path=path,
        anchor=get["operationId"],
        description=get["description"],
        parameters=tuple(_parameter(each, schemas) for each in get["parameters"]),
        outcomes=tuple((status, response["description"]) for status, response in get["responses"].items()),
        shape=_type(content, schemas),
        example=absolute(path.format(**examples)),
    )


def _parameter(parameter: Mapping[str, Any], schemas: Mapping[str, Any]) -> Parameter:
    schema = parameter["schema"]
    bounds = [f"{schema['minimum']}–{schema['maximum']}"] if "minimum" in schema else []
    return Parameter(
        name=parameter["name"],
        where=WHERE[parameter["in"]],
        type=", ".join([_type(schema, schemas), *bounds]),
        description=parameter.get("description", ""),
        default=str(schema.get("default", "")),
    )


def _fields(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, _type(field, schemas), field.get("description", "")) for name, field in schema["properties"].items())


def _type(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """Say the type in words: "teksti tai null", "luettelo: VersionLine", "self | audit"."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _type(schemas[name], schemas) if "enum" in schemas[name] else _title(name)
    if "allOf" in schema:  # a reference that has a description of its own
        return _type(schema["allOf"][0], schemas)
    if "anyOf" in schema:
        return " tai ".join(_type(each, schemas) for each in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " | ".join(str(value) for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"{TYPES['array']}: {_type(schema['items'], schemas)}"
    return FORMATS.get(schema.get("format", ""), TYPES.get(schema.get("type", ""), ""))


def _title(name: str) -> str:
    """Name a list's shape as it is written in types: `Page_VersionLine_` is Page[VersionLine]."""
    return f"Page[{name.removeprefix(ENVELOPE).rstrip('_')}]" if name.startswith(ENVELOPE) else name
