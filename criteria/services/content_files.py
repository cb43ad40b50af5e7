"""Reading a content file: YAML of a limited size, without aliases or doubled keys, as plain data in Unicode NFC."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from config.toolkit.errors import DomainError

MAX_BYTES = 2 * 1024 * 1024
MAX_PARTS = 100_000  # the shipped framework has about 2,500
_MERGE_TAG = "tag:yaml.org,2002:merge"


class ContentError(DomainError):
    """The content cannot be loaded; `errors` names each place and what is wrong there, so that all can be mended at once."""

    status = 400

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


class _ContentLoader(yaml.SafeLoader):
    """The safe loader without silently doubled keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True) if key_node.tag != _MERGE_TAG else None
            if not isinstance(key, str) or key in keys:
                problem = _("kohta %(key)s on kahdesti tai sen nimi ei ole tekstiä") % {"key": key}
                raise yaml.constructor.ConstructorError(problem=problem, problem_mark=key_node.start_mark)
            keys.add(key)
        return super().construct_mapping(node, deep)


def read_content(path: Path) -> dict[str, Any]:
    """Return the content of a YAML file. Raises `ContentError` when it is no such file; the line is named where YAML breaks."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ContentError([_("Tiedostoa %(path)s ei voi lukea.") % {"path": path}]) from error
    if len(raw) > MAX_BYTES:
        raise ContentError([_("Tiedosto on liian suuri: enintään 2 Mt.")])
    try:
        content = yaml.load(raw, Loader=_ContentLoader)  # noqa: S506 a subclass of SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ContentError([_yaml_problem(error)]) from error
    if not isinstance(content, dict):
        raise ContentError([_("Tiedostossa ei ole sisältöä, jossa on nimettyjä kohtia.")])
    try:
        normalised: dict[str, Any] = _normalise(content, iter(range(MAX_PARTS)))
    except RecursionError as error:
        raise ContentError([_("Tiedoston sisältö on liian suuri.")]) from error
    return normalised


def content_sha256(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the content itself: the order of keys, comments and line breaks of the file do not count."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True, default=str).encode()).hexdigest()


def _yaml_problem(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    if mark is None:
        return _("Tiedosto ei ole kelvollista YAMLia: %(problem)s.") % {"problem": problem}
    return _("Tiedosto ei ole kelvollista YAMLia rivillä %(line)s: %(problem)s.") % {"line": mark.line + 1, "problem": problem}


def _normalise(value: Any, budget: Iterator[int]) -> Any:
    """Return the value with every text in NFC; each part costs one of the budget, for YAML's references let a short file grow endless."""
    if next(budget, None) is None:
        raise ContentError([_("Tiedoston sisältö on liian suuri.")])
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip()
    if isinstance(value, list):
        return [_normalise(item, budget) for item in value]
    if isinstance(value, dict):
        return {key: _normalise(item, budget) for key, item in value.items()}
    return value
