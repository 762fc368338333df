import io
import zipfile
from dataclasses import replace

import pytest

from mnist_core.errors import StoreError
from mnist_core.files.several_bundles import pack_several
from mnist_core.store.marks import Mark
from mnist_core.store.measurements import write_epochs
from mnist_core.store.networks import Networks
from mnist_core.store.run import RunStatus
from mnist_core.store.runs import Runs
from pages.components.runs import export_menu
from pages.components.runs.names import names
from tests.pages.stored_runs import epoch_end
from tests.store.any_state import put


def chosen(open_page, *runs):
    """Open Runs with some runs ticked."""
    return open_page("runs.py", state={"chosen_runs": [run.id for run in runs]})


def test_without_runs_it_says_what_to_do(open_page, store):
    app = open_page("runs.py")
    assert not app.exception
    assert "train a network first" in app.info[0].value


def test_table_lists_every_run_newest_first(open_page, add_run):
    add_run("older"), add_run("newer")
    app = open_page("runs.py")
    assert not app.exception
    assert list(app.dataframe[0].value["Name"]) == ["newer", "older"]


def test_trials_are_folded_into_their_search(open_page, add_run, store):
    add_run("mine")
    study = store.studies.create({}, name="rates")
    store.tuners.ensure()
    store.trials.ask(study.id, 0, {}, claim=1, sampler_state={}, config=store.runs.all()[0].config)
    app = open_page("runs.py")
    assert not app.exception
    assert list(app.dataframe[0].value["Name"]) == ["rates"]
    assert list(app.dataframe[1].value["Name"]) == ["mine"]
    app = app.toggle(key="show_trials").set_value(True).run()
    assert list(app.dataframe[1].value["Name"]) == ["rates, trial 1", "mine"]


def test_disk_use_and_the_thinning_rule_are_shown(open_page, add_run):
    add_run()
    captions = " ".join(caption.value for caption in open_page("runs.py").caption)
    assert "MB on disk" in captions
    assert "checkpoints are kept" in captions
    assert "thinned to 60" in captions


def test_snapshots_can_be_switched_off(open_page, store):
    app = open_page("runs.py")
    assert app.toggle(key="keep_snapshots").value
    app = app.toggle(key="keep_snapshots").set_value(False).run()
    assert not app.exception
    assert not store.snapshots.are_kept
    assert not app.toggle(key="keep_snapshots").value


def test_rename(open_page, add_run, store):
    run = add_run()
    app = chosen(open_page, run)
    app = app.text_input(key=f"name_{run.id}").set_value("better name").run()
    assert not app.exception
    assert store.runs.get(run.id).name == "better name"


def test_an_empty_name_is_refused_in_one_sentence(open_page, add_run, store):
    run = add_run()
    app = chosen(open_page, run)
    app = app.text_input(key=f"name_{run.id}").set_value("   ").run()
    assert "must have 1 to 200 characters" in app.error[0].value
    assert store.runs.get(run.id).name == "first"


def test_delete_is_asked_first_and_can_be_undone(open_page, add_run, store):
    run = add_run("precious")
    app = chosen(open_page, run)
    assert any("Delete #1 **precious**?" in text.value for text in app.markdown)
    app = app.button(key="confirm_delete_opened").click().run()
    assert store.runs.all() == []
    assert any(text.value == "Deleted #1 **precious**." for text in app.markdown)
    app = app.button(key="undo_delete").click().run()
    assert not app.exception
    assert [item.id for item in store.runs.all()] == [run.id]


def test_every_run_that_cannot_be_deleted_is_told_and_the_others_are_gone(open_page, add_run, store, monkeypatch):
    runs = [add_run(name) for name in ("stuck", "loose", "jammed")]
    delete = Runs.delete

    def refuse(self, id_):
        if id_ != runs[1].id:
            raise StoreError(f"run {id_} cannot be deleted")
        delete(self, id_)

    monkeypatch.setattr(Runs, "delete", refuse)
    app = chosen(open_page, *runs).button(key="confirm_delete").click().run()
    assert not app.exception
    assert app.error[0].value == f"Run {runs[2].id} cannot be deleted. Run {runs[0].id} cannot be deleted."
    assert any(text.value == "Deleted #2 **loose**." for text in app.markdown)


def test_a_run_that_cannot_be_resumed_says_so(open_page, add_run, store, monkeypatch):
    run = add_run()
    put(store, run.id, RunStatus.INTERRUPTED)
    app = chosen(open_page, run)
    put(store, run.id, RunStatus.FINISHED)
    app = next(button for button in app.button if button.label == "Resume").click().run()
    assert not app.exception
    assert app.error[0].value == f"Run {run.id} is finished, so it cannot be resumed."


def test_a_store_that_fails_later_is_one_sentence(open_page, add_run, monkeypatch):
    add_run()
    app = open_page("runs.py")

    def fail(self):
        raise StoreError("the run store is damaged")

    monkeypatch.setattr(Networks, "disk_use", fail)
    app = app.run()
    assert not app.exception
    assert app.error[0].value == "The runs cannot be read: the run store is damaged."


