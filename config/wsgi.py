"""The WSGI entry point. In production it refuses to start when `check --deploy` finds anything."""

import os

from django.core.wsgi import get_wsgi_application

from config.toolkit.deployment import refuse_uncollected_static, refuse_unsafe_production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
refuse_unsafe_production()
refuse_uncollected_static()
