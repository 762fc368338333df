"""A network that was trained elsewhere, brought in through the page, is as good as one from here."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect

from mnist_core.files.network_file import save_network
from mnist_core.nn.network import NeuralNetwork
from tests.browser.server import Server
from tests.browser.sheet import draw


def test_an_imported_network_opens_in_evaluate_and_draw(
    server: Server, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    path = tmp_path / "elsewhere.safetensors"
    save_network(NeuralNetwork((784, 8, 10), rng=np.random.default_rng(0)), path, metadata={"name": "elsewhere"})
    page = open_page(f"{server.url}/runs")
    page.get_by_role("button", name="Import", exact=True).click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("Imported run 1 with")).to_be_visible()
    page.keyboard.press("Escape")

    chosen = page.get_by_role("combobox", name="Network")
    page.get_by_test_id("stMain").get_by_role("link", name="Evaluate", exact=True).click()
    expect(page.get_by_role("heading", name="Evaluate", exact=True)).to_be_visible()
    expect(chosen).to_have_value(re.compile("^#1 elsewhere"))
    expect(page.get_by_text(re.compile(r"^All [\d,]+ mistakes"))).to_be_visible()
    expect(page.get_by_role("figure", name=re.compile("misread|mistake|read as")).first).to_be_visible()

    page.get_by_role("link", name="Draw", exact=True).click()
    expect(chosen).to_have_value(re.compile("^#1 elsewhere"))
    draw(page, [(0.5, 0.2), (0.5, 0.8)])
    expect(page.get_by_role("status", name=re.compile(r"It reads \d"))).to_be_visible()
