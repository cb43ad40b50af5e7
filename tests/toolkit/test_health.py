"""The probes tell red from green, and nothing else."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from config.toolkit import health


def a_task(**fields) -> DBTaskResult:
    enqueued_at = fields.pop("enqueued_at", timezone.now())
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [1], "kwargs": {}},
        task_path="workshops.tasks.send_mail",
        backend_name="default",
        run_after=fields.pop("run_after", get_date_max()),
        **fields,
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=enqueued_at)
    return task


@pytest.fixture
def beating(db):
    health.record_heartbeat(timezone.now())


def test_livez_touches_no_database(client):
    response = client.get("/livez")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_probes_answer_reading_only(client, db):
    assert client.post("/livez").status_code == 405
    assert client.post("/healthz").status_code == 405


def test_healthz_is_green_when_all_is_well(client, beating):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"ok": True, "database": True, "migrations": True, "worker": True, "media": True}
    assert "no-store" in response["Cache-Control"]


def test_healthz_is_red_without_a_worker(client, db):
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["worker"] is False
    assert response.json()["database"] is True


def test_healthz_is_red_when_the_worker_fell_silent(client, db, clock):
    health.record_heartbeat(timezone.now())
    clock.shift(minutes=4, seconds=59)
    assert client.get("/healthz").json()["worker"] is True
    clock.shift(seconds=2)
    assert client.get("/healthz").json()["worker"] is False


@pytest.mark.parametrize(
    ("waited", "deferred_by", "alive"),
    [(dt.timedelta(minutes=9), None, True), (dt.timedelta(minutes=11), None, False), (dt.timedelta(hours=5), dt.timedelta(hours=5), True)],
)
def test_healthz_is_red_when_a_task_waits_too_long(client, beating, waited, deferred_by, alive):
    now = timezone.now()
    a_task(enqueued_at=now - waited, run_after=now - waited + deferred_by if deferred_by else get_date_max())
    assert client.get("/healthz").json()["worker"] is alive


def test_healthz_is_red_without_media(client, beating, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "poissa"
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["media"] is False


def test_healthz_is_red_with_unapplied_migrations(client, beating, monkeypatch):
    monkeypatch.setitem(health._known, "migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'assessments'")
    assert client.get("/healthz").json()["migrations"] is False


def test_healthz_tells_no_details_of_a_fault(client, beating, monkeypatch):
    def fail() -> bool:
        raise OperationalError("password authentication failed for user laatumatka")

    monkeypatch.setattr(health, "_database_answers", fail)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["database"] is False
    assert "password" not in response.content.decode()
    assert cache.get(health.HEARTBEAT_KEY)
