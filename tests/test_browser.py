"""The real site in a real Chromium: as a reader on a phone, offline, without JavaScript."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect

Serve = Callable[[Path], AbstractContextManager[str]]

AXE = Axe()
# Bytes over the wire and requests; the budgets of the design.
FIRST_LOAD, FIRST_REQUESTS, FIRST_SEARCH = 100_000, 12, 150_000

# One page of every kind, and the pages about the whole.
PAGES = [
    "index.html", "evidence.html", "about.html", "loops/matrix.html", "sources/index.html",
    "sources/graded/secondary.html", "facets/horizon.html", "changes.html", "rules.html",
    "data.html", "team-types/index.html",
    "axes/infrastructure-ml.html", "team-types/ml-infrastructure.html", "teams/fblearner.html",
    "profiles/generalist.html", "roles/ml-engineer.html", "levels/senior.html",
    "companies/amazon.html", "positions/openai-ml-engineer.html", "rounds/ml-system-design.html",
    "loops/base.html", "focus-areas/modelling.html", "designs/video-recommendations.html",
    "questions/implement-a-neural-network.html", "paths/software-engineer-to-ml.html",
    "backgrounds/android.html", "skills/programming.html", "topics/canary-deployment.html",
    "resources/kaggle.html", "faqs/phd-at-openai.html", "terms/index.html",
    "terms/two-tower-model.html", "search.html", "compare/index.html",
    "compare/team-types/core-modelling-and-research.html",
    "sources/anand-ml-roles-and-teams.html", "404.html",
]  # fmt: skip


@pytest.fixture(scope="module")
def address(built: Path, serve: Serve) -> Iterator[str]:
    with serve(built) as address:
        yield address


def watch(page: Page) -> list[str]:
    """Return a list that fills with the requests to other hosts and the errors of a page."""
    seen: list[str] = []
    page.on("request", lambda each: seen.append(each.url) if _is_foreign(each.url) else None)
    page.on("pageerror", lambda each: seen.append(str(each)))
    page.on("requestfailed", lambda each: seen.append(f"failed: {each.url}"))
    # A breach of the page's Content-Security-Policy is an error on the console.
    page.on("console", lambda each: seen.append(each.text) if each.type == "error" else None)
    return seen


def _is_foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1", "data:", "file:", "blob:"))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_small_phone_and_talks_to_nobody_else(
    browser: Browser, address: str, path: str
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    seen = watch(page)
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("h1").count() == 1
    assert seen == []
    page.close()


def test_the_site_opens_from_a_folder(browser: Browser, built: Path) -> None:
    page = browser.new_page()
    page.goto((built / "index.html").as_uri())
    page.get_by_role("link", name="Find your team").click()
    page.locator("article").get_by_role("link", name="Research team").first.click()
    expect(page.locator("h1")).to_contain_text("Research team")
    page.close()


def test_it_reads_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="See a company's loop").click()
    page.locator("article").get_by_role("link", name="Amazon", exact=True).click()
    expect(page.locator("#loop")).to_be_visible()
    expect(page.locator(".loop .bar").first).to_be_visible()
    context.close()


def test_a_point_of_the_map_leads_to_its_team(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    page.locator(".map-wide a", has_text="FBLearner").click()
    expect(page).to_have_url(f"{address}teams/fblearner.html")
    page.close()


def test_search_by_keyboard_alone_finds_a_record(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    seen = watch(page)
    page.goto(f"{address}companies/amazon.html")
    page.keyboard.press("/")
    page.keyboard.type("two-tower retr")
    first = page.locator(".results a").first
    expect(first).to_contain_text("Two-tower retrieval")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".results")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}search.html?q=two-tower+retr")
    page.locator("#search-results a").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}topics/two-tower-retrieval.html")
    assert seen == []
    page.close()


def test_search_works_in_a_folder(browser: Browser, built: Path) -> None:
    page = browser.new_page()
    page.goto((built / "roles/ml-engineer.html").as_uri())
    page.locator(".search input").fill("canary")
    page.locator(".results a", has_text="Canary deployment").click()
    expect(page.locator("h1")).to_contain_text("Canary deployment")
    page.close()


@pytest.mark.parametrize("words", ["two-tower retrieval", "amazon interview coding", "re", "ml e"])
def test_a_first_search_loads_little(browser: Browser, address: str, words: str) -> None:
    page = browser.new_page()
    answers: list[Response] = []
    page.goto(address)
    page.on("response", lambda each: answers.append(each))  # noqa: PLW0108  it takes no builtin
    page.locator(".search input").fill(words)
    expect(page.locator(".results li").first).to_be_visible()
    assert 0 < sum(_transferred(answers).values()) <= FIRST_SEARCH
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_loads_little(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda each: answers.append(each))  # noqa: PLW0108  it takes no builtin
    page.goto(address + path, wait_until="networkidle")
    loaded = _transferred(answers)
    assert 0 < sum(loaded.values()) <= FIRST_LOAD, loaded
    assert len(loaded) <= FIRST_REQUESTS, loaded
    assert not [url for url in loaded if "/search/" in url]
    context.close()


def _transferred(answers: list[Response]) -> dict[str, int]:
    """Return about how many bytes each address took on the way, compressed, with its headers.

    The bodies are asked for once the page has them all: asked for inside the event, they arrive
    whenever they do, perhaps after the sum.
    """
    packed = ("woff2", "png")  # these are compressed already
    headers = 300
    return {
        each.url: headers
        + len(each.body() if each.url.endswith(packed) else gzip.compress(each.body()))
        for each in answers
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_kept_out(
    browser: Browser, address: str, path: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(address + path)
    found = AXE.run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []
    page.close()


def test_light_and_dark_are_chosen_by_hand_and_remembered(browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(address)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark").press("Enter")
    dark = page.evaluate(paper)
    assert dark != light
    page.goto(f"{address}about.html")
    assert page.evaluate(paper) == dark
    assert page.evaluate("Object.keys(localStorage)") == ["atlas-scheme"]
    context.close()


def test_an_index_is_filtered_by_group(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}teams/index.html")
    page.get_by_text("Show one kind only").click()
    everything = page.locator(".index li:visible").count()
    page.get_by_role("button", name="Research team").press("Enter")
    assert 0 < page.locator(".index li:visible").count() < everything
    page.get_by_role("button", name="All").click()
    assert page.locator(".index li:visible").count() == everything
    page.close()


def test_the_map_is_filtered_by_company(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    label = page.locator(".map-wide a", has_text="FBLearner").locator("text")
    expect(label).to_be_hidden()
    page.get_by_label("Show on the map").select_option("Meta")
    left = page.locator(".map-wide .point:not(.aside)")
    assert {each.get_attribute("data-company") for each in left.all()} == {"Meta"}
    expect(label).to_be_visible()
    page.close()


def test_team_types_are_filtered_by_facets(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{address}team-types/index.html")
    every = page.locator(".index li").count()
    page.get_by_text("Show only kinds of team with").click()
    page.get_by_label("Horizon").select_option("years")
    page.get_by_label("Publication").select_option("expected")
    left = page.locator(".index li:visible")
    assert 0 < left.count() < every
    assert {each.get_attribute("data-horizon") for each in left.all()} == {"years"}
    expect(page.locator(".filter output")).to_have_text(f"{left.count()} of {every}")
    expect(page.get_by_role("heading", name="Applied product ML")).to_be_hidden()
    page.close()


def test_any_three_are_compared_at_an_address_to_share(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    seen = watch(page)
    page.goto(f"{address}compare/index.html?kind=roles&ids=ml-engineer,data-scientist")
    expect(page.locator("#compare-any th a")).to_have_text(["ML engineer", "Data scientist"])
    page.get_by_label("Number 3").select_option("nlp-engineer")
    expect(page.locator("#compare-any th a")).to_have_count(3)
    expect(page).to_have_url(
        f"{address}compare/index.html?kind=roles&ids=ml-engineer,data-scientist,nlp-engineer"
    )
    page.get_by_label("What to compare").select_option("companies")
    page.get_by_label("Number 1").select_option("amazon")
    page.get_by_label("Number 2").select_option("netflix")
    expect(page.locator("#compare-any th a")).to_have_text(["Amazon", "Netflix"])
    assert seen == []
    page.close()


@pytest.mark.parametrize("path", ["index.html", "teams/index.html", "companies/amazon.html"])
def test_the_keyboard_gets_everywhere(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address + path)
    focusable = "a[href], button, input, select, [tabindex='0']"
    stops = page.evaluate(
        f"""() => Array.from(document.querySelectorAll("{focusable}"))
        .filter(each => each.checkVisibility()).length"""
    )
    page.evaluate("window.reached = new Set()")
    for _ in range(stops):
        page.keyboard.press("Tab")
        page.evaluate("window.reached.add(document.activeElement)")
    assert page.evaluate("window.reached.size") == stops
    page.close()


def test_the_first_stop_of_the_keyboard_skips_to_the_text(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}roles/ml-engineer.html")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.close()


def test_paper_gets_the_text_without_the_frame(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}companies/amazon.html")
    page.emulate_media(media="print")
    assert not page.locator(".head").is_visible()
    assert not page.locator(".contents").is_visible()
    expect(page.locator("h1")).to_be_visible()
    page.close()


def test_the_site_works_under_a_sub_path(
    browser: Browser, built: Path, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/guide").symlink_to(built)
    with serve(tmp_path) as address:
        page = browser.new_page()
        seen = watch(page)
        page.goto(f"{address}deep/guide/index.html")
        page.locator(".search input").fill("feature store")
        page.locator(".results a").first.click()
        expect(page.locator("h1")).to_contain_text("eature store")
        assert seen == []
        page.close()


def test_a_mark_leads_to_its_evidence_and_on_to_the_source(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{address}companies/amazon.html")
    page.locator("a.cite").first.click()
    expect(page.locator(":target")).to_be_in_viewport()
    page.locator(".evidence a").first.click()
    expect(page.locator("#grade")).to_be_visible()
    page.close()
