"""The real thing beside the tests: web server, worker and users as processes and threads; for `./run bench` and `./run drill`."""
