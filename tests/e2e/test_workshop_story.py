"""One workshop as its officers click it, on two real nodes: from nominations to the draft of a convention.

Mali's school plans it, forty persons of three countries come, the list is taken without a link, certificates are
issued and one is revoked, three attendees train ten more each, the analyst may search at last, and what the workshop
recommended becomes a draft. Burkina Faso verifies certificates, hears of the recommendation, and lends a dog team for
a case of Mali's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from benkan.core.envelope import SigningKey
from benkan.formats import open_badges
from benkan.node import home as homes
from benkan.node.demo.client import wait_for
from benkan.node.demo.stage import Stage
from tests.e2e import browser as browsers
from tests.e2e import workshop as told
from tests.e2e.stages import staged

pytestmark = [pytest.mark.browser, pytest.mark.network, pytest.mark.slow, pytest.mark.xdist_group("workshop")]

MALI, BURKINA = "ml-ocs", "bf-cnlcd"
SECONDS = 30_000
TODAY = dt.datetime.now(dt.UTC).date()
"""In Bamako, whose clock is UTC."""
TRAINERS = {
    "Boukary Dembélé": ("ML", "Gao"),
    "Fanta Ouattara": ("BF", "Dori"),
    "Halima Maïga": ("NE", "Agadez"),
}


@dataclass
class Workshop:
    """Where the pages of the story are, as far as it has been told; ``files`` are certificates that were downloaded."""

    chromium: Any
    stage: Stage
    folder: Path
    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    @contextmanager
    def officer(self, agency: str, username: str, path: str, *, foreseen: str = "nothing") -> Iterator[Any]:
        """This officer at this page, in French; at the end nothing but what was foreseen went wrong behind it."""
        with browsers.page(self.chromium) as page:
            base = self.stage.nodes[agency].url
            browsers.sign_in_as(page, base, username)
            browsers.speak(page, "fr")
            page.goto(base + path)
            yield page
            assert [one for one in page.complaints if foreseen not in one] == []

    def here(self, name: str, page: Any) -> None:
        """Remembers the page under this name."""
        self.pages[name] = page.url.removeprefix(self.stage.nodes[MALI].url).partition("?")[0]


@pytest.fixture(scope="module")
def stage(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Mali and Burkina Faso, running; both Mali's node and their convention ask who searches for a certificate."""
    assert chromium
    with staged(
        tmp_path_factory.mktemp("workshop"),
        25_400,
        (MALI, BURKINA),
        people=10,
        settings={MALI: f'[training]\nsearch_requires = "{told.COMPETENCE}"\n'},
        training_places=30,
        certificate_required=True,
    ) as made:
        yield made


def press(page: Any, act: str, **fields: str) -> None:
    """Fills this form of a page of several and sends it."""
    form = page.locator(f"form:has(input[name=act][value={act}])").first
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    with page.expect_navigation():
        form.locator("button").first.click()


def send(page: Any, words: str) -> None:
    """Presses the button with these words and waits for the page that follows."""
    with page.expect_navigation():
        page.click(f"main button:has-text('{words}')")


def said(page: Any) -> str:
    """What the page says after an act."""
    text: str = page.inner_text("main")
    return text


def plan_the_workshop(story: Workshop) -> None:
    """A course of the catalogue, a run of it with places by country, a session of today."""
    with story.officer(MALI, "formation", "/training/") as page:
        for name, value in {
            "code": told.COURSE,
            "competence": told.COMPETENCE,
            "hours": "12",
            "valid_months": "24",
            **{f"name_{language}": text for language, text in told.NAMES.items()},
        }.items():
            page.fill(f"#{name}", value)
        send(page, "Ajouter le cours")
        page.click("a:has-text('Cours programmés') >> nth=0")
        page.click("a.button:has-text('Programmer')")
        page.select_option("#course", told.COURSE)
        page.fill("#place", told.SCHOOL)
        page.fill("#starts", (TODAY - dt.timedelta(days=1)).isoformat())
        page.fill("#ends", TODAY.isoformat())
        page.fill("#capacity", "40")
        page.fill("#places", ", ".join(f"{country} {places}" for country, places in told.PLACES.items()))
        for language in ("fr", "ar"):
            page.check(f"input[name=languages][value={language}]")
        send(page, "Programmer")
        story.here("run", page)
        press(
            page,
            "session",
            starts=f"{TODAY - dt.timedelta(days=1)}T09:00",
            ends=f"{TODAY - dt.timedelta(days=1)}T12:00",
            title_fr="Ouverture",
            title_ar="الافتتاح",
            trainer="Kadidia Sangho",
        )
        assert "La séance est au programme." in said(page)


