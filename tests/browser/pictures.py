"""The README's pictures, made again: `python -m tests.browser.pictures`, a minute or two, needs Chromium."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import CHROMIUM_FLAGS, find_chromium
from tests.browser.server import ROOT, running_server
from tests.browser.sheet import draw

FOLDER = ROOT / ".github"
SIZE = (1440, 950)
THREE = (
    (0.3, 0.25),
    (0.45, 0.15),
    (0.65, 0.2),
    (0.66, 0.38),
    (0.45, 0.48),
    (0.68, 0.58),
    (0.7, 0.78),
    (0.5, 0.88),
    (0.28, 0.8),
)


def train(page: Page) -> None:
    """Start the quick preset and wait for its third epoch."""
    page.get_by_role("button", name="Start training").click()
    page.mouse.move(1, 1)  # off the button, which would explain itself
    expect(page.get_by_text("3 of 5", exact=True)).to_be_visible(timeout=60_000)
    page.wait_for_timeout(700)


def look(page: Page) -> None:
    """Wait until everything is there."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(4000)


def write(page: Page) -> None:
    """Draw a three and wait for Python's answer."""
    page.locator("[data-network^=network-weights]").wait_for()
    draw(page, THREE)
    expect(page.locator(".panel:not([data-answered=''])")).to_be_visible()
    look(page)


PICTURES: dict[str, tuple[str, str, Callable[[Page], None]]] = {
    "train-light": ("", "light", train),
    "train-dark": ("", "dark", train),
    "evaluate-light": ("evaluate?run=0", "light", look),
    "draw-dark": ("draw?run=0", "dark", write),
    "inside-light": ("inside?run=0", "light", look),
    "lessons-dark": ("lessons", "dark", look),
}
"""Address, colour scheme and what to do first, by the file's name."""


def take(browser: Browser, url: str, name: str) -> None:
    """Save one picture."""
    address, scheme, prepare = PICTURES[name]
    context = browser.new_context(
        viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="dark" if scheme == "dark" else "light"
    )
    context.add_init_script("sessionStorage.setItem('mnist-example-seen', 'yes')")
    page = context.new_page()
    page.goto(f"{url}/{address}")
    page.get_by_test_id("stAppViewContainer").wait_for()
    page.wait_for_timeout(1500)
    prepare(page)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)  # a third of the bytes
    context.close()


def main() -> None:
    """Take every picture, each with a runs folder of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(whole=True), args=CHROMIUM_FLAGS)
        for name in PICTURES:
            with tempfile.TemporaryDirectory() as folder:
                with running_server(Path(folder) / "runs", Path(folder) / "log") as server:
                    take(browser, server.url, name)
        browser.close()


if __name__ == "__main__":
    main()
