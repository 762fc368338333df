"""A file of one's own: refused or understood, accepted, learned from and measured."""

import re

from playwright.sync_api import expect

from mnist_core.data.small_digits import load_small_digits


def test_a_file_is_looked_at_accepted_learned_from_and_measured(server, open_page, tmp_path):
    names = ("bag", "boot", "coat", "dress", "hat", "sandal", "scarf", "shirt", "skirt", "sock")
    train = load_small_digits().train
    rows = [",".join([names[label], *map(str, image)]) for label, image in zip(train.labels, train.images, strict=True)]
    (tmp_path / "clothes.csv").write_text("\n".join(rows))
    (tmp_path / "broken.csv").write_text("1,2,3\n4,5,6\n")
    page = open_page(f"{server.url}/data")
    page.get_by_test_id("stMainBlockContainer").get_by_text("Add images of your own").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "broken.csv")
    sentence = re.compile("broken.csv, line 1 has 3 columns; it must have 785 between commas", re.IGNORECASE)
    expect(page.get_by_text(sentence)).to_be_visible(timeout=60_000)  # a process reads it
    page.locator("input[type=file]").set_input_files(tmp_path / "clothes.csv")
    expect(page.get_by_text("a sixth of each class")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("link", name="Train on it").click()
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text("Finished").first).to_be_visible()
    page.get_by_role("link", name="Evaluate", exact=True).first.click()
    expect(page.get_by_text("By class")).to_be_visible()
    expect(page.get_by_label(re.compile("Confusion matrix: .* images read correctly"))).to_be_visible()
