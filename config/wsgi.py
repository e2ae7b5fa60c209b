"""The WSGI door of the web process."""

import os

from config.startup import prepare

prepare()
# Threads of one web process share few connections; workers and commands hold one each and need no pool.
os.environ.setdefault("DATABASE_POOL_SIZE", "8")

from django.core.wsgi import get_wsgi_application  # noqa: E402

import config.celery  # noqa: E402, F401
from config.secrets_check import refuse_unreadable_secrets  # noqa: E402

application = get_wsgi_application()
refuse_unreadable_secrets()
