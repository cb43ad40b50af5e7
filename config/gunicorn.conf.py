"""The web server: `gunicorn --config config/gunicorn.conf.py config.wsgi`; what differs between machines comes from the environment."""

import os
from pathlib import Path

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads, so that a slow upload holds one thread and not a whole process.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 30
keepalive = 5
# A worker is renewed now and then, so that memory a library keeps is given back.
max_requests = 5000
max_requests_jitter = 500
# Whose X-Forwarded-* headers are believed: the reverse proxy's address.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
# The heartbeat file in memory: on a disk a busy disk would look like a hung worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 the file is made by gunicorn with its own random name
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
control_socket_disable = True
# One line per request is written by the service itself, with the request's id and without tokens.
accesslog = None
