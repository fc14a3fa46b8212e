from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.encoder import packed
from knowledge.encoder.packed import Shape, dequantise, packaged_weights, read, verify
from knowledge.errors import EncoderError
from tests.knowledge.encoder.packing import FLOAT, QUANTISED, Recipe, pack, q4_blocks, slow_weights


@pytest.fixture(scope="module")
def data() -> bytes:
    return pack()


def test_the_shape_is_read(data: bytes) -> None:
    shape = read(data).shape
    assert shape == Shape(32, 1, 2, 64, 9, 16, 1, pytest.approx(1e-12))


def test_pieces_and_scores_are_read(data: bytes) -> None:
    found = read(data)
    assert found.pieces == list(Recipe().pieces)
    assert found.scores == list(Recipe().scores)


def test_quantised_tensors_are_those_of_a_slow_reading(data: bytes) -> None:
    found = read(data)
    for name, (kind, _, raw) in Recipe().tensors().items():
        if kind == QUANTISED:
            assert found.tensors[name].ravel().tolist() == pytest.approx(slow_weights(raw), abs=1e-6), name


def test_plain_tensors_are_read_as_they_are(data: bytes) -> None:
    found = read(data)
    for name, (kind, _, raw) in Recipe().tensors().items():
        if kind == FLOAT:
            assert found.tensors[name].tobytes() == raw, name


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("emb.word", (9, 32)),
        ("emb.pos", (16, 32)),
        ("emb.type", (1, 32)),
        ("emb.ln.w", (32,)),
        ("emb.ln.b", (32,)),
        ("l0.q.w", (32, 32)),
        ("l0.q.b", (32,)),
        ("l0.fi.w", (64, 32)),
        ("l0.fi.b", (64,)),
        ("l0.fo.w", (32, 64)),
        ("l0.aln.w", (32,)),
        ("l0.oln.b", (32,)),
    ],
)
def test_matrices_have_two_dimensions_and_vectors_one(data: bytes, name: str, shape: tuple[int, ...]) -> None:
    assert read(data).tensors[name].shape == shape


def test_every_tensor_is_float32(data: bytes) -> None:
    found = read(data).tensors
    assert {tensor.dtype for tensor in found.values()} == {np.dtype(np.float32)}
    assert found.keys() == Recipe().tensors().keys()


def test_more_layers_are_read() -> None:
    tensors = read(pack(Recipe(layers=3))).tensors
    assert "l2.oln.b" in tensors
    assert "l3.q.w" not in tensors


def test_low_halves_come_before_high_ones() -> None:
    block = struct.pack("<e", 0.5) + bytes([0x0F, *[0x88] * 14, 0xF0])
    weights = dequantise(block)
    assert weights[0] == (15 - 8) * 0.5
    assert weights[16] == (0 - 8) * 0.5
    assert weights[15] == (0 - 8) * 0.5
    assert weights[31] == (15 - 8) * 0.5
    assert not weights[1:15].any()


def test_no_block_is_no_weight() -> None:
    assert dequantise(b"").shape == (0,)


@given(st.binary(min_size=16, max_size=16), st.floats(-100, 100, width=16))
def test_any_block_is_read_as_the_slow_reading_does(halves: bytes, scale: float) -> None:
    block = struct.pack("<e", scale) + halves
    assert dequantise(block).tolist() == pytest.approx(slow_weights(block))


@settings(deadline=None)
@given(st.lists(st.floats(-8, 8, width=16), min_size=32, max_size=32))
def test_packing_loses_less_than_a_step(weights: list[float]) -> None:
    given_weights = np.array(weights, dtype=np.float32)
    step = float(max(abs(given_weights))) / 7
    assert dequantise(q4_blocks(given_weights)) == pytest.approx(given_weights, abs=0.51 * step + 1e-3)


@pytest.mark.parametrize("start", [b"", b"E5S", b"E5S2", b"GGUF", b"\0\0\0\0", "北京".encode()])
def test_another_format_is_refused(data: bytes, start: bytes) -> None:
    with pytest.raises(EncoderError, match="格式"):
        read(start + data[4:] if len(start) == 4 else start)


def test_a_file_cut_anywhere_is_refused(data: bytes) -> None:
    for size in {*range(4, 400), *range(400, len(data), 97), len(data) - 1}:
        with pytest.raises(EncoderError, match="不完整"):
            read(data[:size])


def test_a_tensor_shorter_than_it_says_is_refused() -> None:
    half = q4_blocks(np.ones(16 * 32, dtype=np.float32))
    with pytest.raises(EncoderError, match=r"l0\.q\.w"):
        read(pack(Recipe(extra={"l0.q.w": (QUANTISED, 32 * 32, half)})))
    with pytest.raises(EncoderError, match=r"emb\.ln\.b"):
        read(pack(Recipe(extra={"emb.ln.b": (FLOAT, 32, b"\0" * 64)})))


@pytest.mark.parametrize("extra", [(FLOAT, 3, b"\0" * 10), (QUANTISED, 32, b"\0" * 17)])
def test_a_tensor_of_odd_size_is_refused(extra: tuple[int, int, bytes]) -> None:
    with pytest.raises(EncoderError):
        read(pack(Recipe(extra={"l0.odd.b": extra})))


def test_a_matrix_that_fits_no_width_is_refused() -> None:
    row = np.ones(40, dtype=np.float32).tobytes()
    with pytest.raises(EncoderError):
        read(pack(Recipe(extra={"l0.q.w": (FLOAT, 40, row)})))


def test_pieces_that_are_no_text_are_refused(data: bytes) -> None:
    piece = "привет".encode()
    with pytest.raises(EncoderError):
        read(data.replace(piece, b"\xff" * len(piece)))


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_as_an_encoder_error(rest: bytes) -> None:
    with pytest.raises(EncoderError):
        read(b"E5S1" + rest)


def test_the_right_checksum_gives_the_bytes(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(data)
    assert verify(path, hashlib.sha256(data).hexdigest()) == data


def test_a_wrong_checksum_names_both(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(data + b"\0")
    with pytest.raises(EncoderError) as caught:
        verify(path)
    assert packed.WEIGHTS_SHA256 in str(caught.value)
    assert hashlib.sha256(data + b"\0").hexdigest() in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.bin", tmp_path):
        with pytest.raises(EncoderError, match=str(path)):
            verify(path)


def test_the_packaged_weights_are_the_ones_we_know() -> None:
    assert hashlib.sha256(verify(packaged_weights())).hexdigest() == packed.WEIGHTS_SHA256


@pytest.mark.parametrize("spec", [None, type("Spec", (), {"origin": None})()])
def test_without_the_package_there_is_a_hint(monkeypatch: pytest.MonkeyPatch, spec: object) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: spec)
    with pytest.raises(EncoderError, match="make"):
        packaged_weights()