def test_a_deleted_run_can_be_restored_later(open_page, add_run, store):
    run = add_run()
    store.runs.delete(run.id)
    app = open_page("runs.py")
    app = app.multiselect(key="deleted_runs").set_value([run.id]).run()
    app = next(button for button in app.button if button.label == "Restore").click().run()
    assert not app.exception
    assert [item.id for item in store.runs.all()] == [run.id]


def test_several_runs_offer_compare_and_delete_only(open_page, add_run):
    app = chosen(open_page, add_run("one"), add_run("two"))
    assert [link.value for link in app.page_link] == ["Compare 2 runs"]
    assert any("Delete **2 runs** (#2, #1)?" in text.value for text in app.markdown)


def test_an_interrupted_run_can_be_resumed(open_page, add_run, store):
    run = add_run()
    put(store, run.id, RunStatus.INTERRUPTED)
    app = chosen(open_page, run)
    app = next(button for button in app.button if button.label == "Resume").click().run()
    assert not app.exception
    assert store.runs.get(run.id).status is RunStatus.QUEUED


def test_an_exported_network_can_be_imported(open_page, add_run, store):
    run = add_run("travelled")
    data = store.networks.export(run.id)
    app = open_page("runs.py")
    app = app.file_uploader[0].upload("network.safetensors", data).run()
    assert not app.exception
    newest = store.runs.all()[0]
    assert (newest.source, newest.name) == ("imported", "travelled")
    assert newest.test_accuracy is not None


@pytest.mark.parametrize("data", [b"", b"<html>not a network</html>", b"\x80\x04pickle", b"\xff" * 64])
def test_a_hostile_file_is_refused_in_one_sentence(open_page, add_run, store, data):
    add_run()
    app = open_page("runs.py")
    app = app.file_uploader[0].upload("network.safetensors", data).run()
    assert not app.exception
    assert len(app.error) == 1
    assert len(store.runs.all()) == 1


def test_run_that_cannot_be_read_is_one_sentence_beside_the_others(open_page, add_run, store):
    good, bad = add_run("good"), add_run("bad")
    put(store, bad.id, RunStatus.FINISHED, config="![x](http://example.invalid)")
    app = open_page("runs.py")
    assert not app.exception
    assert [warning.value for warning in app.warning] == [f"Run {bad.id} cannot be read: its configuration is damaged."]
    assert list(app.dataframe[0].value["Run"]) == [good.id]


def test_a_star_tags_and_a_note_are_kept_and_found(open_page, add_run, store):
    plain, marked = add_run("plain"), add_run("marked")
    app = chosen(open_page, marked)
    app = app.button(key=f"star_{marked.id}").click().run()
    app.text_input(key=f"tags_{marked.id}").set_value("for class, wide")
    app.text_area(key=f"note_{marked.id}").set_value("try dropout")
    app = app.button(key=f"save_marks_{marked.id}").click().run()
    assert not app.exception
    assert store.marks.all() == {marked.id: Mark(True, ("for class", "wide"), "try dropout")}
    table = app.dataframe[0].value
    assert (list(table["Star"]), list(table["Tags"][0]), table["Note"][0]) == (
        [True, False],
        ["for class", "wide"],
        "try dropout",
    )
    app = app.text_input(key="runs_filter").set_value("DROPOUT class").run()
    assert list(app.dataframe[0].value["Name"]) == ["marked"]
    app = app.text_input(key="runs_filter").set_value("nowhere").run()
    assert app.info[0].value == "No run passes the filter."
    app.text_input(key="runs_filter").set_value("")
    app = app.toggle(key="runs_starred").set_value(True).run()
    assert plain.name not in list(app.dataframe[0].value["Name"])


def test_the_lines_for_python_load_the_network(open_page, add_run, store, capsys):
    run = add_run()
    [code] = [block.value for block in chosen(open_page, run).code if "RunStore" in block.value]
    exec(compile(code, "lines", "exec"), {})
    assert capsys.readouterr().out.startswith("[")


def test_a_row_that_was_clicked_is_open_beside_the_ticked_ones(open_page, add_run, store):
    ticked, opened = [add_run("one"), add_run("two")], add_run("three")
    app = open_page("runs.py", state={"chosen_runs": [run.id for run in ticked], "opened_run": opened.id})
    assert not app.exception
    assert app.text_input(key=f"name_{opened.id}").value == "three"
    labels = [button.label for button in app.button]
    assert {"Delete", "Delete 2 runs"} <= set(labels)
    app = app.button(key="confirm_delete_opened").click().run()
    assert [run.name for run in store.runs.all()] == ["two", "one"]


def test_one_ticked_beside_another_that_is_open_is_deleted_by_its_number(open_page, add_run, store):
    ticked, opened = add_run("one"), add_run("two")
    app = open_page("runs.py", state={"chosen_runs": [ticked.id], "opened_run": opened.id})
    texts = [text.value for text in app.markdown]
    assert any("Delete #1 **one**?" in text for text in texts) and any("Delete #2 **two**?" in text for text in texts)


