"""What lies around every page: the choice of a theme, and on a phone the bar of pages and the tools of charts."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from mnist_core.store.store import RunStore
from tests.browser.server import Server
from tests.pages.stored_runs import add_finished_run

BACKGROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
WHITE = "rgb(255, 255, 255)"
NEW_SESSION = "window.stays"


def test_a_theme_is_chosen_at_once_kept_and_given_back_to_the_system(server: Server, open_page: Callable[..., Page]):
    page = open_page(f"{server.url}/runs")
    theme = page.get_by_role("combobox", name="Theme")
    expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    assert page.evaluate(BACKGROUND) == WHITE
    theme.select_option("Dark")
    page.wait_for_function(f"{BACKGROUND} !== '{WHITE}'")
    page.goto(f"{server.url}/data")  # another page of the same browser begins as chosen
    expect(page.get_by_role("heading", name="Data")).to_be_visible()
    assert page.evaluate(BACKGROUND) != WHITE
    theme.select_option("System")
    page.wait_for_function(f"{BACKGROUND} === '{WHITE}'")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{BACKGROUND} !== '{WHITE}'")


def test_on_a_phone_pages_have_names_and_charts_keep_their_tools_to_themselves(
    server: Server, open_page: Callable[..., Page]
):
    store = RunStore()
    add_finished_run(store)
    store.close()
    page = open_page(server.url, width=390, height=844, touch=True)
    page.evaluate(f"{NEW_SESSION} = true")
    bar = page.get_by_role("navigation", name="Main pages")
    expect(bar.get_by_role("link", name="Train")).to_have_attribute("aria-current", "page")
    bar.get_by_role("link", name="Evaluate").click()
    expect(page.get_by_role("heading", name="Evaluate")).to_be_visible()
    expect(bar.get_by_role("link", name="Evaluate")).to_have_attribute("aria-current", "page")
    assert page.evaluate(NEW_SESSION)
    tools = page.get_by_role("button", name="Tools").first
    expect(tools).to_have_attribute("aria-expanded", "false")
    buttons = page.locator(".modebar-btn").first
    expect(buttons).to_be_hidden()
    tools.click()
    expect(buttons).to_be_visible()
    bar.get_by_role("button", name="More pages").click()
    expect(page.get_by_role("link", name="Compare", exact=True)).to_be_in_viewport()
    page.goto(f"{server.url}/lessons?lang=de")
    expect(bar.get_by_role("link", name="Auswerten")).to_be_visible()
