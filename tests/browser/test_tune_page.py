"""The page Tune in a real browser."""

from playwright.sync_api import expect

REST = 120_000


def test_the_range_test_suggests_a_rate_and_the_search_takes_it(server, open_page):
    page = open_page(f"{server.url}/tune")
    page.get_by_text("Find a learning rate").click()
    page.get_by_role("button", name="Run the range test").click()
    expect(page.get_by_text("Suggested:")).to_be_visible(timeout=REST)
    page.get_by_role("button", name="Search around it").click()
    expect(page.get_by_role("textbox", name="Learning rate")).not_to_have_value("0.001..1:log")