def nominate_and_accept(story: Workshop) -> None:
    """The analyst by hand, thirty-nine from a list, one more who has to wait."""
    with story.officer(MALI, "formation", story.pages["run"]) as page:
        press(
            page,
            "nominate",
            name=told.ANALYST,
            service="Office central des stupéfiants",
            country="ML",
            region="Bamako",
            username="analyste",
        )
        page.set_input_files(
            "#file", {"name": "liste.csv", "mimeType": "text/csv", "buffer": told.list_of_nominations()}
        )
        send(page, "Charger la liste")
        assert "39 proposés, 0 déjà connus, 0 impossibles" in said(page)
        press(page, "nominate", name="Zoumana Coulibaly", service="Douanes du Mali", country="ML")
        assert "Sur liste d’attente" in said(page)
        send(page, "Accepter tous ceux qui ont une place")
        assert "40 acceptées" in said(page)
        assert page.locator("#people .badge.info").count() == 40


def take_attendance_without_a_link(story: Workshop) -> None:
    """The list at the door of a room that has no link; it is sent when the officer is back."""
    attendance = f"{story.pages['run']}attendance/"
    with story.officer(MALI, "formation", attendance, foreseen="DISCONNECTED") as page:
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        # Once more with the worker in place: now it keeps the page and what it needs.
        page.reload()
        browsers.until(page, "navigator.serviceWorker.controller !== null")
        page.reload()
        page.context.set_offline(True)
        rows = page.locator("tr[data-code]")
        assert rows.count() == 40
        for place in range(39):
            rows.nth(place).locator("button[data-present=yes]").click()
        page.fill("#code", rows.nth(39).get_attribute("data-code"))
        page.press("#code", "Enter")
        assert "40 / 40 · Pas encore envoyé : 40" in browsers.spaced(page.inner_text("#attendance-state"))
        page.reload()
        assert page.locator("tr[data-code] button[aria-pressed=true]").count() == 40, "the list survives the page"
        page.context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        browsers.until(page, "document.querySelectorAll('[data-told].ok').length === 40")
    with story.officer(MALI, "formation", story.pages["run"]) as page:
        assert page.locator("#people td:has-text('100 %')").count() == 40


def be_refused_a_search(story: Workshop) -> None:
    """The analyst has followed the workshop but holds no certificate yet: no name is even typed."""
    with story.officer(MALI, "analyste", "/search/", foreseen="403") as page:
        assert f"un certificat « {told.COMPETENCE} » valable" in browsers.spaced(said(page))
        assert "node.toml · training.search_requires" in said(page)


def issue_the_certificates(story: Workshop) -> None:
    """The run is closed and everybody who completed it gets a certificate, in one click."""
    with story.officer(MALI, "formation", story.pages["run"]) as page:
        send(page, "Clore le cours")
        assert "40 l’ont terminé" in said(page)
        send(page, "Signer et délivrer les certificats")
        assert "40 certificats sont délivrés." in said(page)
        with page.expect_download() as papers:
            page.click("main a:has-text('Tous les papiers en un seul fichier')")
        assert len(PdfReader(papers.value.path()).pages) == 40
        for holder in ("Fanta Ouattara", "Korotimi Maïga"):
            page.goto(f"{story.stage.nodes[MALI].url}/certificates/?q={holder}")
            page.click(f"tr[data-row] a:has-text('{holder}')")
            with page.expect_download() as download:
                page.click("main a.button.secondary:has-text('Fichier')")
            story.files[holder] = story.folder / f"{holder.split()[0]}.jwt"
            download.value.save_as(story.files[holder])
            story.here(f"certificate of {holder}", page)


