"""The page Tune in a real browser."""

import re

from playwright.sync_api import Page, expect

from mnist_core.store.store import RunStore

REST = 120_000


def tick_first_row(page: Page) -> None:
    """Tick the best trial of the table."""
    grid = page.locator(".dvn-scroller").last
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 52)


def test_the_range_test_suggests_a_rate_and_the_search_takes_it(server, open_page):
    page = open_page(f"{server.url}/tune")
    page.get_by_text("Find a learning rate").click()
    page.get_by_role("button", name="Run the range test").click()
    expect(page.get_by_text("Suggested:")).to_be_visible(timeout=REST)
    page.get_by_role("button", name="Search around it").click()
    expect(page.get_by_role("textbox", name="Learning rate")).not_to_have_value("0.001..1:log")


def test_a_search_of_twelve_trials_from_the_form_to_its_winner_trained_longer(server, open_page):
    page = open_page(f"{server.url}/tune")
    for label, value in (("Epochs a trial", "1"), ("Images", "1000"), ("Trials", "12")):
        field = page.get_by_role("spinbutton", name=label, exact=True)
        field.fill(value)
        field.press("Enter")
    page.get_by_role("button", name="Start the search").click()
    expect(page.get_by_text(re.compile(r"^\d+ of 12 trials told"))).to_be_visible(timeout=REST)
    page.reload()  # the search is no page's
    expect(page.get_by_text(re.compile(r"^12 of 12 trials told"))).to_be_visible(timeout=REST)
    expect(page.get_by_text(re.compile(r"^Winner: Trial \d+"))).to_be_visible(timeout=REST)

    axis = page.locator('[data-axis="goal validation_accuracy"]')
    axis.scroll_into_view_if_needed()
    box = axis.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.3 * box["height"], steps=5)
    page.mouse.up()
    expect(page.get_by_role("status").filter(has_text=re.compile(r"^\d+ of 12 trials$"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"Trials, best first: the \d+ that are marked"))).to_be_visible()

    tick_first_row(page)
    page.get_by_role("button", name="Train it for 3 epochs").click()
    expect(page.get_by_text(re.compile(r"Run #\d+ is queued"))).to_be_visible()
    store = RunStore()
    (run,) = [run for run in store.runs.all() if run.name.endswith(", longer")]
    store.close()
    assert (run.config.epochs, run.config.training_size) == (3, 0)


def test_a_race_is_followed_reloaded_and_shown_again(server, open_page):
    page = open_page(f"{server.url}/tune?for=race")
    for label, value in (("Images", "1000"), ("Epochs", "1")):
        field = page.get_by_role("spinbutton", name=label, exact=True)
        field.fill(value)
        field.press("Enter")
    page.get_by_role("button", name="Start the race").click()
    standings = page.get_by_role("list", name="Standings, the best first")
    expect(standings.get_by_role("listitem")).to_have_count(3)
    expect(page.get_by_role("status").filter(has_text="leads")).to_be_visible()
    standings.evaluate("node => (window.kept = node)")
    expect(page.get_by_role("button", name="Race again")).to_be_visible(timeout=REST)
    assert standings.evaluate("node => window.kept === node")  # nothing is mounted anew while it goes on
    page.reload()  # the race is no page's
    expect(page.get_by_role("button", name="Race again")).to_be_visible(timeout=REST)
    call = page.get_by_role("status").filter(has_text=re.compile("lead (never )?changed|end side by side"))
    expect(call).to_be_visible()
    page.get_by_role("slider", name="Place on the track").fill("100")
    expect(call).to_be_hidden()
    page.get_by_label("Replay in").select_option("5")
    page.get_by_role("button", name="Replay").click()
    expect(call).to_be_visible()
