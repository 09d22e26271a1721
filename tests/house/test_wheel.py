"""The wheel holds the whole house under one name, and works without the checkout and beside an operator's own spiders."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from textwrap import dedent

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    """What lies in it."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as pip would put it into site-packages."""
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run_python(*arguments: str, path: Path, cwd: Path, **environment: str) -> str:
    """What a Python with *path* before everything else prints, run in *cwd*."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SCRAPY_", "ARCHIVER_"))
    }
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=kept | {"PYTHONPATH": str(path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def files_of(folder: str) -> set[str]:
    """The files of a folder of the checkout, by their name in the wheel."""
    inside = "" if folder == "archiver" else "archiver/"
    found = (
        path for path in (HOUSE / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    return {inside + path.relative_to(HOUSE).as_posix() for path in found}


def test_there_is_one_top_level_package(names: list[str]) -> None:
    top = {name.partition("/")[0] for name in names}

    assert {name for name in top if not name.endswith(".dist-info")} == {"archiver"}
    assert len(top) == 2


@pytest.mark.parametrize("folder", ["archiver", "spiders", "pipelines"])
def test_every_file_of_the_house_is_in_it(names: list[str], folder: str) -> None:
    missing = files_of(folder) - set(names)

    assert not missing


@pytest.mark.parametrize(
    "name",
    [
        "archiver/py.typed",
        "archiver/spiders/__init__.py",
        "archiver/pipelines/__init__.py",
        "archiver/store/migrations/env.py",
        "archiver/sites/iq/rudaw.net.toml",
    ],
)
def test_what_is_easily_forgotten_is_in_it(names: list[str], name: str) -> None:
    assert name in names


def test_the_demo_newspaper_is_in_it(names: list[str]) -> None:
    articles = [name for name in names if name.startswith("archiver/demo/") and not name.endswith(".py")]

    assert articles


def test_the_first_migration_is_in_it(names: list[str]) -> None:
    assert any(name.startswith("archiver/store/migrations/versions/") for name in names)


def test_the_licence_is_in_it(names: list[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_code_that_runs_is_the_wheels(unpacked: Path, tmp_path: Path) -> None:
    printed = run_python("-c", "import archiver; print(archiver.__file__)", path=unpacked, cwd=tmp_path)

    assert Path(printed.strip()).is_relative_to(unpacked)


def test_scrapy_finds_the_spider_without_a_project_folder(unpacked: Path, tmp_path: Path) -> None:
    listed = run_python(
        "-m", "scrapy", "list", path=unpacked, cwd=tmp_path, SCRAPY_SETTINGS_MODULE="archiver.settings"
    )

    assert listed.split() == ["news"]


def test_scrapy_finds_the_spider_in_the_checkout(tmp_path: Path) -> None:
    listed = run_python("-m", "scrapy", "list", path=tmp_path, cwd=HOUSE)

    assert listed.split() == ["news"]


def test_the_spider_comes_from_within_the_package(unpacked: Path, tmp_path: Path) -> None:
    code = "from archiver.settings import SPIDER_MODULES, ITEM_PIPELINES; print(*SPIDER_MODULES, *ITEM_PIPELINES)"

    printed = run_python("-c", code, path=unpacked, cwd=tmp_path)

    assert printed.split()
    assert all(name.startswith("archiver.") for name in printed.split())


def test_an_operators_own_spiders_stand_beside_ours(unpacked: Path, tmp_path: Path) -> None:
    files = {
        "scrapy.cfg": "[settings]\ndefault = courier.settings\n",
        "courier/__init__.py": "",
        "courier/settings.py": """
            from archiver.settings import *
            from archiver.settings import SPIDER_MODULES

            SPIDER_MODULES = [*SPIDER_MODULES, "spiders"]
            """,
        "spiders/__init__.py": "",
        "spiders/harbour.py": """
            import scrapy


            class Harbour(scrapy.Spider):
                name = "harbour"
            """,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(dedent(text))

    listed = run_python("-m", "scrapy", "list", path=unpacked, cwd=tmp_path)

    assert sorted(listed.split()) == ["harbour", "news"]


def test_the_command_runs_from_it(unpacked: Path, tmp_path: Path) -> None:
    printed = run_python("-m", "archiver", "--help", path=unpacked, cwd=tmp_path)

    assert "crawl" in printed
