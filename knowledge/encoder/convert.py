"""Turn the packed weights into a standard sentence-transformers folder (BertModel + tokenizer.json).

The vocabulary of 250,000 pieces serves a hundred languages. Pieces with characters that Chinese
and ASCII text never uses are dropped, and words of other languages: what is left, about a quarter,
segments Chinese text, abbreviations and pinyin syllables as before, and longer words by shorter pieces.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.encoder.packed import Packed

if TYPE_CHECKING:
    from transformers import BertModel, PreTrainedTokenizerFast

SPECIALS = ["<s>", "<pad>", "</s>", "<unk>"]
NAMED_SPECIALS = {
    "bos_token": "<s>", "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>",
    "pad_token": "<pad>", "unk_token": "<unk>",
}  # fmt: skip
#: ASCII, Latin-1, general and CJK punctuation, arrows, numbers in circles, kana-free CJK, full width.
KEPT = re.compile("[▁\u0020-\u007e\u00a0-\u00ff\u2010-\u2027\u2030-\u203b\u2103\u2160-\u217b"
                  "\u2190-\u2193\u2460-\u2473\u25a0-\u25cf\u2605\u2606\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]*")  # fmt: skip
#: A word of Latin letters: longer ones than a pinyin syllable are words of other languages, accents too.
LATIN_WORD = re.compile("▁?[A-Za-z\u00c0-\u00ff'-]{2,}")
PLAIN_LETTERS = 6
#: What the model was trained to read before a text; they must stay one piece each.
PROMPTS = {"query": "query: ", "passage": "passage: "}
PROMPT_PIECES = {f"▁{prompt.removesuffix(': ')}" for prompt in PROMPTS.values()}
LAYER = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
EMBEDDINGS = {
    "emb.pos": "position_embeddings.weight", "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight", "emb.ln.b": "LayerNorm.bias",
}  # fmt: skip


def kept_pieces(pieces: list[str]) -> list[int]:
    """Positions of the pieces that Chinese and ASCII text can use; the four specials stay first."""
    return [
        at
        for at, piece in enumerate(pieces)
        if at < len(SPECIALS) or (KEPT.fullmatch(piece) and not _foreign(piece))
    ]


def _foreign(piece: str) -> bool:
    if piece in PROMPT_PIECES:
        return False
    letters = piece.removeprefix("▁")
    return bool(LATIN_WORD.fullmatch(piece)) and (len(letters) > PLAIN_LETTERS or not letters.isascii())


def build_tokenizer(packed: Packed, kept: list[int]) -> PreTrainedTokenizerFast:
    """XLM-RoBERTa's unigram tokenizer over the kept pieces."""
    from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram
    from transformers import PreTrainedTokenizerFast

    vocabulary = [(packed.pieces[at], packed.scores[at]) for at in kept]
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=SPECIALS.index("<unk>"), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, model_max_length=packed.shape.positions, **NAMED_SPECIALS
    )  # fmt: skip


def build_model(packed: Packed, kept: list[int]) -> BertModel:
    """A BertModel with the packed tensors, its word embeddings cut to the kept pieces."""
    import torch
    from transformers import BertConfig, BertModel

    shape = packed.shape
    config = BertConfig(
        vocab_size=len(kept), hidden_size=shape.hidden, num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads, intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions, type_vocab_size=shape.types,
        layer_norm_eps=shape.eps, pad_token_id=SPECIALS.index("<pad>"), hidden_act="gelu",
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False)
    state = {"embeddings.word_embeddings.weight": packed.tensors["emb.word"][np.asarray(kept)]}
    state |= {f"embeddings.{new}": packed.tensors[old] for old, new in EMBEDDINGS.items()}
    for layer in range(shape.layers):
        for old, new in LAYER.items():
            state[f"encoder.layer.{layer}.{new}.weight"] = packed.tensors[f"l{layer}.{old}.w"]
            state[f"encoder.layer.{layer}.{new}.bias"] = packed.tensors[f"l{layer}.{old}.b"]
    tensors = {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in state.items()}
    model.load_state_dict(tensors, strict=True)
    model.train(False)
    return model


def write(packed: Packed, folder: Path, scratch: Path) -> None:
    """Write the sentence-transformers folder; ``scratch`` holds the bare transformer meanwhile."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer

    kept = kept_pieces(packed.pieces)
    build_model(packed, kept).save_pretrained(scratch)
    build_tokenizer(packed, kept).save_pretrained(scratch)
    transformer = Transformer(str(scratch), max_seq_length=packed.shape.positions)
    model = SentenceTransformer(
        modules=[transformer, Pooling(packed.shape.hidden, pooling_mode="mean"), Normalize()],
        prompts=PROMPTS,
        device="cpu",
    )
    model.save(str(folder), create_model_card=False)
