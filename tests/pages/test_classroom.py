"""A classroom: everyone has a name and runs of their own, and looks at those of others by a link only."""

from collections.abc import Callable

import pytest
from streamlit.runtime.context import StreamlitCookies
from streamlit.testing.v1 import AppTest

from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.visitor import Visitor
from pages.components import visitor
from pages.components.runs.class_queue import place_sentence
from pages.components.visitor import GUEST, Presence, current_visitor, most_waiting, people_here, remembered
from tests.pages.stored_runs import add_finished_run
from tests.store.any_state import put


@pytest.fixture
def classroom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server have been started for a class."""
    monkeypatch.setenv(visitor.VARIABLE, "1")


@pytest.fixture
def hers(store: RunStore) -> Run:
    """Return a finished run of Ada's."""
    return add_finished_run(store.of(Visitor("Ada")), "lemur")


@pytest.fixture
def his(store: RunStore) -> Run:
    """Return a finished run of Bo's."""
    return add_finished_run(store.of(Visitor("Bo")), "otter", seed=1)


def at(open_page: Callable[..., AppTest], page: str, name: str, **query: str | list[str]) -> AppTest:
    """Open a page as the visitor of this name."""
    app = open_page(page, state={visitor.NAME: name, visitor.MARK: f"browser{name}"}, **query)
    assert not app.exception, app.exception
    return app


def keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def texts(app: AppTest) -> str:
    """Return all that a page says in words."""
    shown = [*app.markdown, *app.caption, *app.warning, *app.error, *app.info, *app.header, *app.title, *app.subheader]
    return "\n".join(str(each.value) for each in shown)


def test_nobody_is_asked_for_a_name_where_there_is_no_class(open_page: Callable[..., AppTest]) -> None:
    app = open_page("train.py")
    assert "ask_name_text" not in {field.key for field in app.text_input}
    assert current_visitor() is None and people_here() == 0


@pytest.mark.usefixtures("classroom")
def test_name_is_asked_for_before_anything_else(open_page: Callable[..., AppTest]) -> None:
    app = open_page("train.py")
    assert [title.value for title in app.title] == ["Who is learning?"]
    assert len(app.text_input) == 1
    app.text_input[0].set_value("<b>Ada</b>")
    app.button[0].click().run()
    assert "A name must be of letters" in app.error[0].value
    app.text_input[0].set_value("  Ada ")
    app.button[0].click().run()
    assert app.session_state[visitor.NAME] == "Ada"
    assert "start" in keys(app)


@pytest.mark.usefixtures("classroom")
def test_name_is_changed_where_it_is_shown(open_page: Callable[..., AppTest], hers: Run) -> None:
    app = at(open_page, "train.py", "Bo")
    assert "lemur" not in texts(app)
    app.get_by_key("change_name_text").set_value("ada")
    next(button for button in app.button if button.label == "Change").click().run()
    assert app.session_state[visitor.NAME] == "Ada"  # as it was spelled before


@pytest.mark.usefixtures("classroom")
def test_started_run_is_ones_own(open_page: Callable[..., AppTest], store: RunStore) -> None:
    app = at(open_page, "train.py", "Ada")
    app.get_by_key("start").click().run()
    assert [run.visitor for run in store.runs.all()] == ["Ada"]
    other = at(open_page, "train.py", "Bo")
    assert "Quick" not in texts(other) and "start" in keys(other)
    other.get_by_key("start").click().run()  # the same set-up, but not the same person's
    assert [run.visitor for run in store.runs.all()] == ["Bo", "Ada"]
    assert "1 run of the class will start before it" in texts(other)


@pytest.mark.usefixtures("classroom")
@pytest.mark.parametrize("page", ["train.py", "runs.py", "compare.py", "evaluate.py", "draw.py", "inside.py"])
def test_pages_offer_ones_own_runs(open_page: Callable[..., AppTest], hers: Run, his: Run, page: str) -> None:
    app = at(open_page, page, "Ada")
    offered = [str(option) for box in [*app.selectbox, *app.multiselect] for option in box.options]
    rows = [str(name) for table in app.dataframe for name in table.value.get("Name", [])]
    everything = "\n".join([texts(app), *offered, *rows])
    assert "otter" not in everything
    assert page == "train.py" or any("lemur" in each for each in [*offered, *rows])


@pytest.mark.usefixtures("classroom")
def test_link_shows_anothers_run_without_its_buttons(
    open_page: Callable[..., AppTest], store: RunStore, his: Run
) -> None:
    put(store, his.id, RunStatus.RUNNING)
    own = at(open_page, "train.py", "Bo", run=str(his.id))
    assert {f"Pause_{his.id}", f"Stop_{his.id}"} <= keys(own)
    app = at(open_page, "train.py", "Ada", run=str(his.id))
    assert "otter (Bo)" in texts(app) and "Bo’s run, to look at" in texts(app)
    assert not [key for key in keys(app) if key.endswith(f"_{his.id}") and not key.startswith("copy_settings")]
    put(store, his.id, RunStatus.FINISHED)
    app.run()
    assert app.session_state["selected_run"] == his.id


