"""axe-core finds nothing to mend: on every page that the navigation has, light and dark, on a desk and on a phone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mnist_core.store.store import RunStore
from tests.browser.server import Server, running_server
from tests.pages.stored_runs import add_finished_run

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text()
LOOKS = [("light", 1440), ("dark", 390)]
"""Either theme and either width, once each: the whole app is looked at in them."""
FIND = """
async () => {
  const looked = { include: document, exclude: ["[data-testid=stSliderThumbValue]"] };
  const { violations } = await axe.run(looked, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 300)} ${failureSummary.replace(/\\s+/g, " ")}`));
}
"""
"""Streamlit writes a slider's value in the theme's first colour, on which its buttons write in white: in the dark no
colour has enough contrast for both (it is 4.0 to 1 for the value). Nothing else is left out."""

FADED = """() => Promise.allSettled(
  document.getAnimations().filter((each) => each instanceof CSSTransition).map((each) => each.finished))"""
"""Colours fade from one theme to the other: wait until they have."""

INSIDE_PARTS = ("forward", "backward", "check-it", "one-step", "surgery", "time-machine")


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard with two finished runs."""
    folder = tmp_path_factory.mktemp("stocked")
    store = RunStore(folder=folder / "runs")
    for name in ("first", "second"):
        add_finished_run(store, name)
    store.close()
    with running_server(folder / "runs", folder / "server.log") as server:
        yield server


def settle(page: Page) -> None:
    """Wait until the script has run and the browser has painted what it said."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-stale=true], [data-testid=stSkeleton]")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.evaluate(FADED)


def violations(page: Page) -> list[str]:
    """Return what axe finds in each look of a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = []
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        found += [f"{scheme}, {width} px: {violation}" for violation in page.evaluate(FIND)]
    return found


def addresses(page: Page) -> list[str]:
    """Return the addresses of all pages, and those of them that look different by what is asked."""
    pages = [str(link.get_attribute("href")) for link in page.get_by_test_id("stTopNavLink").all()]
    inside = next(address for address in pages if address.endswith("/inside"))
    compare = next(address for address in pages if address.endswith("/compare"))
    lessons = next(address for address in pages if address.endswith("/lessons"))
    parts = [f"{inside}?run=1&part={part}" for part in INSIDE_PARTS]
    return [*pages, *parts, f"{lessons}?lesson=neuron", f"{compare}?compared=1&compared=2"]


def test_axe_finds_nothing_to_mend_on_any_page(stocked: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{stocked.url}/?run=1")
    settle(page)
    found = {}
    for address in addresses(page):
        page.goto(address)
        settle(page)
        if problems := violations(page):
            found[address] = problems
    assert not found, "\n".join(f"{address}: {problem}" for address in found for problem in found[address])


def test_axe_finds_what_is_wrong(stocked: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(stocked.url)
    settle(page)
    page.evaluate("document.querySelector('h1, h2, h3').insertAdjacentHTML('afterend', '<img src=\"data:,\">')")
    page.evaluate(AXE)
    assert any("image-alt" in problem for problem in page.evaluate(FIND))
