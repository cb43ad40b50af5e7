"""Data for measuring: many invented workshops whose assessments are all alike, made set by set and not through the services.

3,000 assessments hold some 600,000 ratings with as many rows of history; through the services they would take hours. What the services
would guard is held by the database's constraints and by the tests. Above every layer of the app, like the demo: only
`manage.py seed_bench`, `./run bench`, `./run drill` and the tests may import it.
"""