@pytest.mark.usefixtures("classroom")
def test_link_to_anothers_run_leads_through_the_pages(open_page: Callable[..., AppTest], hers: Run, his: Run) -> None:
    app = at(open_page, "evaluate.py", "Ada", run=str(his.id))
    assert "otter (Bo)" in str(app.selectbox[0].options[0]) and app.selectbox[0].value == his.id
    app = at(open_page, "compare.py", "Ada", compared=[str(hers.id), str(his.id)])
    assert app.multiselect[0].value == [hers.id, his.id]
    app = at(open_page, "evaluate.py", "Ada", run="99")
    assert "Run 99 no longer exists" in texts(app)


@pytest.mark.usefixtures("classroom")
def test_what_holds_for_everybody_is_not_offered(open_page: Callable[..., AppTest], store: RunStore, hers: Run) -> None:
    for _ in range(2):
        store.of(Visitor("Ada")).runs.create(hers.config)
    assert "runs_at_once" not in {field.key for field in at(open_page, "train.py", "Ada").number_input}
    assert "keep_snapshots" not in {field.key for field in at(open_page, "runs.py", "Ada").toggle}


def test_whoever_looks_after_the_store_sees_whose_runs_are_whose(
    open_page: Callable[..., AppTest], hers: Run, his: Run
) -> None:
    app = open_page("runs.py")
    assert list(app.dataframe[0].value["Visitor"]) == ["Bo", "Ada"]


@pytest.mark.usefixtures("classroom")
def test_projected_page_of_another_has_no_commands(
    open_page: Callable[..., AppTest], store: RunStore, his: Run
) -> None:
    put(store, his.id, RunStatus.RUNNING)
    app = at(open_page, "train.py", "Ada", run=str(his.id), projector="")
    assert not [key for key in keys(app) if key.endswith(f"_{his.id}")]


def test_name_in_use_is_not_given_to_another_browser() -> None:
    open_tabs = {"a", "b", "c"}
    presence = Presence(lambda tab: tab in open_tabs)
    assert presence.enter("Ada", "first", "a")
    assert presence.enter("Ada", "first", "b")
    assert not presence.enter("ADA", "second", "c")
    assert presence.names() == ["Ada"]
    open_tabs -= {"a", "b"}
    assert presence.names() == []
    assert presence.enter("Ada", "second", "c")


def test_tab_that_changes_its_name_frees_the_old_one() -> None:
    presence = Presence(lambda _: True)
    assert presence.enter("Ada", "first", "a") and presence.enter("Eva", "first", "a")
    assert presence.names() == ["Eva"]
    assert presence.enter("Ada", "second", "b")


@pytest.mark.usefixtures("classroom")
def test_name_that_was_taken_meanwhile_is_asked_for_again(
    open_page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    presence = Presence(lambda _: True)
    presence.enter("Ada", "another", "elsewhere")
    monkeypatch.setattr(visitor, "get_presence", lambda: presence)
    app = open_page("train.py", state={visitor.NAME: "Ada", visitor.MARK: "mine"})
    assert [title.value for title in app.title] == ["Who is learning?"]
    assert "Ada is here already, in another browser. Take another name, such as Ada 2" in app.error[0].value
    app.text_input[0].set_value("Ada")
    app.button[0].click().run()
    assert "Ada is here already" in app.error[0].value


@pytest.mark.parametrize(
    ("cookie", "name"),
    [("abc%3AAda%20L", "Ada L"), ("abc%3A<b>", ""), ("Ada", ""), ("", ""), (":Ada", ""), ("a b:Ada", "")],
)
def test_only_a_name_is_read_from_the_browser(monkeypatch: pytest.MonkeyPatch, cookie: str, name: str) -> None:
    class Context:
        cookies = StreamlitCookies({visitor.COOKIE: cookie})

    monkeypatch.setattr(visitor.st, "context", Context())
    found, mark = remembered()
    assert found == name and mark


@pytest.mark.parametrize(("text", "most"), [("", 20), ("5", 5), ("0", 20), ("many", 20), ("99999", 20)])
def test_limit_of_the_queue_is_set_when_the_server_starts(
    monkeypatch: pytest.MonkeyPatch, text: str, most: int
) -> None:
    monkeypatch.setenv(visitor.QUEUE_VARIABLE, text)
    assert most_waiting() == most


def test_guest_may_look_and_do_nothing(store: RunStore, hers: Run) -> None:
    guest = store.of(GUEST)
    assert guest.runs.all() == [] and guest.runs.get(hers.id).name == "lemur"
    with pytest.raises(Exception, match="each visitor may have 0 runs"):
        guest.runs.create(hers.config)


def test_place_in_the_queue_is_a_sentence() -> None:
    assert place_sentence(0).startswith("It is the next")
    assert place_sentence(1).startswith("1 run of the class")
    assert place_sentence(4).startswith("4 runs of the class")
