"""The real site in a real Chromium: as a reader on a phone, offline, without JavaScript."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

Serve = Callable[[Path], AbstractContextManager[str]]

# One page of every kind, and the pages about the whole.
PAGES = [
    "index.html", "evidence.html", "about.html", "loops/matrix.html", "sources/index.html",
    "axes/infrastructure-ml.html", "team-types/ml-infrastructure.html", "teams/fblearner.html",
    "profiles/generalist.html", "roles/ml-engineer.html", "levels/senior.html",
    "companies/amazon.html", "positions/openai-ml-engineer.html", "rounds/ml-system-design.html",
    "loops/base.html", "focus-areas/modelling.html", "designs/video-recommendations.html",
    "questions/implement-a-neural-network.html", "paths/software-engineer-to-ml.html",
    "backgrounds/android.html", "skills/programming.html", "topics/canary-deployment.html",
    "resources/kaggle.html", "faqs/phd-at-openai.html", "terms/index.html",
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


def test_search_finds_a_record_by_keyboard(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("two-tower retrieval")
    first = page.locator(".md-search-result__link").first
    expect(first).to_be_visible(timeout=30_000)
    assert "two-tower" in (first.get_attribute("href") or "")
    page.close()


def test_a_mark_leads_to_its_evidence_and_on_to_the_source(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{address}companies/amazon.html")
    page.locator("a.cite").first.click()
    expect(page.locator(":target")).to_be_in_viewport()
    page.locator(".evidence a").first.click()
    expect(page.locator("#grade")).to_be_visible()
    page.close()
