"""`./run bench rush`: the last minute before a deadline, against gunicorn and a PostgreSQL that really writes."""
