"""Each user's job in a real browser, on two nodes that talk to each other: Mali asks, Morocco answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benkan.node.demo import exchanging, searching
from benkan.node.demo.client import wait_for
from benkan.node.demo.people import SUBJECT
from benkan.node.demo.stage import Stage
from tests.e2e import browser as browsers
from tests.e2e.stages import staged

pytestmark = [pytest.mark.browser, pytest.mark.network, pytest.mark.slow, pytest.mark.xdist_group("jobs")]

MALI, MOROCCO = "ml-ocs", "ma-dgsn"
SECONDS = 30_000


@pytest.fixture(scope="session")
def stage(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Mali and Morocco, opened and running; the homes of Burkina Faso and Niger exist, their links are down."""
    assert chromium
    with staged(tmp_path_factory.mktemp("jobs"), 20_600, (MALI, MOROCCO), people=40) as made:
        yield made


def visit(page: Any, stage: Stage, agency: str, username: str, path: str = "/") -> None:
    """The officer at this page, in French."""
    base = stage.nodes[agency].url
    browsers.sign_in_as(page, base, username)
    browsers.speak(page, "fr")
    if path != "/":
        page.goto(base + path)


def searched(stage: Stage) -> dict[str, Any]:
    """A new search of Mali's analyst that Morocco has answered."""
    case = searching.case(stage, MALI, "Filière cocaïne Gao–Tanger", "drug-trafficking")
    analyst = stage.officer(MALI)
    made = analyst.post("search", {"case": case, **SUBJECT})

    def answered() -> dict[str, Any] | None:
        seen: dict[str, Any] = analyst.get(f"search/{made['id']}")
        return seen if searching.inquiry(seen, MOROCCO)["state"] == "answered" else None

    return wait_for("Morocco's answer", answered)


def received(stage: Stage, question: str) -> str:
    """A request of Mali that has arrived in Morocco; its identity."""
    identity = exchanging.request(stage, MALI, searched(stage), MOROCCO, question, "urgent")
    wait_for("the request in Morocco", lambda: exchanging.seen(stage, MOROCCO, "liaison", identity))
    return identity


