from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoder.runtime import (
    MANY,
    ONNX_FILE,
    RUNTIME_FILE,
    Encoder,
    encoder_folder,
    shared,
)
from knowledge.errors import EncoderError

DIMENSION = 8


class Tokenizer:
    """One token a character: its code point."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, text: str) -> Any:
        self.seen.append(text)
        return type("Encoding", (), {"ids": [ord(char) for char in text]})()


class Session:
    """States that depend on the token alone."""

    def __init__(self) -> None:
        self.sizes: list[tuple[int, int]] = []

    def run(self, outputs: None, inputs: dict[str, Any]) -> list[Any]:
        ids, mask = inputs["input_ids"], inputs["attention_mask"]
        self.sizes.append(ids.shape)
        assert ids.dtype == mask.dtype == np.int64
        assert (mask == 1).all()
        angles = ids[:, :, None] * np.arange(1, DIMENSION + 1)
        return [np.sin(angles).astype(np.float32) * 3]


def encoder(pooling: str = "mean", query: str = "q:", passage: str = "p:") -> Encoder:
    prompts = {"query": query, "passage": passage}
    config = {"prompts": prompts, "pooling": pooling, "dimension": DIMENSION, "fingerprint": "f"}
    return Encoder(Session(), Tokenizer(), config)


def alone(text: str, pooling: str = "mean") -> Any:
    """The vector of one text, by the definition."""
    states = np.sin(np.array([ord(char) for char in text])[:, None] * np.arange(1, DIMENSION + 1)) * 3
    pooled = states.mean(axis=0) if pooling == "mean" else states[0]
    return pooled / np.linalg.norm(pooled)


texts = st.lists(st.text(st.sampled_from("身份证丢了abc"), max_size=90), max_size=3 * MANY)


@given(texts)
def test_threads_keep_the_order(asked: list[str]) -> None:
    vectors = encoder().encode_queries(asked)
    assert vectors.shape == (len(asked), DIMENSION)
    for vector, text in zip(vectors, asked, strict=True):
        assert vector == pytest.approx(alone("q:" + text), abs=1e-4)


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_pooling_is_that_of_the_model(pooling: str) -> None:
    vectors = encoder(pooling).encode_passages(["身份证", "居住证明"])
    assert vectors[0] == pytest.approx(alone("p:身份证", pooling), abs=1e-5)
    assert vectors[1] == pytest.approx(alone("p:居住证明", pooling), abs=1e-5)


def test_company_changes_no_vector() -> None:
    many = [*(f"{number}号窗口" for number in range(MANY)), "短"]
    assert (encoder().encode_passages(many)[-1] == encoder().encode_passages(["短"])[0]).all()


def test_a_question_is_computed_once() -> None:
    own = encoder()
    first, again = own.encode_queries(["问"]), own.encode_queries(["问", "问"])
    assert (again == first).all()
    assert len(own._session.sizes) == 1


def test_vectors_have_unit_length() -> None:
    vectors = encoder().encode_passages(["身份证", "a", "长" * 400])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert vectors.dtype == np.float32


@pytest.mark.parametrize("method", ["encode_queries", "encode_passages"])
def test_no_text_gives_no_vector(method: str) -> None:
    own = encoder()
    assert getattr(own, method)([]).shape == (0, DIMENSION)
    assert own._session.sizes == []


def test_questions_and_passages_get_their_prompts() -> None:
    own = encoder()
    own.encode_queries(["问"])
    own.encode_passages(("文",))
    assert own._tokenizer.seen == ["q:问", "p:文"]


def test_an_empty_text_has_the_vector_of_its_prompt() -> None:
    assert encoder().encode_queries([""])[0] == pytest.approx(alone("q:"), abs=1e-5)


@pytest.mark.parametrize(
    ("settings", "folder"),
    [
        ({}, "var/models/encoder"),
        ({"DATA_DIR": ""}, "var/models/encoder"),
        ({"DATA_DIR": "/data"}, "/data/models/encoder"),
        ({"DATA_DIR": "/data", "ENCODER_DIR": "/elsewhere"}, "/elsewhere"),
    ],
)
def test_the_folder_follows_the_settings(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], folder: str
) -> None:
    for name in ("DATA_DIR", "ENCODER_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert encoder_folder() == Path(folder)


@pytest.fixture
def copy(built_folder: Path, tmp_path: Path) -> Path:
    """A folder with the files that loading needs, to be spoilt."""
    folder = tmp_path / "encoder"
    folder.mkdir()
    for name in (RUNTIME_FILE, "tokenizer.json", ONNX_FILE):
        (folder / name).symlink_to(built_folder / name)
    return folder


def spoil(name: str, data: bytes | None) -> Callable[[Path], None]:
    """Replaces a file, or removes it."""

    def run(folder: Path) -> None:
        (folder / name).unlink()
        if data is not None:
            (folder / name).write_bytes(data)

    return run


def half_the_model(folder: Path) -> None:
    whole = (folder / ONNX_FILE).read_bytes()
    (folder / ONNX_FILE).unlink()
    (folder / ONNX_FILE).write_bytes(whole[: len(whole) // 8])


@pytest.mark.parametrize(
    "damage",
    [
        spoil(RUNTIME_FILE, None),
        spoil(RUNTIME_FILE, b""),
        spoil(RUNTIME_FILE, b"{"),
        spoil(RUNTIME_FILE, b"{}"),
        spoil(RUNTIME_FILE, b"[]"),
        spoil(RUNTIME_FILE, b"\xff\xfe"),
        spoil("tokenizer.json", None),
        spoil(ONNX_FILE, None),
        spoil(ONNX_FILE, b""),
        spoil(ONNX_FILE, b"no model" * 100),
        half_the_model,
    ],
)
def test_a_damaged_folder_is_an_encoder_error(copy: Path, damage: Callable[[Path], None]) -> None:
    damage(copy)
    with pytest.raises(EncoderError, match="编码器"):
        Encoder.load(copy)


def test_no_folder_at_all_has_a_hint(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="make encoder"):
        Encoder.load(tmp_path / "none")


def test_the_fingerprint_is_read_without_loading(tmp_path: Path) -> None:
    (tmp_path / RUNTIME_FILE).write_text(json.dumps({"fingerprint": "abc"}), encoding="utf-8")
    assert Encoder.fingerprint_of(tmp_path) == "abc"


@pytest.mark.parametrize("written", [None, b"", b"{", b"{}", b"[]", b"\xff"])
def test_no_fingerprint_is_an_encoder_error(tmp_path: Path, written: bytes | None) -> None:
    if written is not None:
        (tmp_path / RUNTIME_FILE).write_bytes(written)
    with pytest.raises(EncoderError):
        Encoder.fingerprint_of(tmp_path)


def test_the_built_encoder_brings_paraphrases_near(real: Encoder) -> None:
    question = real.encode_queries(["身份证丢了怎么补办"])[0]
    near, other, far = real.encode_passages(["居民身份证遗失补领", "居住证办理", "今天的天气很好"]) @ question
    assert near > other > far


def test_the_built_encoder_gives_unit_vectors_in_order(real: Encoder) -> None:
    asked = ["长一些的问题:" + "怎么办理" * 40, "证", "居住证在哪办", "", "😀", "a" * 3000]
    vectors = real.encode_queries(asked)
    assert vectors.shape == (len(asked), real.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)
    assert vectors[1] @ real.encode_queries(["证"])[0] == pytest.approx(1, abs=0.02)


def test_the_built_encoder_has_its_fingerprint(real: Encoder, built_folder: Path) -> None:
    assert real.fingerprint == Encoder.fingerprint_of(built_folder)
    assert real.encode_passages([]).shape == (0, real.dimension)


def test_a_process_has_one_encoder_for_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    loaded: list[Path] = []

    def load(folder: Path) -> Encoder:
        loaded.append(folder)
        return encoder()

    monkeypatch.setattr(Encoder, "load", load)
    monkeypatch.setenv("ENCODER_DIR", str(tmp_path / "one"))
    first = shared()
    assert shared() is first
    monkeypatch.setenv("ENCODER_DIR", str(tmp_path / "two"))
    assert shared() is not first
    assert loaded == [tmp_path / "one", tmp_path / "two"]
