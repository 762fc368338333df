"""Text from outside on every page: no picture, link, icon or formula comes of it, and no layout breaks."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from pages.components.runs.names import NAME_LENGTH
from pages.components.shown_text import as_markdown
from tests.store.any_state import put

PICTURE = "![x](http://example.invalid/a.png)"
HOSTILE = f"{PICTURE} :red[y] $zz$ \x1b[31m"
PAGES = ("train.py", "inside.py", "evaluate.py", "draw.py", "runs.py", "compare.py")
MARKDOWN = ("markdown", "caption", "error", "warning", "info", "success", "title", "header", "subheader")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Learning rate must be above 0, got '-1'.", "Learning rate must be above 0, got '-1'."),
        ("![x](a)", r"!\[x\](a)"),
        ("*a* `b` <c> $d$ ~e~ f_g", r"\*a\* \`b\` \<c\> \$d\$ \~e\~ f\_g"),
        ("# heading", "\u2060# heading"),
        ("1. list", "\u20601. list"),
        ("http://a www.b c@d.e", "http:\u2060//a www\u2060.b c@\u2060d.e"),
        (":material/delete: :smile:", "\u2060:\u2060material/delete: :\u2060smile:"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text: str, shown: str) -> None:
    assert as_markdown(text) == shown


def markdown_texts(app: AppTest) -> Iterator[str]:
    """Return every text on a page that is read as Markdown, labels and help included."""
    for kind in MARKDOWN:
        yield from (element.value for element in app.get(kind))
    for kind in ("button", "selectbox", "multiselect", "text_input", "toggle", "metric", "expander", "checkbox"):
        for element in app.get(kind):
            yield element.label


@pytest.mark.parametrize("page", PAGES)
def test_hostile_name_and_message_stay_text(
    page: str, store: RunStore, add_run: Callable[..., Any], open_page: Callable[..., AppTest]
) -> None:
    runs = [add_run(HOSTILE, seed=seed) for seed in (0, 1)]
    put(store, runs[1].id, RunStatus.FAILED, message=f"broken {HOSTILE}")
    waiting = [store.runs.create(runs[0].config.with_changes(seed=seed), name=HOSTILE) for seed in (2, 3)]
    state = {"chosen_runs": [runs[0].id], "just_deleted": [runs[0].id]}
    for shown in (runs[0].id, runs[1].id, waiting[0].id):
        app = open_page(page, state=state, run=str(shown))
        assert not app.exception
        texts = list(markdown_texts(app))
        assert not [text for text in texts if PICTURE in text or ":red[" in text or "$zz$" in text or "\x1b" in text]
    assert page not in ("train.py", "runs.py") or any("example.invalid" in text for text in texts)


@pytest.mark.parametrize("name", ["preset", "epochs", "learning_rate", "hidden_sizes", "activation"])
def test_hostile_address_stays_text(name: str, open_page: Callable[..., AppTest]) -> None:
    app = open_page("train.py", **{name: PICTURE})
    assert not app.exception
    assert [text for text in markdown_texts(app) if "example.invalid" in text]
    assert not [text for text in markdown_texts(app) if PICTURE in text]


def test_name_of_200_letters_is_short_in_every_list(
    add_run: Callable[..., Any], open_page: Callable[..., AppTest]
) -> None:
    runs = [add_run("x" * 200, seed=seed) for seed in (0, 1)]
    app = open_page("compare.py", compared=[str(run.id) for run in runs])
    assert not app.exception
    assert all(len(name) <= NAME_LENGTH + 10 for name in app.dataframe[0].value["Run"])
    assert not [text for text in markdown_texts(app) if "x" * (NAME_LENGTH + 1) in text]
    assert not [option for option in app.multiselect(key="compared_runs").options if "x" * (NAME_LENGTH + 1) in option]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("digits", [20, 400, 5000])
def test_run_of_any_number_of_digits_is_borne(
    page: str, digits: int, add_run: Callable[..., Any], open_page: Callable[..., AppTest]
) -> None:
    add_run("first"), add_run("second", seed=1)
    app = open_page(page, run="9" * digits, compared=["9" * digits, "1"])
    assert not app.exception
