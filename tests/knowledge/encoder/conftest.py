"""The built encoder, for the few tests that need real vectors, and a tiny one that is built here."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.encoder import convert, export, packed
from knowledge.encoder.packed import Packed
from knowledge.encoder.runtime import Encoder, encoder_folder
from knowledge.errors import EncoderError
from tests.knowledge.encoder.packing import Recipe, pack


@pytest.fixture(scope="session")
def built_folder() -> Path:
    """Folder of the built encoder; the test fails when there is none."""
    folder = encoder_folder().absolute()
    if not folder.is_dir():
        pytest.fail(f"{folder} is missing: run make encoder first")
    return folder


@pytest.fixture(scope="session")
def real(built_folder: Path) -> Encoder:
    """The built encoder; the test fails when it cannot be loaded."""
    try:
        return Encoder.load(built_folder)
    except EncoderError as error:
        pytest.fail(f"run make encoder first: {error}")


@pytest.fixture(scope="session")
def tiny() -> Packed:
    pieces = [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        "▁",
        "身份证",
        "丢",
        "了",
        "居住证",
        "▁query",
        ":",
        "▁passage",
        "привет",
    ]
    return packed.read(pack(Recipe(pieces=pieces, scores=[0.0] * 4 + [-float(at) for at in range(1, 10)])))


@pytest.fixture(scope="session")
def tiny_folder(tiny: Packed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model as the build leaves it."""
    base = tmp_path_factory.mktemp("tiny")
    convert.write(tiny, base / "encoder", base / "bert")
    export.write(base / "encoder")
    return base / "encoder"
