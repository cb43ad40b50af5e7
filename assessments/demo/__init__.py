"""The demo: a country of invented workshops, made through the services alone. Data in YAML, one module per concern.

Above every layer of the app: only the command `seed_demo` and the tests may import it.
"""