def search_with_the_certificate(story: Workshop) -> None:
    """The same analyst opens a case and searches a partner now, which is told that the officer is certified."""
    with story.officer(MALI, "analyste", "/cases/new/") as page:
        page.fill("[name=title]", "Filière de l’atelier")
        page.select_option("[name=purpose]", "drug-trafficking")
        send(page, "Ouvrir")
        story.here("case", page)
        page.click("a.button:has-text('Chercher dans cette affaire')")
        page.fill("#id_phone", "+226 70 00 00 01")
        with page.expect_navigation():
            page.click("main form button")
        page.wait_for_selector("#answers .hit:has-text('Burkina Faso'):not(.waiting)", timeout=SECONDS)
        assert "Preuves vérifiées" in page.inner_text("#proof-line")


def be_worth_something_elsewhere(story: Workshop, holder: str, *, revoked: bool) -> None:
    """Another program and a partner's node say the same of the file, each by what the issuer published."""
    assert theirs(story, holder) == ("revoked" if revoked else "valid")
    with story.officer(BURKINA, "formation", "/certificates/verify/") as page:
        page.set_input_files("#file", story.files[holder])
        send(page, "Vérifier")
        # The list of this morning, if there is one, knows nothing of what was done since.
        send(page, "Demander la liste de cet instant")
        assert page.inner_text(".callout h2") == ("Révoqué" if revoked else "Valable")
        assert holder in said(page)
        assert "Office central des stupéfiants" in said(page)


def theirs(story: Workshop, holder: str) -> str:
    """What openbadgeslib, written by others, says of the file, with the list at the address that the file names."""
    from openbadgeslib.ob3 import status
    from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

    key = SigningKey.from_bytes(homes.load(story.stage.nodes[MALI].home).signing_seed()).public
    found = OB3Verifier.for_issuer_did(open_badges.name_of(key)).verify(story.files[holder].read_text())
    try:
        status.check_credential_status(found, download=lambda url: httpx.get(url).content, verify_list=True)
    except OB3VerificationError:
        return "revoked"
    return "valid"


def revoke_one(story: Workshop, holder: str) -> None:
    """The school takes one back, with its reason."""
    with story.officer(MALI, "formation", story.pages[f"certificate of {holder}"]) as page:
        page.fill("#reason", "Présence attestée par erreur")
        send(page, "Révoquer")
        assert "Le certificat est révoqué." in said(page)


def train_ten_more_each(story: Workshop) -> None:
    """One session typed in, two from a list, and one of a newcomer: the tree grows two levels."""
    first, *others = TRAINERS
    with story.officer(MALI, "formation", story.pages["run"]) as page:
        send(page, "Ouvrir l’arbre")
        story.here("tree", page)
        page.fill("#tree-search", first)
        page.press("#tree-search", "Enter")
        page.click(f"ul.tree >> nth=0 >> a:has-text('{first}')")
        page.click("main a.button:has-text('Enregistrer une séance')")
        page.fill("#id_day", TODAY.isoformat())
        page.fill("#id_hours", "6")
        page.fill("#id_topic", "Reconnaître une saisie")
        page.fill("#id_attendees", told.typed(first, *TRAINERS[first]))
        with page.expect_navigation():
            page.click("main form.card button")
        assert "10 personnes" in said(page)
        story.here("trainer", page)
        page.goto(f"{story.stage.nodes[MALI].url}{story.pages['tree']}import/")
        sheet = told.list_of_sessions({name: TRAINERS[name] for name in others}, TODAY.isoformat())
        page.set_input_files("#list-file", {"name": "seances.csv", "mimeType": "text/csv", "buffer": sheet})
        send(page, "Importer")
        assert page.locator(".callout.success").count() == 1, said(page)
        assert "21" in page.inner_text(".callout.success")
        page.goto(story.stage.nodes[MALI].url + story.pages["tree"])
        assert "71 personnes · 4 séances · 2 niveaux" in browsers.spaced(said(page))
        assert page.locator("svg.icicle rect").count() >= 3


