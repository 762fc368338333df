"""Imports point one way, and the engine knows no interface.

`app, pages -> components -> store -> files -> training -> {drawing, evaluation, explanation} -> {nn, data} -> errors`,
and inside the components: what serves one page -> runs -> store actions -> state -> charts, settings -> server.
"""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS: tuple[tuple[str, ...], ...] = (
    ("mnist_core.errors", "mnist_core.threads", "mnist_core.plain_text"),
    ("mnist_core.nn", "mnist_core.data"),
    ("mnist_core.drawing", "mnist_core.evaluation", "mnist_core.explanation"),
    ("mnist_core.training",),
    ("mnist_core.files",),
    ("mnist_core.pretrained",),
    ("mnist_core.store",),
    ("mnist_core.export",),
    ("mnist_core.worker", "mnist_core.jobs", "mnist_core.tuning"),
    ("mnist_core.cluster",),
    ("mnist_core.command_line",),
    ("mnist_core", "mnist_core.__main__"),
    (
        "pages.server",
        "pages.components.bring_into_view",
        "pages.components.choice",
        "pages.components.kept_address",
        "pages.components.language",
        "pages.components.inline_picture",
        "pages.components.projector_mode",
        "pages.components.shown_text",
        "pages.components.visitor",
    ),
    (
        "pages.components.charts",
        "pages.components.copy_link",
        "pages.components.linked_choices",
        "pages.components.live_chart",
        "pages.components.settings",
    ),
    ("pages.components.state",),
    ("pages.components.caretaker", "pages.components.networks", "pages.components.store_actions"),
    ("pages.components.runs", "pages.components.inside"),
    ("pages.components",),
    ("pages",),
    ("app",),
)
"""From the bottom up; a module belongs to the longest name that it starts with.

What stands side by side knows nothing of the other: nn and data, the worker and the command line, two pages, and the
folders of components that each serve one page.
"""

INTERFACE = {"streamlit", "plotly"}


MOST_LINES = 250
"""Of a file of the project: what is longer says two things."""


def modules() -> dict[str, Path]:
    """Every module of the project by its dotted name."""
    paths = [ROOT / "app.py", *ROOT.glob("mnist_core/**/*.py"), *ROOT.glob("pages/**/*.py")]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


MODULES = modules()


def imports(source: str) -> set[str]:
    """Names that a module imports, `from a import b` as both a and a.b."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def layer(module: str) -> int:
    """Height of the layer that a module belongs to."""
    fits = [(len(name), height) for height, names in enumerate(LAYERS) for name in names if is_under(module, name)]
    return max(fits)[1]


def is_under(module: str, name: str) -> bool:
    return module == name or module.startswith(name + ".")


def part(module: str) -> str:
    """Folder that a module belongs to; inside the components, the folder there."""
    return ".".join(module.split(".")[: 3 if is_under(module, "pages.components") else 2])


def astray(module: str, source: str) -> list[str]:
    """Imports of `module` that point to a higher layer, or sideways to another part of its own."""
    here, found = layer(module), imports(source) & set(MODULES)
    sideways = {name for name in found if layer(name) == here and part(name) != part(module)}
    return sorted(sideways | {name for name in found if layer(name) > here})


def interface_imports(source: str) -> set[str]:
    return {name.split(".")[0] for name in imports(source)} & INTERFACE


@pytest.mark.parametrize("module", sorted(MODULES))
def test_import_arrow_points_down(module: str) -> None:
    assert not astray(module, MODULES[module].read_text())


@pytest.mark.parametrize("module", sorted(name for name in MODULES if is_under(name, "mnist_core")))
def test_engine_knows_no_interface(module: str) -> None:
    assert not interface_imports(MODULES[module].read_text())


def graph() -> dict[str, set[str]]:
    """What each module imports of the project, itself not."""
    found_by = {module: imports(path.read_text()) & set(MODULES) for module, path in MODULES.items()}
    # `from package import module` names the package as well; only the module is meant.
    return {
        module: {name for name in found if not any(other.startswith(name + ".") for other in found)} - {module}
        for module, found in found_by.items()
    }


def longest_chain(package: str) -> list[str]:
    """The longest way down by imports inside a package: each module imports the one after it."""
    inside = {module: found for module, found in graph().items() if is_under(module, package)}
    chains: dict[str, list[str]] = {}
    for module in TopologicalSorter({module: found & set(inside) for module, found in inside.items()}).static_order():
        chains[module] = [module, *max((chains[name] for name in inside[module] & set(inside)), key=len, default=[])]
    return max(chains.values(), key=len)


def test_imports_have_no_cycle() -> None:
    try:
        tuple(TopologicalSorter(graph()).static_order())
    except CycleError as error:
        pytest.fail(f"import cycle: {' -> '.join(error.args[1])}")


def test_store_is_at_most_seven_floors_deep() -> None:
    chain = longest_chain("mnist_core.store")
    assert chain[0] == "mnist_core.store.store"
    assert len(chain) <= 7, " -> ".join(chain)


@pytest.mark.parametrize(
    ("package", "other"), [("mnist_core.store", "mnist_core.worker"), ("mnist_core.files", "mnist_core.store")]
)
def test_package_never_imports_the_other(package: str, other: str) -> None:
    inside = {module: found for module, found in graph().items() if is_under(module, package)}
    assert inside
    assert not {
        module: wrong for module, found in inside.items() if (wrong := {x for x in found if is_under(x, other)})
    }


def test_checker_finds_a_wrong_arrow() -> None:
    assert astray("mnist_core.errors", "from mnist_core.training.config import TrainingConfig")
    assert astray("mnist_core.nn.layers", "from mnist_core.data.image import PIXELS")
    assert astray("mnist_core.nn.layers", "import mnist_core")
    assert astray("pages.components.charts.theme", "from pages.components.state import get_store")
    assert astray("pages.components.training.form", "from pages.components.comparison import tables")
    assert interface_imports("import streamlit as st") == {"streamlit"}


def test_no_file_is_longer_than_one_reads_at_a_time() -> None:
    scripts = [
        path
        for folder in ("mnist_core", "pages")
        for path in ROOT.glob(f"{folder}/**/*.js")
        if not path.name.endswith(".min.js")
    ]
    lengths = {path: len(path.read_text().splitlines()) for path in (*MODULES.values(), *scripts)}
    assert scripts
    assert {path.name: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}
