from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from actions.hotline.lower_layers import States, lower_states, through

pytestmark = [
    # PyTorch and its exporter announce their own coming changes.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

#: Longer and shorter texts as token ids; 1 is padding.
IDS = [[0, 11, 12, 13, 2], [0, 14, 2], [0, 15, 16, 11, 12, 13, 14, 2]]


@pytest.fixture(scope="module")
def transformer(tiny_encoder: Path) -> Any:
    from sentence_transformers import SentenceTransformer

    first: Any = SentenceTransformer(str(tiny_encoder), device="cpu")[0]
    first.auto_model.set_attn_implementation("eager")
    return first.auto_model.eval()


def test_a_batch_is_padded_and_says_where_tokens_stand() -> None:
    states = States(np.arange(10, dtype=np.float16).reshape(5, 2), np.array([0, 2, 5]))
    tokens, standing = states.batch(np.array([1, 0]))
    assert tokens.tolist() == [[[4, 5], [6, 7], [8, 9]], [[0, 1], [2, 3], [0, 0]]]
    assert standing.tolist() == [[True, True, True], [True, True, False]]


def test_upper_layers_over_kept_states_give_what_the_whole_model_gives(transformer: Any) -> None:
    kept = lower_states(transformer, IDS, 1)
    with torch.no_grad():
        tokens, standing = kept.batch(np.arange(3))
        found = through(transformer.encoder.layer[1:], tokens, standing)
        for at, ids in enumerate(IDS):
            whole = transformer(input_ids=torch.tensor([ids])).last_hidden_state[0]
            assert torch.allclose(found[at, : len(ids)], whole, atol=0.05)


def test_states_of_a_text_do_not_depend_on_its_neighbours(transformer: Any) -> None:
    together, alone = lower_states(transformer, IDS, 1), lower_states(transformer, IDS[1:2], 1)
    assert np.allclose(together.tokens[5:8], alone.tokens, atol=0.02)
