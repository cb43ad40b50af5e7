"""The large tables, filled by the database itself; the same SQL on PostgreSQL and SQLite."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from assessments.models import Application, ApplicationAnswer, AreaSummary, Assessment, Classification, Participant, Rating, Result
from criteria.models import Area, Criterion, FrameworkVersion, Level
from workshops.models import Workshop

NOTE = "Sovimme viikkopalaverissa, kuka tekee ja mihin mennessä. Kirjaukset ovat yhteisessä kansiossa."
PRACTICE = (
    "Käymme asian läpi joka kuun ensimmäisessä tiimipalaverissa ja kirjaamme, mitä sovittiin. "
    "Uusi työntekijä saa ohjeet perehdytyksessä, ja valmentautujat kertovat kokemuksistaan kahdesti vuodessa."
)
DEVELOPMENT = "Sovimme vastuut kirjallisesti ja seuraamme niiden toteutumista kerran kaudessa."
STRENGTHS = "Yhteiset käytännöt ovat tuttuja kaikille, ja niistä pidetään kiinni kiireessäkin."


def fill_answers(version: FrameworkVersion, *, with_ratings: bool = True) -> None:
    """Give every participant her ratings, every discussed assessment its results, each with the history row of its one save.

    In the individual phase every other criterion is still unrated; the other assessments are answered whole. Without ratings only what a
    national summary counts is made.
    """
    if with_ratings:
        _insert(Rating, RATINGS, _tables(version), note=NOTE, revision=1)
    _insert(Result, RESULTS, _tables(version), current_practice=PRACTICE, development=DEVELOPMENT, revision=1)
    _insert(AreaSummary, SUMMARIES, _tables(version), strengths=STRENGTHS, revision=1)
    for model in (Rating, Result, AreaSummary):
        copy_to_history(model)


def write_application_answers(version: FrameworkVersion) -> None:
    """Give every application a text for every criterion, without a level, by its contact, each with the history row of its one save."""
    _insert(ApplicationAnswer, WRITTEN, _tables(version), text=f"{PRACTICE}\n\n{STRENGTHS}\n\n{DEVELOPMENT}", revision=1)
    copy_to_history(ApplicationAnswer)


def copy_networks() -> None:
    """Store on every finished assessment in which networks its workshop is."""
    rows = (Classification, Assessment, Workshop.networks.through)
    names = {str(model._meta.model_name): _quoted(model._meta.db_table) for model in rows}
    _insert(Classification.networks.through, NETWORKS, names)


def copy_to_history(model: type[models.Model]) -> None:
    """Write the history row of the first save of every row there is."""
    history = model.history.model  # type: ignore[attr-defined]  # added by simple-history
    columns = ", ".join(_quoted(field.column) for field in model._meta.concrete_fields)
    moment = _quoted("agreed_at" if model._meta.model_name == "action" else "saved_at")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quoted(history._meta.db_table)} ({columns}, history_date, history_type) "  # noqa: S608  # nosec B608 names of tables
            f"SELECT {columns}, {moment}, '+' FROM {_quoted(model._meta.db_table)} ORDER BY id"
        )


# Who answers what is spread by the numbers of the rows: 10 % without a level, the rest over all levels. In results it is whole areas that
# do not concern a workshop: criteria that do not concern the same ones are counted together.
LEVELS = """
    LEFT JOIN (SELECT id, row_number() OVER (ORDER BY value) - 1 AS number FROM {level} WHERE scale_id = {scale}) l
    ON d.spread >= 10 AND l.number = d.spread % (SELECT count(*) FROM {level} WHERE scale_id = {scale})
