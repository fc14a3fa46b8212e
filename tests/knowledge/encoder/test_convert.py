from __future__ import annotations

import pytest

from knowledge.encoder import convert
from knowledge.encoder.packed import Packed

pytestmark = [
    # PyTorch and its exporter announce their own coming changes.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


@pytest.mark.parametrize(
    "piece", ["▁身份证", "abc", ":", "①", "。", "Ａ", "é", "▁", "±", "Ⅳ", "▁zhuang", "▁passage"]
)
def test_pieces_of_chinese_and_ascii_text_are_kept(piece: str) -> None:
    assert convert.kept_pieces(["<s>", "<pad>", "</s>", "<unk>", piece]) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("piece", ["привет", "の", "한국", "ș", "अ", "身の"])
def test_pieces_of_other_writing_are_dropped(piece: str) -> None:
    assert convert.kept_pieces(["<s>", "<pad>", "</s>", "<unk>", piece]) == [0, 1, 2, 3]


@pytest.mark.parametrize("piece", ["▁Windows", "université", "né", "▁Straße"])
def test_words_of_other_languages_are_dropped(piece: str) -> None:
    assert convert.kept_pieces(["<s>", "<pad>", "</s>", "<unk>", piece]) == [0, 1, 2, 3]


def test_the_tokenizer_adds_its_marks_and_splits_by_score(tiny: Packed) -> None:
    tokenizer = convert.build_tokenizer(tiny, convert.kept_pieces(tiny.pieces))
    assert tokenizer.tokenize("身份证丢了") == ["▁", "身份证", "丢", "了"]
    ids = tokenizer("身份证")["input_ids"]
    assert (ids[0], ids[-1]) == (0, 2)
    assert tokenizer.pad_token_id == 1
    assert tokenizer("Ａ\u3000\u3000身份证")["input_ids"] == tokenizer("A 身份证")["input_ids"]


def test_the_word_embeddings_are_those_of_the_kept_pieces(tiny: Packed) -> None:
    kept = convert.kept_pieces(tiny.pieces)
    weights = convert.build_model(tiny, kept).embeddings.word_embeddings.weight.detach().numpy()
    assert kept == list(range(12))
    assert (weights == tiny.tensors["emb.word"][:12]).all()


def test_a_missing_tensor_is_noticed(tiny: Packed) -> None:
    tensors = {name: tensor for name, tensor in tiny.tensors.items() if name != "l0.fo.b"}
    with pytest.raises(KeyError, match="l0"):
        convert.build_model(Packed(tiny.shape, tiny.pieces, tiny.scores, tensors), [0, 1, 2, 3])