def test_each_run_has_a_small_curve_of_its_accuracy(open_page, add_run, store):
    add_run("long", epochs=40), store.runs.create(store.runs.get(1).config, name="waits")
    app = open_page("runs.py")
    waits, long = app.dataframe[0].value["Curve"]
    assert len(waits) == 0 and len(long) == 16
    assert (long[0], long[-1]) == (round(1 / 42, 4), round(40 / 42, 4))
    with store.database.writing() as connection:
        write_epochs(connection, 2, [epoch_end(1, 2)])
    put(store, 2, RunStatus.RUNNING, epoch=1, step=10)
    assert list(app.run().dataframe[0].value["Curve"][0]) == [0.25]


def test_chosen_settings_are_columns_and_stand_in_the_address(open_page, add_run):
    add_run("one", learning_rate=0.3)
    app = open_page("runs.py")
    app = app.multiselect(key="columns").set_value(["Learning rate", "Dropout"]).run()
    table = app.dataframe[0].value
    assert (list(table["Learning rate"]), list(table["Dropout"])) == (["0.3"], ["0"])
    assert list(open_page("runs.py", columns="Dropout").dataframe[0].value["Dropout"]) == ["0"]


def test_several_runs_are_resumed_in_their_order(open_page, add_run, store):
    runs = [add_run(name) for name in ("one", "two", "three")]
    put(store, 1, RunStatus.STOPPED), put(store, 2, RunStatus.INTERRUPTED)
    app = chosen(open_page, *runs)
    assert app.button(key="resume_several").label == "Resume 2"
    app = app.button(key="resume_several").click().run()
    assert not app.exception and not app.error
    first, second = store.runs.get(2), store.runs.get(1)
    assert first.status is second.status is RunStatus.QUEUED and first.queue_position < second.queue_position
    assert store.runs.get(3).status is RunStatus.FINISHED


def test_several_runs_are_exported_as_one_file(open_page, add_run, store, monkeypatch):
    runs = [add_run("one"), add_run("two")]
    with zipfile.ZipFile(io.BytesIO(export_menu.bundles_bytes([1, 2]))) as archive:
        assert archive.namelist() == ["mnist-1-one.zip", "mnist-2-two.zip"]
        assert store.bundles.import_(archive.read("mnist-2-two.zip")).name == "two"
    app = chosen(open_page, *runs)
    assert not app.get("download_button")[-1].proto.disabled
    monkeypatch.setattr(export_menu, "MOST_BYTES", 1000)
    [button] = [each for each in chosen(open_page, *runs).get("download_button") if each.proto.label == "Export all"]
    assert button.proto.disabled and "tick fewer" in button.proto.help


def test_the_queue_is_cleared_after_it_was_asked_for(open_page, add_run, store):
    add_run("done")
    assert "clear_queue" not in [button.key for button in open_page("runs.py").button]
    for name in ("a", "b"):
        store.runs.create(store.runs.get(1).config, name=name)
    app = open_page("runs.py")
    assert any("Take **2 runs** (#3, #2) out of the queue?" in text.value for text in app.markdown)
    app = app.button(key="clear_queue").click().run()
    assert not app.exception
    assert [run.status for run in store.runs.all()] == [RunStatus.STOPPED, RunStatus.STOPPED, RunStatus.FINISHED]


def test_numbers_of_many_runs_are_cut_short(add_run):
    runs = [replace(add_run(), id=number) for number in range(1, 16)]
    assert names(runs).startswith("**15 runs** (#1, #2, ") and names(runs).endswith("#12 and 3 more)")


def test_a_click_on_a_search_lists_its_trials_alone(open_page, add_run, store):
    add_run("mine")
    study = store.studies.create({}, name="rates")
    store.tuners.ensure()
    store.trials.ask(study.id, 0, {}, claim=1, sampler_state={}, config=store.runs.all()[0].config)
    table = f"searches_table_{hash((study.id,))}"
    app = open_page("runs.py", state={table: {"selection": {"rows": [0], "columns": [], "cells": []}}})
    assert not app.exception
    assert list(app.dataframe[1].value["Name"]) == ["rates, trial 1"]
    assert [link.value for link in app.page_link][:2] == ["Open in Tune", "Watch together"]
    assert "The trials of **rates**; click its row once more for all runs." in [text.value for text in app.caption]


def test_several_exported_runs_are_imported_at_once(open_page, add_run, store):
    add_run("one"), add_run("two")
    app = open_page("runs.py")
    app = app.file_uploader[0].upload("mnist-runs.zip", export_menu.bundles_bytes([1, 2])).run()
    assert not app.exception and not app.error
    assert [(run.name, run.source) for run in store.runs.all()[:2]] == [("two", "imported"), ("one", "imported")]
    assert [toast.value for toast in app.toast] == ["Imported 2 runs."]


def test_a_damaged_run_among_several_is_told_and_those_before_it_are_there(open_page, add_run, store):
    add_run("one")
    data = pack_several({"good": store.bundles.export(1), "bad": b"PK damaged"})
    app = open_page("runs.py")
    app = app.file_uploader[0].upload("mnist-runs.zip", data).run()
    assert not app.exception and len(app.error) == 1
    assert [run.name for run in store.runs.all()] == ["one", "one"]
