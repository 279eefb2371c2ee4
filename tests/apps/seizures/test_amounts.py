"""Numbers in the reader's form: the same as Django's, only sooner."""

from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.formats import number_format
from hypothesis import given
from hypothesis import strategies as st

from benkan.apps.seizures.amounts import number_words


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@given(value=st.decimals(min_value=-(10**12), max_value=10**12, places=6))
def test_a_number_is_written_as_django_writes_it(language, value):
    plain = Decimal(f"{value.normalize():f}") if value else Decimal(0)
    with translation.override(language):
        assert number_words(value) == str(number_format(plain, use_l10n=True, force_grouping=True))