"""
REASON = "'Meillä ei ole tätä toimintaa.'"
RATINGS = {
    "participant_id": "d.participant_id",
    "criterion_id": "d.criterion_id",
    "answer": "CASE WHEN d.spread < 5 THEN 'dont_know' WHEN d.spread < 10 THEN 'not_applicable' ELSE 'level' END",
    "level_id": "l.id",
    "reason": f"CASE WHEN d.spread BETWEEN 5 AND 9 THEN {REASON} ELSE '' END",
    "saved_at": "d.moment",
    "FROM": """(
        SELECT p.id AS participant_id, c.id AS criterion_id, a.started_at AS moment, (p.id * 37 + c.id * 11) % 100 AS spread
        FROM {participant} p JOIN {assessment} a ON a.id = p.assessment_id CROSS JOIN {criterion} c
        JOIN {area} r ON r.id = c.area_id AND r.version_id = {version}
        WHERE a.status <> 'individual' OR (c."order" + p.id) % 2 = 0
    ) d {levels}""",
}
RESULTS = {
    "assessment_id": "d.assessment_id",
    "criterion_id": "d.criterion_id",
    "answer": "CASE WHEN d.spread < 10 THEN 'not_applicable' ELSE 'level' END",
    "level_id": "l.id",
    "reason": f"CASE WHEN d.spread < 10 THEN {REASON} ELSE '' END",
    "saved_at": "d.moment",
    "saved_by_id": "d.writer",
    "FROM": """(
        SELECT a.id AS assessment_id, c.id AS criterion_id, a.discussion_opened_at AS moment, a.discussion_opened_by_id AS writer,
            CASE WHEN (a.id * 37 + r."order" * 11) % 100 < 10 THEN 0 ELSE 10 + (a.id * 37 + c.id * 11) % 90 END AS spread
        FROM {assessment} a CROSS JOIN {criterion} c
        JOIN {area} r ON r.id = c.area_id AND r.version_id = {version}
        WHERE a.discussion_opened_at IS NOT NULL
    ) d {levels}""",
}
SUMMARIES = {
    "assessment_id": "a.id",
    "area_id": "r.id",
    "saved_at": "a.discussion_opened_at",
    "saved_by_id": "a.discussion_opened_by_id",
    "FROM": "{assessment} a CROSS JOIN {area} r WHERE r.version_id = {version} AND a.discussion_opened_at IS NOT NULL",
}

WRITTEN = {
    "application_id": "p.id",
    "criterion_id": "c.id",
    "saved_at": "p.opened_at",
    "saved_by_id": "p.contact_id",
    "FROM": "{application} p CROSS JOIN {criterion} c JOIN {area} r ON r.id = c.area_id AND r.version_id = {version}",
}


NETWORKS = {
    "classification_id": "c.id",
    "network_id": "n.network_id",
    "FROM": "{classification} c JOIN {assessment} a ON a.id = c.assessment_id JOIN {workshop_networks} n ON n.workshop_id = a.workshop_id",
}


def _tables(version: FrameworkVersion) -> dict[str, str]:
    rows = (Application, Participant, Assessment, Criterion, Area, Level)
    names = {str(model._meta.model_name): _quoted(model._meta.db_table) for model in rows}
    names |= {"version": str(version.pk), "scale": str(version.scale_id)}
    return {**names, "levels": LEVELS.format(**names)}


def _insert(model: type[models.Model], select: dict[str, str], tables: dict[str, str], **constant: Any) -> None:
    """Run one INSERT … SELECT; columns that neither the select nor a constant gives hold their field's default."""
    given = {column: expression for column, expression in select.items() if column != "FROM"}
    rest = [field for field in model._meta.concrete_fields if field.column not in given and not field.primary_key]
    values = [field.get_db_prep_save(constant.get(field.name, field.get_default()), connection) for field in rest]
    columns = ", ".join(_quoted(column) for column in [*given, *(field.column for field in rest)])
    expressions = ", ".join([*given.values(), *("%s" for _ in rest)])
    source = select["FROM"].format(**tables).replace("%", "%%")
    statement = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) SELECT {expressions} FROM {source}"  # noqa: S608  # nosec B608 constants
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
