"""The wheel: what is inside, and that it runs from an environment of its own, without network."""

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.packaging

TOP_LEVEL = {"ontology", "store", "queries", "loaders", "server", "counterclaim"}
Serving = Callable[..., AbstractContextManager[str]]


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def python_says(environment: Path, code: str, cwd: Path) -> str:
    return run(environment / "bin" / "python", "-c", code, cwd=cwd).strip()


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=repository)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a fresh environment with the wheel in it, which sees the libraries of the one that runs the tests.

    A line in a .pth file lends the libraries. The editable install among them is itself a .pth file, which is
    not followed from there, so the project's own code comes from the wheel alone.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python]
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    site = python_says(folder, "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    Path(site, "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path, repository: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(repository).as_posix()
        for name in TOP_LEVEL
        for path in (repository / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert "ontology/counterclaim.ttl" in wanted
    assert not wanted - inside


def test_the_wheel_holds_the_packages_and_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top.removesuffix(".py") for top in tops if not top.endswith(".dist-info")} == TOP_LEVEL


def test_the_wheel_carries_the_licence(wheel: Path) -> None:
    assert any(name.endswith("licenses/LICENSE") for name in zipfile.ZipFile(wheel).namelist())


def test_the_installed_command_tells_its_version(environment: Path, tmp_path: Path) -> None:
    printed = run(environment / "bin" / "counterclaim", "--version", cwd=tmp_path)
    code = "from importlib.metadata import version; print(version('counterclaim'))"
    assert python_says(environment, code, cwd=tmp_path) in printed


def test_the_installed_code_is_the_wheels(environment: Path, tmp_path: Path) -> None:
    found = python_says(environment, "import ontology; print(ontology.__file__)", cwd=tmp_path)
    assert Path(found).is_relative_to(environment)


def test_no_other_distribution_owns_one_of_our_top_level_names(environment: Path, tmp_path: Path) -> None:
    code = "import importlib.metadata as m, json; print(json.dumps(m.packages_distributions()))"
    owners = json.loads(python_says(environment, code, cwd=tmp_path))
    ours = {name: set(owners.get(name, [])) for name in TOP_LEVEL}
    assert ours == {name: {"counterclaim"} for name in TOP_LEVEL}


def test_the_installed_program_serves_a_new_data_directory(environment: Path, tmp_path: Path, serving: Serving) -> None:
    command = environment / "bin" / "counterclaim"
    run(command, "init", "--data", "data", cwd=tmp_path)
    with serving(command, "serve", "--data", "data", cwd=tmp_path) as address:
        assert httpx.get(address).status_code == 200
        answer = httpx.get(f"{address}/sparql", params={"query": "ASK { ?s ?p ?o }"})
    assert answer.json()["boolean"] is True
