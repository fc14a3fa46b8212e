import pytest

from actions.hotline.catalogue import Catalogue, catalogue
from actions.hotline.model import Router
from actions.hotline.routing import SURE, Dispatcher, keywords_in
from actions.hotline.tickets_file import Tickets
from knowledge.formats.hotline import GRASSROOTS
from tests.actions.hotline.toy_encoder import ToyEncoder

ENCODER = ToyEncoder(common=2.0)


@pytest.fixture(scope="module")
def dispatcher() -> Dispatcher:
    return Dispatcher(catalogue(), ENCODER)


@pytest.mark.parametrize(
    ("text", "category", "department"),
    [
        ("路灯坏了，灯杆歪了", "street-light", "城市管理部门"),
        ("家里停水三天了，自来水一滴也没有", "water-supply", "供水企业"),
        ("老板拖欠工资不发", "wages", "人力资源和社会保障部门"),
        ("医保报销太慢", "medical-insurance", "医疗保障部门"),
        ("幼儿园收学费不给开票", "education", "教育部门"),
        ("暖气不热，交了取暖费", "heating", "供热企业"),
        ("红绿灯坏了路口堵车", "traffic", "公安机关"),
    ],
)
def test_the_catalogue_alone_finds_the_department(
    dispatcher: Dispatcher, text: str, category: str, department: str
) -> None:
    route = dispatcher.route(text)
    assert (route.category.id, route.department) == (category, department)
    assert not route.by_person


def test_the_reason_names_what_was_heard(dispatcher: Dispatcher) -> None:
    assert "因为提到“路灯”" in dispatcher.route("路灯坏了一个星期").reasons[0]


def test_who_leads_where_two_overlap_is_said(dispatcher: Dispatcher) -> None:
    assert any("产权单位" in reason for reason in dispatcher.route("路上的井盖坏了").reasons)


def test_the_towns_own_matter_goes_to_the_town_of_the_place(dispatcher: Dispatcher) -> None:
    route = dispatcher.route("承留镇村务公开栏的村账从来不公开，村委会没人")
    assert route.departments[0][0] == GRASSROOTS
    assert route.department == "承留镇"
    assert "地点在承留镇" in route.reasons


def test_a_departments_matter_stays_with_it_whatever_the_place(dispatcher: Dispatcher) -> None:
    assert dispatcher.route("承留镇路灯坏了").department == "城市管理部门"


@pytest.mark.parametrize("text", ["", "🙂", "嗯", "今天天气真好啊哈哈"])
def test_what_says_little_goes_to_a_person(dispatcher: Dispatcher, text: str) -> None:
    route = dispatcher.route(text)
    assert route.confidence < SURE
    assert route.by_person


def test_a_learnt_model_decides_when_there_is_one() -> None:
    rows = [(f"{place}路灯坏了", "城建处", "") for place in "东南西北中内外上下左右前后"]
    rows += [(f"{place}停水了", "水务所", "") for place in "东南西北中内外上下左右前后"]
    texts, departments, categories = zip(*rows, strict=True)
    model = Router.learn(Tickets(texts, departments, categories), ENCODER)
    assert Dispatcher(catalogue(), ENCODER, model).route("新路灯坏了").department == "城建处"


def test_a_history_of_towns_doing_departments_work_is_not_repeated() -> None:
    rows = [(f"{place}路灯坏了", "克井镇人民政府", "") for place in "东南西北中内外上下左右前后"]
    rows += [(f"{place}停水了", "水务所", "") for place in "东南西北中内外上下左右前后"]
    texts, departments, categories = zip(*rows, strict=True)
    model = Router.learn(Tickets(texts, departments, categories), ENCODER)
    route = Dispatcher(catalogue(), ENCODER, model).route("克井镇路灯坏了")
    assert "克井镇人民政府" not in dict(route.departments)
    assert route.department == "城市管理部门"


def test_a_keyword_inside_another_counts_once() -> None:
    assert keywords_in("公交车不来", ["公交", "公交车"]) == ("公交车",)


def test_keywords_are_heard_however_they_are_typed(dispatcher: Dispatcher) -> None:
    assert "“ktv”" in dispatcher.route("ＫＴＶ 太吵").reasons[0]


def test_a_catalogue_of_one_category_always_suggests_it() -> None:
    only = catalogue().find("other")
    assert only is not None
    assert Dispatcher(Catalogue.of([only]), ENCODER).route("随便什么").category is only
