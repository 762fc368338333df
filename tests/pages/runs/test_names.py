"""How runs are named."""

from pages.components.runs.names import file_stem, run_label, run_name


def test_names_are_shown_as_they_are(add_run):
    run = add_run("*bold* [link](x) :red[y] <b>")
    assert run_name(run) == f"#{run.id} {run.name}"
    assert file_stem(run) == f"mnist-{run.id}-bold-link-x-red-y-b"
    assert run_label(run) == f"#{run.id} {run.name} · 4 · SGD 0.1 · batch 64"


def test_file_stem_of_a_name_without_letters(add_run):
    run = add_run("???")
    assert file_stem(run) == f"mnist-{run.id}"
