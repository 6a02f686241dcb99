"""The portal as a WSGI application; granian serves it (docs/adr: WSGI answered 13 times faster than ASGI)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karta.portal.config.settings")
application = get_wsgi_application()
