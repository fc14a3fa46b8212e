"""A credit code is masked before anything else sees it; what goes along is a seal."""

from __future__ import annotations

from actions.inspection.seals import SEAL, is_sealed
from actions.inspection.signing import Keyring, default_folder
from bot.web.app import EDGE
from tests.actions.inspection.conftest import credit_code
from tests.bot.web.fakes import FakeRasa, Resident


async def test_the_seal_goes_along_and_the_code_does_not(resident: Resident, rasa: FakeRasa) -> None:
    code = credit_code(7)
    await resident.ask(f"我是{code.lower()}")
    sent = rasa.messages[-1]
    assert code.lower() not in str(sent).lower()
    app = resident.client.app
    assert app is not None
    keyring = Keyring(default_folder(app[EDGE].settings.data_dir))
    assert is_sealed(keyring, code, sent["metadata"][SEAL])


async def test_messages_without_one_carry_none(resident: Resident, rasa: FakeRasa) -> None:
    await resident.ask("我的电话是13812345678,身份证丢了")
    assert SEAL not in rasa.messages[-1]["metadata"]
