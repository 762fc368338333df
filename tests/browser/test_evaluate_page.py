import re

import numpy as np
from playwright.sync_api import Page, expect

from mnist_core.data.mnist import load_mnist
from mnist_core.evaluation.mistakes import confused_pairs
from mnist_core.evaluation.report import evaluate
from mnist_core.store.store import RunStore
from pages.components.evaluation.digit_gallery import TILE_WIDTH
from tests.pages.stored_runs import add_finished_run


def click_cell(page: Page, digit: int, read_as: int) -> None:
    """Click the middle of a cell of the confusion matrix."""
    plot = page.locator(".nsewdrag").first
    plot.wait_for()
    box = plot.bounding_box()
    assert box is not None
    plot.click(position={"x": (read_as + 0.5) * box["width"] / 10, "y": (digit + 0.5) * box["height"] / 10})


def test_click_on_a_cell_shows_its_digits_and_every_number_stays(server, open_page):
    store = RunStore()
    run = add_finished_run(store)
    confusion = evaluate(store.networks.load(run.id), load_mnist().test).confusion
    pairs = confused_pairs(confusion, limit=20)
    page = open_page(server.url)
    page.get_by_role("link", name="Evaluate", exact=True).click()
    expect(page.get_by_text(re.compile(r"^All [\d,]+ mistakes"))).to_be_visible()

    rare = pairs[-1]
    click_cell(page, rare.digit, rare.read_as)

    expect(page.get_by_text(f"{rare}, most confident first")).to_be_visible()
    pictures = page.get_by_role("button", name=f": {rare.digit} read as {rare.read_as}").locator("img")
    expect(pictures.first).to_be_visible()
    expect(pictures.first).to_have_js_property("naturalWidth", TILE_WIDTH)

    page.get_by_text("Percent of row", exact=True).click()
    page.get_by_text("Errors only", exact=True).click()
    errors = int(np.count_nonzero(confusion) - np.count_nonzero(confusion.diagonal()))
    expect(page.locator(".textpoint text")).to_have_count(errors)
    assert all("." in number for number in page.locator(".textpoint text").all_text_contents())
    store.close()


def test_a_click_runs_the_page_once(server, open_page):
    store = RunStore()
    add_finished_run(store)
    page = open_page(f"{server.url}/evaluate")
    expect(page.get_by_text(re.compile(r"^All [\d,]+ mistakes"))).to_be_visible()
    idle = page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')
    expect(idle).to_be_visible()
    page.evaluate("""() => {
        window.runs = 0;
        const app = document.querySelector('[data-testid="stApp"]');
        const over = (change) => change.oldValue === "running";
        new MutationObserver((changes) => { window.runs += changes.filter(over).length; })
            .observe(app, { attributeFilter: ["data-test-script-state"], attributeOldValue: true });
    }""")
    click_cell(page, 4, 9)
    expect(page.get_by_text("4 read as 9: ", exact=False).first).to_be_visible()
    page.wait_for_function("window.runs > 0")
    expect(idle).to_be_visible()
    assert page.evaluate("window.runs") == 1
    store.close()


def test_the_way_down_to_a_digit_and_back_by_mouse(server, open_page):
    store = RunStore()
    run = add_finished_run(store)
    pair = confused_pairs(evaluate(store.networks.load(run.id), load_mnist().test).confusion, limit=1)[0]
    page = open_page(f"{server.url}/evaluate?run={run.id}")
    expect(page.get_by_text(re.compile(r"^All [\d,]+ mistakes"))).to_be_visible()

    click_cell(page, pair.digit, pair.read_as)
    page.get_by_role("button", name=f": {pair.digit} read as {pair.read_as}").first.click()

    expect(
        page.get_by_role("heading", name=re.compile(f"labelled {pair.digit}, read as {pair.read_as}"))
    ).to_be_visible()
    expect(page).to_have_url(re.compile(rf"run={run.id}&digit={pair.digit}&read_as={pair.read_as}&image=\d+"))
    expect(page.get_by_text("Most alike training digits")).to_be_visible()
    expect(page.get_by_text("What all runs read in it")).to_be_visible()
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_text(re.compile("^2 of "))).to_be_visible()
    page.reload()
    expect(page.get_by_text(re.compile("^2 of "))).to_be_visible()
    page.get_by_role("button", name=f"Back to {pair.digit} read as {pair.read_as}").click()
    expect(page.get_by_text(f"{pair}, most confident first")).to_be_visible()
    page.get_by_role("button", name="All mistakes").click()
    expect(page.get_by_text(re.compile(r"^All [\d,]+ mistakes"))).to_be_visible()
    store.close()


