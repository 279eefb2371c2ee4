"""An officer at work: signs in to a node as a persona and uses its API as a script of a service would."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx

from benkan.core.errors import N_, Refused, Unreachable

PATIENCE_SECONDS = 30.0
T = TypeVar("T")


class OfficerClient:
    """One signed-in officer of one node."""

    def __init__(self, url: str, username: str) -> None:
        self.url = url
        self.username = username
        self._http = httpx.Client(base_url=url, timeout=30, trust_env=False)
        self._post_form(f"/persona/{username}/")

    def _token(self) -> str:
        for cookie in self._http.cookies.jar:
            if cookie.name.endswith("_csrf"):
                return str(cookie.value)
        self._http.get("/accounts/login/").raise_for_status()
        return next(str(cookie.value) for cookie in self._http.cookies.jar if cookie.name.endswith("_csrf"))

    def _post_form(self, path: str) -> None:
        answer = self._http.post(path, headers={"X-CSRFToken": self._token(), "Referer": self.url})
        if answer.status_code >= 400:
            raise Unreachable(
                "demo.sign-in",
                N_("%(username)s could not sign in (%(status)s)."),
                username=self.username,
                status=answer.status_code,
            )

    def get(self, path: str) -> Any:
        """The JSON object at this address of the API."""
        return self._answer(self._http.get(f"/api/{path}"))

    def page(self, path: str) -> str:
        """A page as the browser gets it."""
        return self._http.get(path, follow_redirects=True).raise_for_status().text

    def download(self, path: str) -> bytes:
        """A file of the API."""
        answer = self._http.get(f"/api/{path}")
        if answer.status_code >= 400:
            self._answer(answer)
        return answer.content

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The JSON answer to a JSON body.

        Raises:
            Refused: the node refused; code, sentence and clause are its own.
        """
        headers = {"X-CSRFToken": self._token(), "Referer": self.url}
        return self._answer(self._http.post(f"/api/{path}", json=body, headers=headers))

    def refusal(self, path: str, body: dict[str, Any]) -> Refused | None:
        """How the node refuses this, or None when it does not."""
        try:
            self.post(path, body)
        except Refused as refused:
            return refused
        return None

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def _answer(self, answer: httpx.Response) -> Any:
        if answer.status_code < 400:
            return answer.json() if answer.content else None
        try:
            told = answer.json()
        except ValueError:
            told = {}
        raise Refused(
            str(told.get("code", f"http.{answer.status_code}")),
            N_("%(message)s"),
            clause=str(told.get("clause", "")),
            message=str(told.get("message", answer.reason_phrase)),
        )


def wait_for(what: str, look: Callable[[], T | None], patience_s: float = PATIENCE_SECONDS) -> T:
    """The first true thing that ``look`` returns.

    Raises:
        Unreachable: nothing came in time; the sentence says what was awaited.
    """
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.15)
    raise Unreachable("demo.waited-in-vain", N_("Waited in vain for %(what)s."), what=what)
