"""The browser: whichever Chromium or Chrome the machine has."""

import shutil

SHELL = "chromium-headless-shell"
"""Chromium without the windows that nobody sees: a third less work, so the tests prefer it."""

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium(*, whole: bool = False) -> str | None:
    """Return the path of the first browser found, or None; a `whole` one, such as a person uses, for measurements."""
    names = (*CHROMIUM_NAMES, SHELL) if whole else (SHELL, *CHROMIUM_NAMES)
    return next((path for name in names if (path := shutil.which(name))), None)
