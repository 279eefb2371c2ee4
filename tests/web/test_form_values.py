"""Values of forms: what is read, and what is refused with its place."""

import datetime as dt

import pytest

from benkan.core.errors import Invalid
from benkan.web import form_values


def test_what_browsers_send_is_read():
    assert form_values.whole(" 12 ", "n") == 12
    assert form_values.whole("-3", "n") == -3
    assert form_values.day("2026-12-31", "d") == dt.date(2026, 12, 31)
    assert form_values.moment("2026-12-31T10:00", "m").tzinfo is not None
    at = form_values.moment("2026-12-31T10:00+01:00", "m")
    assert at == dt.datetime(2026, 12, 31, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize("read", [form_values.whole, form_values.day, form_values.moment])
@pytest.mark.parametrize("text", ["", "x", "2026-13-45", "2026-13-45T10:00", "1e3", "٣", "--1", "9" * 10])
def test_everything_else_is_refused_with_its_place(read, text):
    with pytest.raises(Invalid) as refused:
        read(text, "field")
    assert (refused.value.code, refused.value.place) == ("form.unread", "field")
