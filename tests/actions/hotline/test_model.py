from pathlib import Path

import numpy as np
import pytest

from actions.hotline.model import TOP, Router
from actions.hotline.model_file import MANIFEST, load, save
from actions.hotline.tickets_file import Tickets
from actions.hotline.tuned import Head, Tuned
from knowledge.errors import InputInvalid
from tests.actions.hotline.toy_encoder import ToyEncoder

ENCODER = ToyEncoder()
MATTERS = {
    ("供水企业", "停水"): ["停水了", "自来水没有水", "水管漏水", "水压太小", "水费不对"],
    ("城市管理部门", "市容"): ["路边摆摊占道", "垃圾没人清", "小广告乱贴", "店外经营占道", "渣土撒了一路"],
    ("教育部门", "学校"): ["学校乱收费", "幼儿园报名", "老师补课", "培训班不退费", "入学划片不公"],
}


def tickets(repeats: int = 4) -> Tickets:
    rows = [
        (f"{place}{text}", department, category)
        for (department, category), texts in MATTERS.items()
        for text in texts
        for place in ("东区", "西区", "南区", "北区", "新区", "老区")[:repeats]
    ]
    texts, departments, categories = zip(*rows, strict=True)
    return Tickets(texts, departments, categories)


@pytest.fixture(scope="module")
def router() -> Router:
    return Router.learn(tickets(), ENCODER)


def tuned(department: int) -> Tuned:
    """A tuned encoder that reads the same department and the last category in every text."""
    offsets = np.zeros(len(MATTERS), np.float32)
    offsets[department] = 12.0
    blank = np.zeros((len(MATTERS), 96), np.float32)
    return Tuned(b"graph", Head(blank, offsets), Head(blank, np.array([0, 0, 12.0], np.float32)))


def suggest(router: Router, *texts: str):
    return router.suggest(list(texts), ENCODER.encode_queries(texts))


def test_departments_are_learnt(router: Router) -> None:
    found = suggest(router, "中区停水了两天", "中区幼儿园报名", "中区垃圾没人清")
    assert [one.departments[0][0] for one in found] == ["供水企业", "教育部门", "城市管理部门"]
    assert [one.category for one in found] == ["停水", "学校", "市容"]


def test_scores_are_probabilities_best_first(router: Router) -> None:
    (one,) = suggest(router, "东区停水了")
    scores = [score for _, score in one.departments]
    assert len(scores) == TOP
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["", "🙂", "a" * 5000, "<PLATE>", "\ud800"])
def test_any_text_is_routed(router: Router, text: str) -> None:
    assert len(suggest(router, text)[0].departments) == TOP


def test_no_texts_no_suggestions(router: Router) -> None:
    assert router.suggest([], np.zeros((0, 96), np.float32)) == []


def test_the_same_file_gives_the_same_model() -> None:
    first, second = Router.learn(tickets(6), ENCODER), Router.learn(tickets(6), ENCODER)
    assert suggest(first, "中区停水", "摆摊") == suggest(second, "中区停水", "摆摊")


def test_two_departments_are_enough() -> None:
    few = tickets()
    kept = [at for at, name in enumerate(few.departments) if name != "教育部门"]
    two = Tickets(
        *(tuple(column[at] for at in kept) for column in (few.texts, few.departments, few.categories))
    )
    assert len(suggest(Router.learn(two, ENCODER), "停水了")[0].departments) == 2


def test_a_department_of_one_ticket_does_not_stop_learning() -> None:
    more = tickets(6)
    rare = Tickets((*more.texts, "马路上有蛇"), (*more.departments, "林业"), (*more.categories, "蛇"))
    assert "林业" in Router.learn(rare, ENCODER).departments


def test_what_a_tuned_encoder_reads_counts_beside_the_rest() -> None:
    for at, department in enumerate(sorted(name for name, _ in MATTERS)):
        found = suggest(Router.learn(tickets(), ENCODER, tuned(at).reader(lambda graph: ENCODER)), "中区")
        assert found[0].departments[0][0] == department
        assert found[0].category == max(name for _, name in MATTERS)


