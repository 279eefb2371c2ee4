"""The application that the server runs. WSGI on purpose: the same view does four times less work under ASGI."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benkan.node.settings")
application = get_wsgi_application()
# What was made at the start lives as long as the process: the collector need not walk it again and again. Later come
# the tables and caches of the matcher, which a full collection walks for 0.1 s while every request waits; a request
# leaves few cycles, so collections can be rare.
gc.freeze()
gc.set_threshold(5_000, 20, 100)