def read_what_was_not_reached(story: Workshop) -> None:
    """The reach by region, and the towns where nobody was trained."""
    with story.officer(MALI, "superviseur", f"{story.pages['tree']}reach/") as page:
        text = browsers.spaced(said(page))
        assert "40 → 30 → 1" in text
        missing = page.inner_text("h3:has-text('Non atteints') + dl")
        for region in ("Tombouctou", "Bobo-Dioulasso", "Zinder"):
            assert region in missing
        for region in ("Bamako", "Gao", "Dori", "Agadez"):
            assert region not in missing.replace("\n", " · ").split(" · ")
        assert "Non précisé" not in text, "everybody's region is known"


def hold_the_gathering(story: Workshop) -> None:
    """The workshop as a gathering with three delegations, and what it recommended."""
    with story.officer(MALI, "liaison", "/gatherings/") as page:
        for language, text in told.NAMES.items():
            page.fill(f"#title_{language}", text)
        page.select_option("#kind", "workshop")
        page.fill("#place", told.SCHOOL)
        page.fill("#starts", (TODAY - dt.timedelta(days=1)).isoformat())
        page.fill("#ends", TODAY.isoformat())
        send(page, "Ajouter la rencontre")
        story.here("gathering", page)
        for country, agency in (("ML", MALI), ("BF", BURKINA), ("NE", "ne-ocrtis")):
            page.select_option("#agency", agency)
            press(page, "delegation", country=country)
        assert page.locator("ul.rows.plain li").count() == 3


def recommend(story: Workshop) -> None:
    """A recommendation for Burkina Faso, adopted by acclamation; in one click it is the draft of a convention."""
    with story.officer(MALI, "liaison", story.pages["gathering"]) as page:
        page.click("main a.button:has-text('Proposer une recommandation')")
        page.fill("#fr", "Conclure une convention qui prête des équipes cynophiles entre les trois services.")
        page.fill("#ar", "إبرام اتفاقية لإعارة فرق الكلاب بين المصالح الثلاث.")
        page.select_option("#owner", BURKINA)
        page.fill("#deadline", (TODAY + dt.timedelta(days=90)).isoformat())
        send(page, "Proposer")
        story.here("recommendation", page)
        page.fill("#s-note", "par acclamation")
        send(page, "Adoptée")
        send(page, "En tirer un projet de convention")
        story.here("draft", page)
        text = said(page)
        for name in ("Mali", "Burkina Faso", "Niger"):
            assert name in text
    there = story.stage.officer(BURKINA, "liaison")
    wait_for("the recommendation in Burkina Faso", lambda: "cynophiles" in there.page("/resolutions/"))


