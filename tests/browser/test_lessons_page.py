"""Lessons in a real browser: one from beginning to end by keyboard alone."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.server import Server

MOST_STEPS = 80
"""So often at most is Tab pressed on the way to a control; a page has fewer."""


def press(target: Locator, key: str = "Enter", *, by: str = "Tab") -> None:
    """Go to a control by Tab alone, or by Shift+Tab, and press a key on it."""
    expect(target).to_be_visible()
    page = target.page
    for _ in range(MOST_STEPS):
        if target.evaluate("(node) => node === document.activeElement"):
            break
        page.keyboard.press(by)
    expect(target).to_be_focused()
    page.keyboard.press(key)


def start_training(page: Page, *, by: str = "Tab") -> None:
    """Start by the keyboard what the form holds, and wait until it is over."""
    press(page.get_by_role("button", name="Start training"), by=by)
    expect(page.locator(".stMarkdownBadge").filter(has_text="Finished").first).to_be_visible()


def test_a_lesson_from_beginning_to_end_by_keyboard(server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server.url}/?learning_rate=0.7&hidden_sizes=9")  # what the form held before must not count
    expect(page.get_by_role("button", name="Start training")).to_be_visible()
    press(page.get_by_test_id("stTopNavLink").filter(has_text="Lessons"))
    press(page.get_by_role("button", name="8. Initialisation"))
    page.wait_for_url("**/lessons?lesson=initialisation")

    press(page.get_by_role("radio").first, "Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="It never gets beyond guessing")).to_be_checked()
    press(page.get_by_role("button", name="That is my prediction"))
    expect(page.get_by_text("You predicted: It never gets beyond guessing")).to_be_visible()

    press(page.get_by_role("link", name="Open Train with weights of zero"))
    expect(page.get_by_role("textbox", name="Hidden layers")).to_have_value("64")
    expect(page.get_by_role("combobox", name="Learning rate")).to_have_value("0.1")
    start_training(page)
    expect(page.get_by_text("Run #1 stays at guessing")).to_be_visible()
    press(page.locator("summary").filter(has_text="Network"))
    box = page.get_by_role("combobox", name="Initial weights")
    press(box, "ArrowDown")
    page.keyboard.type("He uniform")
    page.keyboard.press("Enter")
    expect(box).to_have_value("He uniform")
    page.wait_for_url(lambda url: "initializer" not in url)  # it is what the preset says
    start_training(page, by="Shift+Tab")
    expect(page.get_by_text("Done: go back and see how your prediction did.")).to_be_visible()

    press(page.get_by_role("link", name="Lesson 8: Initialisation"), by="Shift+Tab")
    expect(page.get_by_text("You predicted right.")).to_be_visible()
    expect(page.get_by_text("From zeros run #1 reads")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Start training")).to_be_visible()
    page.go_forward()
    press(page.get_by_role("button", name="All lessons"))
    expect(page.get_by_text("1 of 10 lessons done")).to_be_visible()

    press(page.get_by_role("combobox", name="Language"), "ArrowDown")
    page.keyboard.type("Deutsch")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 von 10 Lektionen geschafft")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    press(page.get_by_test_id("stTopNavLink").filter(has_text="Trainieren"), by="Shift+Tab")
    expect(page.locator("html")).to_have_attribute("lang", "en")
