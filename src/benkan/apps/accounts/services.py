"""Who may do what: roles, the guard of views, accounts, and the personas of a demonstration."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypedDict

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from benkan.core.errors import N_, Invalid, Refused

from . import factors
from .models import RIGHTS, Officer, Role

__all__ = [
    "RIGHTS",
    "Officer",
    "Persona",
    "Role",
    "create_officer",
    "entitled",
    "factors",
    "get",
    "handle",
    "listed",
    "may",
    "need",
    "officer",
    "personas",
    "signed_in",
    "supervisors",
    "with_right",
]

View = Callable[..., HttpResponseBase]


class Persona(TypedDict):
    """One of the invented officers of a demonstration."""

    username: str
    name: str
    role: str
    language: str


def may(who: Any, right: str) -> bool:
    """Whether the officer's role gives this right, such as search, release, draft or sign."""
    return bool(getattr(who, "is_active", False)) and right in getattr(who, "rights", frozenset())


def need(who: Officer, right: str) -> None:
    """Nothing when the officer may.

    Raises:
        Refused: ``role.not-allowed``; the administrator can change a role.
    """
    if not may(who, right):
        raise Refused(
            "role.not-allowed",
            N_("Your role does not allow this."),
            N_("Ask an officer who holds this right, or the administrator of this node."),
        )


def handle(who: Officer) -> str:
    """The name under which the journal knows an officer."""
    return who.get_username()


def get(username: str) -> Officer:
    """The officer of this name.

    Raises:
        Invalid: nobody on this node has this name.
    """
    try:
        return Officer.objects.get(username=username)
    except Officer.DoesNotExist as error:
        raise Invalid(
            "officer.unknown",
            N_("No officer of this node is named %(username)s."),
            N_("See the names with: benkan officer list"),
            username=username,
        ) from error


def listed() -> list[dict[str, Any]]:
    """Every officer of this node, in the order of their names."""
    return [
        {
            "username": one.get_username(),
            "name": str(one),
            "role": one.role,
            "language": one.language,
            "active": one.is_active,
        }
        for one in Officer.objects.order_by("username")
    ]


def names() -> dict[str, str]:
    """The name of every officer, also of those who left, by user name."""
    return {one.get_username(): str(one) for one in Officer.objects.all()}


def signed_in(request: HttpRequest) -> Officer:
    """The officer whom the guard let in; for views behind ``officer`` only."""
    if not isinstance(request.user, Officer):
        raise PermissionDenied
    return request.user


def supervisors(except_for: Officer | None = None) -> list[Officer]:
    """Active officers who may release, without the one given: the possible second persons."""
    return [one for one in with_right("release") if except_for is None or one.pk != except_for.pk]


def with_right(right: str) -> list[Officer]:
    """Active officers whose role gives this right, by name."""
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    return list(Officer.objects.filter(role__in=roles, is_active=True).order_by("display_name", "username"))


def officer(*roles: str) -> Callable[[View], View]:
    """Guard of a view: a signed-in, active officer with one of these roles (none given: any role).

    A visitor goes to the sign-in page (401 under /api/); another role gets ``role.not-allowed``.
    """
    allowed = frozenset(str(role) for role in roles)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            who = request.user
            if not isinstance(who, Officer) or not who.is_active:
                if request.path.startswith("/api/"):
                    return JsonResponse({"code": "officer.signed-out", "message": "Sign in first."}, status=401)
                return redirect_to_login(request.get_full_path())
            if allowed and who.role not in allowed:
                raise Refused(
                    "role.not-allowed",
                    N_("Your role does not allow this."),
                    N_("Ask an officer who holds this right, or the administrator of this node."),
                )
            return view(request, *args, **kwargs)

        return guarded

    return guard


def entitled(right: str) -> Callable[[View], View]:
    """Guard of a view: a signed-in, active officer whose role gives this right; refuses as ``officer`` does."""
    return officer(*(role for role, rights in RIGHTS.items() if right in rights))


@transaction.atomic
def create_officer(username: str, name: str, role: str, password: str | None = None, language: str = "fr") -> Officer:
    """A new officer; without a password nobody can sign in as them except in a demonstration.

    Raises:
        Invalid: the name is taken or malformed, the role does not exist, the password is too weak.
    """
    if role not in RIGHTS:
        raise Invalid(
            "officer.role",
            N_("There is no role %(role)s."),
            N_("Choose analyst, liaison, supervisor, trainer, coordinator, control or administrator."),
            role=role,
        )
    if language not in dict(settings.LANGUAGES):
        raise Invalid("officer.language", N_("Pages do not exist in this language."), N_("Choose fr, en or ar."))
    made = Officer(username=username, display_name=name, role=role, language=language)
    if password is None:
        made.set_unusable_password()
    else:
        try:
            validate_password(password, made)
        except ValidationError as error:
            raise Invalid(
                "officer.password",
                N_("This password is too weak: %(reasons)s"),
                N_("Choose a longer one that is no common word and not the officer's name."),
                reasons=" ".join(error.messages),
            ) from error
        made.set_password(password)
    try:
        made.full_clean(exclude=["password"])
        made.save()
    except (ValidationError, IntegrityError) as error:
        raise Invalid(
            "officer.username",
            N_("The name %(username)s is taken or cannot be used."),
            N_("Choose another: letters, digits and @ . + - _ only."),
            username=username[:150],
        ) from error
    return made


def personas() -> list[Persona]:
    """The personas of a demonstration home, in the order of its demo.json; none anywhere else."""
    node = settings.BENKAN_NODE
    if not node.demo:
        return []
    try:
        listed = json.loads((node.home / "demo.json").read_text("utf-8")).get("personas")
    except (OSError, ValueError, AttributeError):
        listed = None
    found = {one.username: one for one in Officer.objects.filter(is_active=True)}
    order = [str(item.get("username") if isinstance(item, dict) else item) for item in listed or sorted(found)]
    return [
        Persona(
            username=name,
            name=str(found[name]),
            role=found[name].get_role_display(),
            language=found[name].language,
        )
        for name in order
        if name in found
    ]
