"""The rules of the house that a machine can check: sizes, names, docstrings, imports, forbidden words."""

import ast
import re
import statistics
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["ontology", "store", "queries", "loaders", "server"]
FRONT_DOOR = ROOT / "counterclaim.py"
ROOMS = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
MODULES = [*ROOMS, FRONT_DOOR]

MODULE_LINES = 400
FUNCTION_LINES = 40
MEDIAN_LINES = 12

# Modules ("store/writer.py") and functions ("store/writer.py:publish") that may be longer, each with why.
LONGER_WITH_REASON: dict[str, str] = {}

# They say where a thing was put, not what it is.
NO_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "misc"}

# In two pieces each, so that this file does not hold what it forbids.
REGISTRY_HOSTS = [
    f"{name}.{domain}"
    for name, domain in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("proxy.golang", "org"),
        ("repo.maven", "apache"),
        ("conda.anaconda", "org"),
        ("deb.debian", "org"),
        ("security.debian", "org"),
        ("archive.ubuntu", "com"),
    ]
]

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = Function | ast.ClassDef | ast.Module


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def decorator_names(function: Function) -> set[str]:
    return {ast.unparse(decorator).split("(")[0].rsplit(".", 1)[-1] for decorator in function.decorator_list}


def public_definitions(body: list[ast.stmt], owner: str = "") -> Iterator[tuple[str, Documented]]:
    """Yield what others may use, by dotted name; what overloads, overrides or sets says nothing new."""
    for node in body:
        if not isinstance(node, ast.ClassDef | Function) or node.name.startswith("_"):
            continue
        if isinstance(node, Function) and decorator_names(node) & {"overload", "override", "setter"}:
            continue
        yield owner + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from public_definitions(node.body, f"{owner}{node.name}.")


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def project_files() -> list[Path]:
    """List the files that are in git or would be added to it."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    return sorted(path for path in paths if path.is_file())


def lines_matching(pattern: str) -> list[str]:
    found = []
    for path in project_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if re.search(pattern, line):
                found.append(f"{relative(path)}:{number}: {line.strip()[:120]}")
    return found


def locked(name: str) -> dict[str, str]:
    """Read a lock into its requirements, as printed before the hashes, and what follows each."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return {line.split(" --hash")[0].strip(): line for line in text.splitlines() if line.strip()}


def bare_name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_stops_at_400_lines(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MODULE_LINES or relative(path) in LONGER_WITH_REASON


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_function_stops_at_40_lines(path: Path) -> None:
    too_long = {
        f"{relative(path)}:{function.name}": length(function)
        for function in functions(parsed(path))
        if length(function) > FUNCTION_LINES
    }
    assert not too_long.keys() - LONGER_WITH_REASON.keys()


def test_half_of_all_functions_are_shorter_than_12_lines() -> None:
    lengths = [length(function) for path in MODULES for function in functions(parsed(path))]
    assert statistics.median(lengths) < MEDIAN_LINES


def test_no_exception_outlives_its_cause() -> None:
    known = {relative(path) for path in MODULES}
    known |= {f"{relative(path)}:{function.name}" for path in MODULES for function in functions(parsed(path))}
    assert not LONGER_WITH_REASON.keys() - known


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_everything_public_has_a_docstring(path: Path) -> None:
    tree = parsed(path)
    documented: list[tuple[str, Documented]] = [("the module", tree), *public_definitions(tree.body)]
    assert not [name for name, node in documented if not ast.get_docstring(node)]


def test_tests_have_no_init_file_that_would_shadow_a_package() -> None:
    assert not [relative(path) for path in (ROOT / "tests").rglob("__init__.py")]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_and_each_folder_of_code_in_it_has_an_init_file(package: str) -> None:
    folders = {path.parent for path in (ROOT / package).rglob("*.py")}
    assert folders
    assert not [relative(folder) for folder in folders if not (folder / "__init__.py").is_file()]


def test_no_file_or_folder_is_named_for_no_noun() -> None:
    code = [path.relative_to(ROOT) for path in project_files() if path.suffix == ".py"]
    assert not [str(path) for path in code if NO_NAMES & {*path.parts[:-1], path.stem}]


def test_each_floor_imports_only_from_the_floors_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0


def test_no_room_imports_the_front_door() -> None:
    assert not [relative(path) for path in ROOMS if "counterclaim" in imported(parsed(path))]


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert not lines_matching("|".join(map(re.escape, REGISTRY_HOSTS)))


def test_no_file_holds_a_path_of_the_machine_it_was_written_on() -> None:
    here = {f"{ROOT}/", f"{Path.home()}/"} - {"//"}
    homes = [r"/(?:home|Users)/[a-z][\w.-]*/", "/" + "root/"]
    assert not lines_matching("|".join([*map(re.escape, here), *homes]))


def test_every_link_between_documents_leads_to_a_file() -> None:
    links = [
        (path, target.split("#")[0])
        for path in project_files()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
        if "://" not in target
    ]
    assert not [f"{relative(path)}: {file}" for path, file in links if not (path.parent / file).exists()]


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_a_lock_pins_each_requirement_and_has_a_hash_for_it(name: str) -> None:
    requirements = locked(name)
    assert requirements
    assert all("==" in requirement for requirement in requirements)
    assert not [requirement for requirement, line in requirements.items() if "--hash=sha256:" not in line]


def test_the_lock_for_development_holds_the_one_for_running_at_the_same_versions() -> None:
    assert not locked("runtime.txt").keys() - locked("dev.txt").keys()


def test_each_dependency_of_the_project_is_locked() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = settings["project"]["dependencies"] + settings["build-system"]["requires"]
    pinned = {bare_name(requirement) for requirement in locked("runtime.txt")}
    assert not {bare_name(each) for each in needed} - pinned
