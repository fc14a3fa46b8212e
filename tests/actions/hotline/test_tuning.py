from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from actions.hotline import tuning
from actions.hotline.lower_layers import States
from actions.hotline.tickets_file import Tickets
from actions.hotline.tuned import Tuned
from tests.actions.hotline.tiny_encoder import WORDS

pytestmark = [
    # PyTorch and its exporter announce their own coming changes.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

DEPARTMENTS = ("供水企业", "城市管理部门", "教育部门")
ROWS = [
    (f"{place}{word}", DEPARTMENTS[at // 3], word)
    for at, word in enumerate(WORDS)
    for place in ("东", "西", "南", "北", "东西", "南北", "西南", "东北")
]
TICKETS = Tickets(*(tuple(column) for column in zip(*ROWS, strict=True)))


def tune(folder: Path) -> Tuned:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tuning, "EPOCHS", 1)
        found = tuning.tune(folder, TICKETS)
    assert found is not None
    return found


def test_a_network_learns_both_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers import BertConfig, BertModel

    sizes = {"hidden_size": 16, "num_attention_heads": 2, "intermediate_size": 32, "num_hidden_layers": 1}
    torch.manual_seed(1)
    layers = BertModel(BertConfig(vocab_size=10, **sizes)).encoder.layer
    random = np.random.default_rng(1)
    categories = random.integers(0, 4, 300)
    lengths = random.integers(2, 6, 300)
    ends = np.concatenate([[0], np.cumsum(lengths)])
    meaning = np.repeat(random.normal(size=(4, 16))[categories], lengths, axis=0)
    states = States((meaning + random.normal(size=meaning.shape) / 4).astype(np.float16), ends)
    network = tuning.Network(layers, True, 16, [2, 4])
    tuning.learn(network, states, [categories // 2, categories])
    with torch.no_grad():
        departments, found = network(*states.batch(np.arange(300)))
    assert (departments.argmax(1).numpy() == categories // 2).mean() > 0.95
    assert (found.argmax(1).numpy() == categories).mean() > 0.95


def test_what_was_tuned_is_served(tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCODER_DIR", str(tiny_encoder))
    departments, categories = tune(tiny_encoder).reader().read(["北水管", "南占道"])
    assert (departments.shape, categories.shape) == ((2, len(DEPARTMENTS)), (2, len(WORDS)))
    assert np.exp(departments).sum(axis=1) == pytest.approx(1.0)


def test_learning_twice_gives_the_same(tiny_encoder: Path) -> None:
    first, second = tune(tiny_encoder), tune(tiny_encoder)
    assert first.graph == second.graph
    assert first.packed() == second.packed()


def test_the_encoder_itself_stays_as_it_is(tiny_encoder: Path) -> None:
    before = {path.name: path.read_bytes() for path in tiny_encoder.iterdir() if path.is_file()}
    assert tune(tiny_encoder).graph != before["model_int8.onnx"]
    assert {path.name: path.read_bytes() for path in tiny_encoder.iterdir() if path.is_file()} == before


def test_an_encoder_of_another_kind_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    other = [SimpleNamespace(auto_model=torch.nn.Linear(2, 2))]
    monkeypatch.setattr("sentence_transformers.SentenceTransformer", lambda *_args, **_named: other)
    assert tuning.tune(Path("other"), TICKETS) is None


@given(st.lists(st.integers(1, 60), min_size=1, max_size=1200), st.integers(1, 3))
def test_every_text_is_read_once_a_round(lengths: list[int], epochs: int) -> None:
    rows = np.concatenate(list(tuning.batches(np.array(lengths), epochs)))
    assert np.bincount(rows, minlength=len(lengths)).tolist() == [epochs] * len(lengths)


def test_a_batch_holds_texts_of_like_length() -> None:
    lengths = np.random.default_rng(1).integers(5, 100, 2000)
    spreads = [np.ptp(lengths[rows]) for rows in tuning.batches(lengths, 1)]
    assert np.median(spreads) < 15


def test_of_very_many_tickets_a_part_is_read() -> None:
    assert tuning.some(3).tolist() == [0, 1, 2]
    assert len(set(tuning.some(tuning.MOST_TEXTS + 5).tolist())) == tuning.MOST_TEXTS


def test_some_tokens_are_left_out_but_never_a_whole_text() -> None:
    standing = torch.arange(50)[None, :] < torch.arange(1, 41)[:, None]
    left = tuning.thinned(standing)
    assert left[:, 0].all()
    assert not (left & ~standing).any()
    assert 0.8 < left.sum() / standing.sum() < 0.97


@pytest.mark.parametrize("steps", [1, 5, 750])
def test_the_rate_rises_and_falls_to_nearly_nothing(steps: int) -> None:
    shares = [tuning.share_of_rate(step, steps) for step in range(steps)]
    assert max(shares) == pytest.approx(1.0)
    assert all(share > 0 for share in shares)
    top = shares.index(max(shares))
    assert shares[: top + 1] == sorted(shares[: top + 1])
    assert shares[top:] == sorted(shares[top:], reverse=True)
