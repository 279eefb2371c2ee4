"""The node's own settings over a temporary home with fresh keys, made before Django reads anything."""

import os
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="benkan-test-"))
os.environ["BENKAN_HOME"] = str(HOME)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from benkan.node import home  # noqa: E402 - BENKAN_HOME comes first

home.make(
    HOME,
    agency="ml-ocs",
    name={
        "fr": "Office central des stupéfiants",
        "en": "Central Narcotics Office",
        "ar": "المكتب المركزي لمكافحة المخدرات",
    },
    country="ML",
    url="http://127.0.0.1:8440",
    listen="127.0.0.1:8440",
    database=os.environ.get("BENKAN_TEST_DATABASE", "sqlite"),
    seed=b"s" * 32,
)

from benkan.node.settings import *  # noqa: E402, F403 - the settings under test are the real ones
from tests.in_process_signer import in_process  # noqa: E402 - same

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
BENKAN_SIGNER = in_process