def test_a_tuned_router_is_saved_with_its_encoder(tmp_path: Path) -> None:
    made = tuned(1)
    router = Router.learn(tickets(), ENCODER, made.reader(lambda graph: ENCODER))
    save(router, tmp_path, ENCODER.fingerprint, 60, made)
    opened: list[bytes] = []

    def served(graph: bytes) -> ToyEncoder:
        opened.append(graph)
        return ENCODER

    loaded = load(tmp_path, ENCODER.fingerprint, served)
    assert opened == [b"graph"]
    assert suggest(loaded, "停水", "摆摊") == suggest(router, "停水", "摆摊")
    save(Router.learn(tickets(), ENCODER), tmp_path, ENCODER.fingerprint, 60)
    assert not list(tmp_path.glob("tuned-*"))


def test_a_damaged_tuned_encoder_is_refused(tmp_path: Path) -> None:
    made = tuned(1)
    save(Router.learn(tickets(), ENCODER), tmp_path, ENCODER.fingerprint, 60, made)
    (file,) = tmp_path.glob("tuned-*.npz")
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(InputInvalid, match="校验值不符"):
        load(tmp_path, ENCODER.fingerprint, lambda graph: ENCODER)
    file.unlink()
    with pytest.raises(InputInvalid, match="读不了"):
        load(tmp_path, ENCODER.fingerprint, lambda graph: ENCODER)


def test_a_saved_router_suggests_the_same(router: Router, tmp_path: Path) -> None:
    save(router, tmp_path / "model", ENCODER.fingerprint, 60)
    assert suggest(load(tmp_path / "model", ENCODER.fingerprint), "停水", "摆摊") == suggest(
        router, "停水", "摆摊"
    )


def test_saving_again_replaces_and_leaves_nothing_behind(router: Router, tmp_path: Path) -> None:
    save(router, tmp_path, ENCODER.fingerprint, 60)
    save(Router.learn(tickets(2), ENCODER), tmp_path, ENCODER.fingerprint, 30)
    assert len(list(tmp_path.iterdir())) == 2
    assert load(tmp_path, ENCODER.fingerprint)


def test_a_missing_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="没有派单模型"):
        load(tmp_path, ENCODER.fingerprint)


def test_a_damaged_model_is_refused_unopened(router: Router, tmp_path: Path) -> None:
    save(router, tmp_path, ENCODER.fingerprint, 60)
    (file,) = tmp_path.glob("model-*.joblib")
    file.write_bytes(file.read_bytes()[:-20] + b"\0" * 20)
    with pytest.raises(InputInvalid, match="校验值不符"):
        load(tmp_path, ENCODER.fingerprint)


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "{}", '{"format": 1}', "不是 JSON"),
        '{"format": "jishitong-routing-2", "encoder": "toy", "scikit_learn": "1", "files": []}',
        '{"format": "jishitong-routing-2", "encoder": "toy", "scikit_learn": "1", "files": {"model": {}}}',
        '{"format": "jishitong-routing-2", "encoder": "toy", "scikit_learn": "1", "files": {}}',
        '{"format": "jishitong-routing-1", "encoder": "toy", "scikit_learn": "1", "files": {"model": {"file": "a", "sha256": "b"}}}',
    ],
)
def test_a_foreign_manifest_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(InputInvalid, match="重新运行 train"):
        load(tmp_path, ENCODER.fingerprint)


def test_a_model_of_another_encoder_is_refused(router: Router, tmp_path: Path) -> None:
    save(router, tmp_path, ENCODER.fingerprint, 60)
    with pytest.raises(InputInvalid, match="另一个编码器"):
        load(tmp_path, "other")


def test_a_folder_that_cannot_be_written_is_said(router: Router, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputInvalid, match="写不进"):
        save(router, tmp_path / "file" / "model", ENCODER.fingerprint, 60)