def test_the_way_down_to_a_digit_and_back_by_keyboard(server, open_page):
    store = RunStore()
    add_finished_run(store)
    page = open_page(server.url)
    page.get_by_role("link", name="Evaluate", exact=True).click()
    button = page.get_by_role("button", name=re.compile(r"^\d read as \d")).first
    button.focus()
    label = button.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{label}, most confident first")).to_be_visible()

    tiles = page.get_by_role("button", name=re.compile(r"^Image [\d]+: "))
    tiles.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tiles.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("^2 of "))).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text(re.compile("^3 of "))).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text(re.compile("^2 of "))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"{label}, most confident first")).to_be_visible()
    store.close()


def test_the_map_shows_a_digit_and_a_lasso_lists_many(server, open_page):
    store = RunStore()
    run = add_finished_run(store)
    page = open_page(f"{server.url}/evaluate?run={run.id}&view=map")
    stage = page.locator(".stage > canvas")
    expect(page.locator(".root[data-count='10000']")).to_be_visible()
    box = stage.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.mouse.move(*middle)
    expect(page.locator(".tip")).to_be_visible()
    expect(page.locator(".tip span")).to_have_text(re.compile(r"^Image \d+: a \d"))
    page.get_by_role("slider", name="Layer").press("ArrowRight")
    expect(page.locator(".root[data-layer='1']")).to_be_visible()

    page.get_by_role("button", name="Lasso").click()
    page.mouse.move(middle[0] - 40, middle[1] - 40)
    page.mouse.down()
    for x, y in ((40, -40), (40, 40), (-40, 40)):
        page.mouse.move(middle[0] + x, middle[1] + y)
    page.mouse.up()
    expect(page.get_by_text(re.compile(r"^[\d,]+ digits inside the lasso"))).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^Image [\d]+: ")).first.click()
    expect(page.get_by_text("Most alike training digits")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text(re.compile(r"^[\d,]+ digits inside the lasso"))).to_be_visible()
    store.close()


def test_the_report_opens_from_the_disk_without_a_network(server, open_page, browser, tmp_path):
    store = RunStore()
    run = add_finished_run(store)
    page = open_page(f"{server.url}/evaluate?run={run.id}&view=report")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the report").click()
    path = tmp_path / "report.html"
    download.value.save_as(path)
    context = browser.new_context(offline=True)
    report = context.new_page()
    report.goto(path.as_uri())
    expect(report.get_by_role("heading", name="first").first).to_be_visible()
    expect(report.get_by_text("Confusion matrix").first).to_be_visible()
    context.close()
    store.close()


def test_robustness_is_measured_while_the_page_is_used(server, open_page):
    store = RunStore()
    run = add_finished_run(store)
    page = open_page(f"{server.url}/evaluate?run={run.id}&view=robustness")
    page.get_by_role("button", name="Measure").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("radio", name="Hardest").or_(page.get_by_role("button", name="Hardest")).first.click()
    expect(page.get_by_text("test images are misread by all of")).to_be_visible(timeout=60_000)
    page.goto(f"{server.url}/evaluate?run={run.id}&view=robustness")
    expect(page.get_by_text("At strength 2 (0.2)")).to_be_visible(timeout=120_000)
    store.close()
