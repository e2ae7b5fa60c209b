"""The project's settings with the accounts of FAKE_GATEWAY_ACCOUNTS besides its own, for real processes.

Use as DJANGO_SETTINGS_MODULE=tests.faults.fake_gateways.settings.
"""

import json
import os

from config.settings import *  # noqa: F403
from config.settings import GATEWAY_ACCOUNTS

GATEWAY_ACCOUNTS.update(json.loads(os.environ["FAKE_GATEWAY_ACCOUNTS"]))
