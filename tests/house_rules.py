"""The rules of the house that code can be asked about: which way imports point, what is heavy, what is large.

Whatever a module imports counts, within functions and for the type checker too.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
ALLOWED = {"index": {"index"}, "qa": {"qa", "index"}, "ui": {"ui", "qa", "index"}, "eval": {"eval", "qa", "index"}}
LARGE = 1000 * 1024
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
ROOMS: dict[str, set[str]] = {
    "index.embedding": set(),
    "index.reading": set(),
    "index.embedded": set(),
    "index.milvus": set(),
    "index.add_report": {"index.reading"},
    "index.adding": {"index.add_report", "index.embedding", "index.reading"},
    "index.library": {
        "index.adding",
        "index.add_report",
        *(f"index.{room}" for room in "embedded milvus embedding reading".split()),
    },
    "index.copying": {"index.library"},
}
"""What each room of index may import of the others. What lies beside them is for all, and imports none of them."""
TORCH = {"torch", "transformers", "sentence_transformers", "safetensors", "accelerate"}
HEAVY = set("torch faiss gradio transformers sentence_transformers pandas sklearn scipy trafilatura".split())


def drawing() -> dict[str, set[str]]:
    """Which of our modules each of our modules imports."""
    paths = {module_name(path): path for package in ALLOWED for path in (ROOT / package).rglob("*.py")}
    return {module: set(imported_modules(path)) & paths.keys() - {module} for module, path in paths.items()}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(path: Path) -> Iterator[str]:
    """Every module that it names, and whatever it takes from one: that may be a module too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def test_no_imports_go_round_in_a_circle() -> None:
    try:
        list(TopologicalSorter(drawing()).static_order())
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_a_circle_would_be_found() -> None:
    with pytest.raises(CycleError):
        TopologicalSorter({"index.a": {"index.b"}, "index.b": {"index.a"}}).prepare()


def test_rooms_of_index_import_only_what_lies_below() -> None:
    arrows = {(room(module), room(other)) for module, others in drawing().items() for other in others}
    within = {(source, target) for source, target in arrows if source.startswith("index.") and source != target}
    assert ROOMS.keys() <= {source for source, _ in within}
    up = {(source, target) for source, target in within if target in ROOMS and target not in ROOMS.get(source, set())}
    assert not up


def imported(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported_modules(path)}


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_imports_point_one_way(package: str) -> None:
    modules = list((ROOT / package).rglob("*.py"))
    assert modules
    for path in modules:
        assert imported(path) & ALLOWED.keys() <= ALLOWED[package], path


@pytest.mark.parametrize(("face", "others"), [("web", ("terminal", "commands")), ("terminal", ("web", "commands"))])
def test_the_faces_know_nothing_of_each_other(face: str, others: tuple[str, ...]) -> None:
    foreign = tuple(f"ui.{other}" for other in others)
    for path in (ROOT / "ui" / face).rglob("*.py"):
        assert not [name for name in imported_modules(path) if name.startswith(foreign)], path


def test_what_the_faces_share_knows_none_of_them() -> None:
    for path in (ROOT / "ui").glob("*.py"):
        if path.name != "cli.py":
            assert not [name for name in imported_modules(path) if re.match(r"ui\.(web|terminal|commands)\b", name)], (
                path
            )


def test_nothing_that_answers_runs_in_torch_but_the_embedder_that_is_made_for_it() -> None:
    modules = [path for package in ("qa", "index") for path in (ROOT / package).rglob("*.py")]
    in_torch = {path.relative_to(ROOT).as_posix() for path in modules if imported(path) & TORCH}
    assert in_torch == {"index/embedding/sentence_transformer.py"}


def test_article_imports_nothing_of_ours() -> None:
    assert not imported(ROOT / "index" / "article.py") & ALLOWED.keys()


def test_the_top_level_is_fixed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    top = {Path(line).parts[0] for line in listed.splitlines() if not line.startswith(".")}
    if not top:
        pytest.skip("not in a git checkout")
    assert top == {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "qa", "index", "ui", "tests", "eval"}


@pytest.mark.parametrize("module", ["ui.cli", "eval.command", "index.library", "qa.answer", "index.reading"])
def test_a_door_opens_without_anything_heavy(module: str) -> None:
    code = f"import sys, {module}; print(' '.join(sorted({HEAVY!r} & sys.modules.keys())))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    allowed = {"index.library": {"faiss"}}.get(module, set())
    assert set(loaded.stdout.split()) <= allowed


def test_help_needs_less_than_half_a_second_of_cpu() -> None:
    code = (
        "import resource, subprocess, sys; subprocess.run([sys.executable, '-c', 'from ui.cli import main; main()', "
        "'--help'], check=True, stdout=subprocess.DEVNULL); used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(used.ru_utime + used.ru_stime)"
    )
    seconds = [
        float(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    ]
    assert min(seconds) < 0.5, seconds


def test_every_file_of_tests_is_called_by_its_area_or_it_would_not_be_run() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    for path in (ROOT / "tests").rglob("*.py"):
        tests = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
        collected = any(fnmatch(path.name, pattern) for pattern in options["python_files"])
        assert collected == any(node.name.startswith("test_") for node in tests), path


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    listed = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, text=True, check=False)
    pages = [ROOT / name for name in listed.stdout.split("\0") if name and not name.startswith("index/sample/")]
    if not pages:
        pytest.skip("not in a git checkout")
    links = [(page, link) for page in pages for link in LINK.findall(page.read_text(encoding="utf-8"))]
    assert links
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_qa_s_map_names_what_is_there() -> None:
    page = (ROOT / "qa" / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`(\w+(?:/\w+)*\.py|\w+/)`", page)
    rooms = {path.parent.name for path in (ROOT / "qa").glob("*/__init__.py")}
    assert {f"{name}/" for name in rooms} <= set(named)
    folders = [ROOT, ROOT / "qa", *(ROOT / "qa" / name for name in rooms)]
    assert [name for name in named if not any((folder / name).exists() for folder in folders)] == []


def test_no_file_is_large_but_the_weights_that_are_shipped() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    if not listed:
        pytest.skip("not in a git checkout")
    sizes = {name: path.stat().st_size for name in listed.split("\0") if (path := ROOT / name).is_file()}
    large = {name for name, size in sizes.items() if size > LARGE}
    (hook,) = (
        hook
        for repository in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
        for hook in repository["hooks"]
        if hook["id"] == "check-added-large-files"
    )
    assert f"--maxkb={LARGE // 1024}" in hook["args"]
    assert large == {name for name in sizes if re.search(hook["exclude"], name)}


def test_the_packages_are_named_and_typed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["qa", "index", "ui", "eval"]
    for package in ALLOWED:
        assert (ROOT / package / "py.typed").exists()
