"""What a thief of the database finds of the officers' second factors: nothing that makes a code."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

from benkan.apps.accounts import services as accounts

pytestmark = pytest.mark.django_db


def test_a_second_factor_lies_sealed_in_the_database_and_still_works():
    officer = accounts.create_officer("analyste", "Fatoumata Traoré", "analyst")
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(officer, secret)
    codes = RecoveryCodes.activate(officer).get_unused_codes()
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in codes)
    assert (
        Authenticator.objects.get(type="totp")
        .wrap()
        .validate_code(totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))))
    )