def act(page: Any, name: str, **fields: str) -> None:
    """Does this act of a loan: opens its form if it has one, fills it, presses its button."""
    button = page.locator(f"button[name=act][value={name}]").first
    form = page.locator("form").filter(has=page.locator(f"button[name=act][value={name}]")).first
    card = page.locator("details").filter(has=form)
    if card.count():
        card.first.evaluate("card => { card.open = true }")
    for field_name, value in fields.items():
        field = form.locator(f"[name={field_name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        button.click()


def lend_the_dog_team(story: Workshop) -> None:
    """Mali asks for Burkina Faso's dogs for a case; both sign; they come, go back and are paid; the case shows it."""
    last = TODAY + dt.timedelta(days=4)
    with story.officer(MALI, "superviseur", "/cases/new/") as page:
        page.fill("[name=title]", "Camions au poste de Gao")
        page.select_option("[name=purpose]", "drug-trafficking")
        with page.expect_navigation():
            page.locator("main form button").first.click()
        story.here("case", page)
        page.click("main a.button:has-text('Demander un moyen')")
        page.select_option("[name=kind]", "dogs")
        page.select_option("[name=lender]", BURKINA)
        for name, value in {"place": "Gao", "starts": TODAY.isoformat(), "ends": last.isoformat()}.items():
            page.fill(f"[name={name}]", value)
        send(page, "Demander")
        story.here("loan", page)
    number = wait_for("the need in Burkina Faso", lambda: loan_there(story, "requested"))
    dogs = story.stage.officer(BURKINA, "moyens").get("means?kind=dogs")["means"][0]["id"]
    with story.officer(BURKINA, "moyens", f"/loans/{number}/") as page:
        act(page, "offer", mean=dogs, estimate="225000", currency="XOF", conditions="avec maître-chien")
    at_home = story.pages["loan"]
    wait_for("the offer in Mali", lambda: "avec maître-chien" in mali(story, at_home))
    with story.officer(MALI, "superviseur", at_home) as page:
        act(page, "accept")
    wait_for("the signature in Burkina Faso", lambda: "sign" in there(story, number)["acts"])
    with story.officer(BURKINA, "moyens", f"/loans/{number}/") as page:
        act(page, "sign")
        act(page, "send")
    wait_for("the dogs on their way", lambda: here(story)["state"] == "in-transit")
    with story.officer(MALI, "superviseur", at_home) as page:
        act(page, "deploy")
    wait_for("the word that they are in use", lambda: there(story, number)["state"] == "deployed")
    with story.officer(BURKINA, "moyens", f"/loans/{number}/") as page:
        act(page, "cost", what="Carburant", amount="80000", currency="XOF", day=TODAY.isoformat(), voucher="F-1")
        act(page, "return", condition="good")
        act(page, "claim", currency="XOF")
    wait_for("the claim in Mali", lambda: here(story)["state"] == "claimed")
    with story.officer(MALI, "moyens", at_home) as page:
        act(page, "settle")
    assert wait_for("the settlement", lambda: there(story, number)["state"] == "settled")
    with story.officer(MALI, "superviseur", story.pages["case"]) as page:
        assert here(story)["number"] in said(page)
        assert "réglé" in said(page)


def mali(story: Workshop, path: str) -> str:
    return str(story.stage.officer(MALI, "superviseur").page(path))


def here(story: Workshop) -> dict[str, Any]:
    found: dict[str, Any] = story.stage.officer(MALI, "superviseur").get(story.pages["loan"].lstrip("/"))
    return found


def there(story: Workshop, loan: str) -> dict[str, Any]:
    found: dict[str, Any] = story.stage.officer(BURKINA, "moyens").get(f"loans/{loan}/")
    return found


def loan_there(story: Workshop, state: str) -> str:
    """The loan that Mali asked of Burkina Faso, as Burkina Faso knows it; empty while there is none."""
    found = story.stage.officer(BURKINA, "moyens").get(f"loans/?state={state}&side=lender")["loans"]
    return next((str(one["id"]) for one in found if one["borrower"] == MALI), "")


def be_read_in_arabic(story: Workshop) -> None:
    """The decisive pages from right to left, on a desk and in a hand: nothing is wider than its window."""
    for size in (browsers.OFFICE, browsers.PHONE):
        for username, names in {
            "formation": ("run", "tree", "trainer", "certificate of Fanta Ouattara", "certificate of Korotimi Maïga"),
            "liaison": ("gathering", "recommendation", "draft", "loan"),
        }.items():
            with browsers.page(story.chromium, browsers.View("ar", size)) as page:
                base = story.stage.nodes[MALI].url
                browsers.sign_in_as(page, base, username)
                browsers.speak(page, "ar")
                paths = [story.pages[name] for name in names]
                if username == "formation":
                    paths += [f"{story.pages['run']}attendance/", f"{story.pages['tree']}reach/", "/certificates/"]
                for path in paths:
                    page.goto(base + path)
                    assert page.get_attribute("html", "dir") == "rtl"
                    assert browsers.overflow(page) == 0, (path, size)
                assert page.complaints == []


def test_a_workshop_from_its_nominations_to_the_draft_of_a_convention(
    chromium: Any, stage: Stage, tmp_path: Path
) -> None:
    story = Workshop(chromium, stage, tmp_path)
    plan_the_workshop(story)
    nominate_and_accept(story)
    take_attendance_without_a_link(story)
    be_refused_a_search(story)
    issue_the_certificates(story)
    search_with_the_certificate(story)
    for holder in story.files:
        be_worth_something_elsewhere(story, holder, revoked=False)
    revoke_one(story, "Korotimi Maïga")
    be_worth_something_elsewhere(story, "Korotimi Maïga", revoked=True)
    be_worth_something_elsewhere(story, "Fanta Ouattara", revoked=False)
    train_ten_more_each(story)
    read_what_was_not_reached(story)
    hold_the_gathering(story)
    recommend(story)
    lend_the_dog_team(story)
    be_read_in_arabic(story)