def tab_to(page: Any, selector: str) -> None:
    """Moves the focus with the Tab key alone."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {selector}")


def navigation(page: Any) -> list[str]:
    return [link.strip() for link in page.locator("nav a").all_inner_texts()]


def test_an_analyst_opens_a_case_searches_and_reads_the_result(chromium: Any, stage: Stage) -> None:
    with browsers.page(chromium) as page:
        visit(page, stage, MALI, "analyste")
        page.fill("#day-search", SUBJECT["name"])
        page.keyboard.press("Enter")
        page.wait_for_selector("#id_case")
        assert page.input_value("#id_name") == SUBJECT["name"]
        assert "Au plus 40 éléments illisibles de 32 octets quitteront ce nœud" in page.inner_text("main")

        page.goto(stage.nodes[MALI].url + "/cases/new/")
        page.fill("[name=title]", "Filière des pick-up")
        page.select_option("[name=purpose]", "drug-trafficking")
        page.click("main form button")
        page.click("a.button:has-text('Chercher dans cette affaire')")
        page.wait_for_selector("#whom:has-text('Maroc')")
        assert "Convention ml-ma-2025" in page.inner_text("#whom")

        page.fill("#id_name", SUBJECT["name"])
        page.fill("#id_born", SUBJECT["born"])
        page.click("main form button")
        hit = page.locator("#answers .hit.found").first
        hit.wait_for(timeout=SECONDS)
        assert (
            re.sub("[\u2066-\u2069]", "", page.inner_text("h1")) == "Résultat pour Moussa Ag Alhassane, né(e) en 1984"
        )
        assert hit.inner_text().startswith("Maroc")
        assert "NOM + DATE" in hit.inner_text()
        assert "homonymes" in hit.inner_text()
        proofs = page.inner_text("#proof-line")
        assert re.search(r"Preuves vérifiées 1/1 · ligne \d+ du journal", proofs)
        assert "rien d’autre n’a quitté ce nœud" in proofs
        assert page.locator("#answers .hit.waiting").count() == 2, "two links are down; they hold nobody up"
        assert page.complaints == []


def test_a_partner_without_convention_is_not_asked_and_the_clause_is_quoted(chromium: Any, stage: Stage) -> None:
    case = searching.case(stage, MOROCCO, "Filière du détroit", "drug-trafficking")
    with browsers.page(chromium) as page:
        visit(page, stage, MOROCCO, "analyste", f"/search/?case={case}")
        assert "Qui ne le sera pas, et pourquoi" in page.inner_text("#whom")
        page.fill("#id_phone", "+223 70 00 00 01")
        page.click("main form button")
        page.wait_for_selector("#answers .hit.nothing", timeout=SECONDS)
        unasked = page.locator("#answers .hit.unasked")
        assert unasked.count() == 2
        assert all(text for text in unasked.locator(".clause").all_inner_texts())
        assert page.complaints == []


def test_an_analyst_turns_a_hit_into_a_request(chromium: Any, stage: Stage) -> None:
    found = searched(stage)
    with browsers.page(chromium) as page:
        visit(page, stage, MALI, "analyste", f"/search/{found['id']}/")
        page.click("#answers .hit.found a.button >> nth=0")
        page.wait_for_selector("[name=question]")
        assert page.evaluate("document.activeElement.name") == "question"
        page.keyboard.type("Quelles adresses connaissez-vous ?")
        page.select_option("[name=urgency]", "urgent")
        page.click("main form button")
        page.wait_for_selector("h2:has-text('La réponse')")
        identity = page.url.rstrip("/").rsplit("/", 1)[1]
        there = wait_for("the request", lambda: exchanging.seen(stage, MOROCCO, "liaison", identity))
        assert there["question"] == "Quelles adresses connaissez-vous ?"

        def received() -> dict[str, Any] | None:
            here = exchanging.seen(stage, MALI, "analyste", identity)
            return here if here and here["received_at"] else None

        here = wait_for("Morocco's receipt", received)
        assert here["due_at"] == there["due_at"]  # one deadline, from the receipt that Morocco signed
        page.reload()
        assert "encore 3 jours" in page.inner_text(".page-header")
        assert page.complaints == []


def test_a_liaison_officer_releases_a_part_with_the_keyboard_alone(chromium: Any, stage: Stage) -> None:
    received(stage, "Date de naissance et téléphone ?")
    with browsers.page(chromium) as page:
        visit(page, stage, MOROCCO, "liaison", "/requests/?q=naissance")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_selector("#decision")
        assert page.evaluate("document.activeElement.value") == "name"
        page.keyboard.press("Space")
        tab_to(page, "input[name=fields][value=birthDate]")
        page.keyboard.press("Space")
        tab_to(page, "#reason-code")
        page.keyboard.type("Nous")
        tab_to(page, "#handling")
        page.wait_for_selector("#reads :text('1984-06-17')")
        panel = page.inner_text("#reads")
        assert "موسى أغ الحسن" in panel
        assert "+212661000984" not in panel
        assert "+212661000984" in page.inner_text("#decision")
        tab_to(page, "button[value=confirm]")
        page.keyboard.press("Enter")
        page.wait_for_selector(".callout.success:has-text('second agent')")
        assert "Rien n’est parti" in page.inner_text("main")
        assert page.complaints == []


def test_a_supervisor_approves_and_it_leaves(chromium: Any, stage: Stage) -> None:
    identity = received(stage, "Nom complet ?")
    record = (exchanging.seen(stage, MOROCCO, "liaison", identity) or {})["records"][0]["id"]
    part = {"decision": "part", "record": record, "fields": ["name"], "reason_code": "proportionate", "reason": ""}
    stage.officer(MOROCCO, "liaison").post(f"requests/{identity}/release", {**part, "handling": "H1", "grade": "B2"})
    with browsers.page(chromium) as page:
        visit(page, stage, MOROCCO, "superviseur")
        page.click("a:has-text('Office central des stupéfiants') >> nth=0")
        page.goto(f"{stage.nodes[MOROCCO].url}/requests/{identity}/")
        assert "موسى أغ الحسن" in page.inner_text(".reads")
        assert page.evaluate("document.activeElement.value") == "approve"
        page.keyboard.press("Enter")
        page.wait_for_selector(".callout.success")
        copy = wait_for("the release in Mali", lambda: exchanging.release_of(stage, identity))
        assert list(copy["properties"]) == ["name"]
        assert page.complaints == []
    with browsers.page(chromium) as page:
        visit(page, stage, MALI, "analyste", f"/requests/{identity}/")
        assert "موسى أغ الحسن" in page.inner_text(".reads-as")
        assert "H1" in page.inner_text(".reads-as")


def test_the_control_officer_verifies_the_journal_and_cannot_search(chromium: Any, stage: Stage) -> None:
    with browsers.page(chromium) as page:
        visit(page, stage, MALI, "controle", "/journal/")
        assert not {"Rechercher", "Affaires", "Demandes", "Fiches"} & set(navigation(page))
        page.click("button:has-text('Tout vérifier')")
        page.wait_for_selector("#verdict .callout.success", timeout=SECONDS)
        assert page.complaints == []
        answer = page.goto(stage.nodes[MALI].url + "/search/")
        assert answer.status == 403
        assert page.locator("#id_name").count() == 0


def test_the_administrator_sees_no_case(chromium: Any, stage: Stage) -> None:
    case = searching.case(stage, MALI, "Filière cocaïne Gao–Tanger", "drug-trafficking")
    with browsers.page(chromium) as page:
        visit(page, stage, MALI, "admin")
        assert not {"Rechercher", "Affaires", "Demandes", "Fiches"} & set(navigation(page))
        for path in ("/cases/", f"/cases/{case}/", "/requests/", "/search/"):
            answer = page.goto(stage.nodes[MALI].url + path)
            assert answer.status in {403, 404}
            assert "Filière" not in page.content()


def test_the_pages_of_the_main_job_fit_a_phone_in_arabic(chromium: Any, stage: Stage) -> None:
    found = searched(stage)
    waiting = received(stage, "Est-ce bien lui ?")
    pages = {
        (MALI, "analyste"): ("/search/", f"/search/{found['id']}/", "/cases/", "/requests/sent/"),
        (MOROCCO, "liaison"): ("/", "/conventions/in_work/", "/requests/", f"/requests/{waiting}/", "/records/"),
        (MOROCCO, "controle"): ("/journal/", "/conventions/ml-ma-2025/", f"/agencies/{MALI}/"),
    }
    for (agency, username), paths in pages.items():
        with browsers.page(chromium, browsers.View("ar", browsers.PHONE, "dark")) as page:
            base = stage.nodes[agency].url
            browsers.sign_in_as(page, base, username)
            browsers.speak(page, "ar")
            for path in paths:
                page.goto(base + path)
                assert page.get_attribute("html", "dir") == "rtl"
                assert browsers.overflow(page) == 0, path
            assert page.complaints == []


def test_a_control_officer_draws_a_sample_and_judges_it(chromium: Any, stage: Stage) -> None:
    searched(stage)
    with browsers.page(chromium) as page:
        visit(page, stage, MALI, "controle", "/audit/")
        assert "Audit" in navigation(page)
        page.click("button:has-text('Tirer et ouvrir')")
        page.wait_for_selector("ul.sampled button")
        assert "Filière cocaïne Gao–Tanger" in page.inner_text("main")
        before = page.locator("ul.sampled .badge.ok").count()
        page.locator("ul.sampled button[value=fits]").first.click()
        page.wait_for_selector("ul.sampled .badge.ok")
        assert page.locator("ul.sampled .badge.ok").count() == before + 1
        page.locator("ul.sampled a").first.click()
        page.wait_for_selector("h2:has-text('Correspond-elle à l’affaire ?')")
        assert "r·H(x)" in page.inner_text("main")
        assert page.complaints == []


def test_two_services_propose_comment_sign_and_print_a_convention(chromium: Any, stage: Stage, tmp_path: Path) -> None:
    """Only letters pass between the two nodes; the text begins in 2040, so it changes nothing for the other jobs."""
    address = "/conventions/in_work/ml-ma-2040/1/"
    with browsers.page(chromium) as page:
        visit(page, stage, MALI, "liaison", "/conventions/in_work/")
        page.fill("#identifier", "ml-ma-2040")
        page.check(f'input[name="parties"][value="{MOROCCO}"]')
        page.fill("#starts_on", "2040-01-01")
        page.click("main form button >> nth=0")
        page.goto(stage.nodes[MALI].url + f"{address}edit/")
        page.fill('[name="quotas.searches_per_case_per_day"]', "20")
        page.click(".sticky button >> nth=0")
        page.fill("#note", "Première version")
        page.click("form[action$='propose/'] button")
        page.wait_for_selector("text=Le texte est proposé")
        assert page.complaints == []
    received_there = stage.officer(MOROCCO, "liaison")
    wait_for("the draft in Morocco", lambda: received_there.get("conventions/in_work")["drafts"])
    with browsers.page(chromium) as page:
        visit(page, stage, MOROCCO, "liaison", address)
        assert "Première version" in page.inner_text("main")
        page.fill("#comment", "المادة 6: نوافق")
        page.click("button[value=agrees]")
        page.click("form[action$='prepare/'] button")
        assert page.locator("form[action$='sign/']").count() == 0, "who prepares does not sign"
    with browsers.page(chromium) as page:
        visit(page, stage, MALI, "liaison", address)
        wait_for("Morocco's word in Mali", lambda: page.reload() and "المادة 6" in page.inner_text("main"))
        page.click("form[action$='prepare/'] button")
        page.wait_for_selector(".callout.success")
    for agency in (MALI, MOROCCO):
        with browsers.page(chromium) as page:
            visit(page, stage, agency, "superviseur", address)
            page.check("form[action$='sign/'] input[type=checkbox]")
            page.click("form[action$='sign/'] button")
            page.wait_for_selector(".callout.success")
            assert page.complaints == []
    with browsers.page(chromium) as page:
        visit(page, stage, MALI, "liaison", address)
        wait_for("all signatures in Mali", lambda: page.reload() and "ont signé ce texte" in page.inner_text("main"))
        page.goto(stage.nodes[MALI].url + "/conventions/ml-ma-2040/paper/")
        left, right = page.locator(".article").nth(2).locator("section").all()
        assert left.get_attribute("dir") == "ltr"
        assert right.get_attribute("dir") == "rtl"
        sides = [side.bounding_box() for side in (left, right)]
        assert abs(sides[0]["y"] - sides[1]["y"]) < 1, "article beside article"
        assert sides[0]["x"] + sides[0]["width"] <= sides[1]["x"]
        page.pdf(path=tmp_path / "convention.pdf", prefer_css_page_size=True)
        assert page.locator(".choose").is_visible()
        page.emulate_media(media="print")
        assert not page.locator(".choose").is_visible()
        assert page.complaints == []
    assert (tmp_path / "convention.pdf").read_bytes().count(b"/Type /Page\n") in range(2, 8)


# What an officer at a keyboard types in each language: three keys a second are an unhurried hand.
KEYS_PER_SECOND = 3
TYPED = {
    "fr": {"place": "tom", "drug": "chi", "amount": "1 417,5 g", "service": "Brigade de Tombouctou"},
    "ar": {"place": "تمب", "drug": "الش", "amount": "١٤١٧٫٥ غ", "service": "مفرزة تمبكتو"},
}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_seizure_is_entered_by_keyboard_in_ninety_seconds(chromium: Any, stage: Stage, language: str) -> None:
    told, keys = TYPED[language], 0

    def press(*names: str) -> None:
        nonlocal keys
        for name in names:
            page.keyboard.press(name)
            keys += 1

    def type_in(text: str) -> None:
        nonlocal keys
        page.keyboard.type(text)
        keys += len(text)

    with browsers.page(chromium) as page:
        visit(page, stage, MALI, "analyste")
        browsers.speak(page, language)
        page.goto(stage.nodes[MALI].url + "/seizures/new/")
        assert page.evaluate("document.activeElement.name") == "place", "the first thing that is not known already"
        type_in(told["place"])
        page.wait_for_selector("#id_place-suggestions li[aria-selected=true]")
        press("Tab", "Tab") if page.evaluate("document.activeElement.name") == "place" else press("Tab")
        page.focus("[name=substance]")
        type_in(told["drug"])
        page.wait_for_selector("#id_substance-suggestions li[aria-selected=true]")
        press("Tab")
        tab_to(page, "[name=quantity]")
        type_in(told["amount"])
        press("Tab")
        page.fill("[name=service]", "")
        type_in(told["service"])
        press("Tab", "ArrowDown", "Tab", "ArrowDown", "ArrowDown", "Tab", "Space", "Tab", "Enter")
        page.wait_for_url("**/seizures/*-*/", timeout=SECONDS)
        shown = page.inner_text("main")
        assert "1,4175" in shown
        assert {"fr": "résine de cannabis", "ar": "راتنج القنب"}[language] in shown
        assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('benkan-draft')).length") == 0
        assert page.complaints == []
    assert keys / KEYS_PER_SECOND <= 90, f"{keys} keys"


def test_a_seizure_that_was_typed_without_a_link_is_sent_once_when_the_link_is_back(
    chromium: Any, stage: Stage
) -> None:
    mark = "Brigade sans réseau"
    with browsers.page(chromium) as page:
        visit(page, stage, MALI, "analyste", "/seizures/new/")
        for name, value in {"place": "Gao", "substance": "héroïne", "quantity": "20 g", "service": mark}.items():
            page.fill(f"[name={name}]", value)
        page.select_option("[name=circumstance]", "patrol")
        page.select_option("[name=conveyance]", "none")
        page.check("[name=persons][value=no]")
        page.reload()
        assert page.input_value("[name=service]") == mark, "the draft survives the page"
        page.context.set_offline(True)
        page.click("form[data-draft] .actions button")
        page.wait_for_selector("[data-draft-state]:has-text('1')", timeout=SECONDS)
        assert page.input_value("[name=quantity]") == ""
        page.context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_selector("[data-draft-state]:has-text('parti')", timeout=SECONDS)
    found = stage.officer(MALI).get("seizures/?q=r%C3%A9seau")
    assert [one["service"] for one in found["seizures"]] == [mark]
