"""What the page Tune shows of all trials: of two goals, of one setting over another, in words."""

from tests.store.any_state import put


def test_two_goals_show_their_front_and_both_settings(open_page, told):
    study = told(
        "learning_rate=0.01..1:log",
        "hidden_width=4..64",
        trials=14,
        sampler="random",
        goal="accuracy_and_parameters",
    )
    app = open_page("tune.py", study=str(study.id))
    assert not app.exception
    texts = [text.value for text in app.markdown]
    for heading in ("**History**", "**What mattered**", "**Both goals**"):
        assert heading in texts
    assert any("Do not believe these yet: 14 complete trials" in caption.value for caption in app.caption)
    assert any(text.startswith("**Among the 10 best**") for text in texts)
    app.selectbox(key=f"pair_y_{study.id}").set_value("learning_rate").run()
    assert not app.exception
    assert "Choose two different settings." in [caption.value for caption in app.caption]


def test_settings_of_every_kind_are_offered_with_values_to_begin_with(open_page):
    app = open_page("tune.py")
    every = app.multiselect(key="tune_fields").options
    for start in range(0, len(every), 12):
        chosen = every[start : start + 12]
        app = app.multiselect(key="tune_fields").set_value(chosen).run()
        assert not app.exception
        values = {text.key: text.value for text in app.text_input if text.key.startswith("tune_values_")}
        assert len(values) == len(chosen)
        assert all(values.values())
        assert [error.value for error in app.error if "must be" in error.value] == []


def test_the_range_test_gives_a_rate_to_search_around(open_page):
    app = open_page("tune.py")
    app = app.button(key="range_test_start").click().run()
    assert not app.exception
    assert [text.value.startswith("Suggested: **") for text in app.markdown].count(True) == 1
    app = app.button(key="range_test_use").click().run()
    assert not app.exception
    assert app.text_input(key="tune_values_learning_rate").value.endswith(":log")


def test_seeds_alone_say_how_much_is_luck(open_page, store, told):
    study = told("seed=0, 1, 2", sampler="grid")
    for place, run in enumerate(store.runs.all()):
        put(store, run.id, run.status, test_accuracy=0.9 + place / 100)
    app = open_page("tune.py", study=str(study.id))
    assert not app.exception
    texts = " ".join(text.value for text in app.markdown)
    assert "91.00% of the test images on average over 3 seeds" in texts
    assert "give or take 1.00 points" in texts


def test_what_the_sampler_believes_stands_below_the_results(open_page, told):
    study = told("learning_rate=0.01..1:log", "optimizer=sgd, adam", trials=12)
    app = open_page("tune.py", study=str(study.id))
    assert not app.exception
    words = [caption.value for caption in app.caption if "what TPE believes" in caption.value]
    assert len(words) == 1
    assert "12" not in words[0].split("others")[0]  # its good trials are a few of them
    app.selectbox(key=f"slice_{study.id}").set_value("optimizer").run()
    assert not app.exception


def test_a_sampler_without_a_belief_says_so(open_page, told):
    study = told("learning_rate=0.01..1:log", trials=3, sampler="random")
    app = open_page("tune.py", study=str(study.id))
    assert any("Random search believes nothing" in caption.value for caption in app.caption)
