"""Settings of the rules at this node: the shipped values with the changes that a supervisor made, each kept.

The last change of a setting holds. An alert remembers the number of the last change that was in force, so one can say
later with what it was compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.flows.models import SettingChange
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Invalid
from benkan.core.flows import PATTERNS, Common, Setting, Settings, described

COMMON = "common"
MOST_SHOWN = 50


def current() -> tuple[int, Settings]:
    """The number of the last change, and the settings that hold."""
    return version(), Settings.of(_changed()).checked()


def version() -> int:
    """The number of the last change of any setting; 0 when the shipped values hold."""
    return SettingChange.objects.aggregate(last=Max("pk"))["last"] or 0


def changed_patterns() -> set[str]:
    """The rules that have a setting of this node's own."""
    return {code for code, values in _changed().items() if values}


def change(officer: Officer, pattern: str, given: Mapping[str, str]) -> int:
    """Changes settings of a rule, and those that all rules share; returns how many really changed.

    Args:
        given: values as typed, by ``rule.name`` or ``common.name``; other keys are passed over.

    Raises:
        Refused: ``role.not-allowed``. Invalid: ``flows.setting``, ``flows.setting-number``.
    """
    accounts.need(officer, "rules")
    with transaction.atomic():
        # Two supervisors at once: the second sees what the first has written.
        list(SettingChange.objects.select_for_update().order_by("-pk")[:1])
        before = Settings.of(_changed()).values()
        after = {code: dict(values) for code, values in before.items()}
        for code in (pattern, COMMON):
            for one in _of(code):
                typed = given.get(f"{code}.{one.name}")
                if typed is not None:
                    after[code][one.name] = _number(typed, one)
        Settings.of(after).checked()
        made = [
            SettingChange(
                pattern=code,
                name=name,
                value=value,
                was=before[code][name],
                officer=accounts.handle(officer),
                at=timezone.now(),
            )
            for code, values in after.items()
            for name, value in values.items()
            if value != before[code][name]
        ]
        for row in made:
            row.save(force_insert=True)
        for row in made:
            journal.write(
                "rule-changed",
                officer=accounts.handle(officer),
                rule=row.pattern,
                setting=row.name,
                value=_text(row.value),
                was=_text(row.was),
                version=row.pk,
            )
    return len(made)


def shown(pattern: str, typed: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """The settings of a rule and the shared ones, as a form shows them; ``typed`` keeps what was refused."""
    values = Settings.of(_changed()).values()
    return [
        {
            "key": f"{code}.{one.name}",
            "text": _(one.text),
            "value": (typed or {}).get(f"{code}.{one.name}", _text(values[code][one.name])),
            "default": _text(one.default),
            "lowest": _text(one.lowest),
            "highest": _text(one.highest),
            "shared": code == COMMON,
        }
        for code in (pattern, COMMON)
        for one in _of(code)
    ]


def history(pattern: str) -> list[dict[str, Any]]:
    """The changes of a rule's settings and of the shared ones, the newest first."""
    texts = {(code, one.name): one.text for code in (pattern, COMMON) for one in _of(code)}
    names = accounts.names()
    rows = SettingChange.objects.filter(pattern__in=(pattern, COMMON)).order_by("-pk")[:MOST_SHOWN]
    return [
        {
            "at": row.at,
            "officer": names.get(row.officer, row.officer),
            "text": _(texts.get((row.pattern, row.name), row.name)),
            "was": _text(row.was),
            "value": _text(row.value),
        }
        for row in rows
    ]


def text_of(pattern: str, name: str) -> str:
    """What a setting means, in the reader's language; its name when this version has none of it."""
    for code in (pattern, COMMON):
        for one in _of(code):
            if one.name == name:
                return _(one.text)
    return name


def _of(code: str) -> tuple[Setting, ...]:
    if code == COMMON:
        return described(Common)
    return described(PATTERNS[code].settings) if code in PATTERNS else ()


def _changed() -> dict[str, dict[str, float]]:
    """The values that differ from the shipped ones; settings that this version no longer has are left out."""
    found: dict[str, dict[str, float]] = {}
    for code, name, value in SettingChange.objects.order_by("pk").values_list("pattern", "name", "value"):
        known = {one.name: one for one in _of(code)}
        if name not in known:
            continue
        if value == known[name].default:
            found.get(code, {}).pop(name, None)
        else:
            found.setdefault(code, {})[name] = int(value) if isinstance(known[name].default, int) else value
    return found


def _number(typed: str, one: Setting) -> float | int:
    """The number as typed, with a comma or a point."""
    plain = typed.strip().replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace(",", ".")
    try:
        value = float(plain)
    except ValueError as error:
        raise Invalid(
            "flows.setting-number",
            N_("This is not a number."),
            N_("Write it in figures, such as 0.88 or 5000000."),
            place=one.name,
        ) from error
    return int(value) if isinstance(one.default, int) and value.is_integer() else value


def _text(value: float) -> str:
    """The number as it is typed: no digits that say nothing."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
