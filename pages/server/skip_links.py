"""Skip links: by keyboard, from the top of a page to what it is for, past the navigation and the form.

They are the first things that Tab reaches, and seen only then. A page is drawn by scripts, so they look for their
target when they are pressed; "Start" stands for the page's main button.
"""

TARGETS = {
    "Skip to content": '[data-testid="stMain"] :is(button, input, a[href], textarea, [tabindex="0"])',
    "Skip to Start": '.st-key-start button, [data-testid="stMain"] button[kind="primary"]',
}
"""What each link says, and the selector of what it leads to."""

STYLE = """.skip button { position: fixed; left: 8px; top: -80px; z-index: 1000000; padding: 10px 14px; color: #fff;
background: #174a8b; border: 2px solid #fff; border-radius: 8px; font: 600 16px sans-serif; }
.skip button:focus { top: 8px; }"""

SCRIPT = """document.querySelector(".skip").addEventListener("click", ({ target }) => {
  const found = [...document.querySelectorAll(target.dataset.to)].find((element) => element.offsetParent);
  found?.scrollIntoView({ block: "center" });
  found?.focus();
});"""


def skip_links() -> str:
    """Return the links as HTML, for the beginning of a page's body."""
    buttons = "".join(
        f"<button type='button' data-to='{selector}'>{label}</button>" for label, selector in TARGETS.items()
    )
    return f"<style>{STYLE}</style><nav class='skip' aria-label='Skip links'>{buttons}</nav><script>{SCRIPT}</script>"
