"""A whole system over demonstration data, for the handbook's pictures; nobody talks to it but the console."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline import filing
from actions.hotline.draft import Draft
from actions.inspection.demo import load_demo
from actions.inspection.moments import utc_now
from actions.inspection.signing import Keyring, default_folder
from actions.staff import accounts, sessions
from actions.staff.accounts import Details
from actions.staff.tokens import new_token
from actions.storage.chat import chat_feedback, chat_messages, chat_sessions, chat_turns
from actions.storage.engine import create_engine, default_url
from bot.instance import ROOT, free_ports
from bot.run import environment

READY_WITHIN = 150.0
STAFF = {
    "editor": ("王编辑", "editor", ""),
    "reviewer": ("赵审核", "reviewer", ""),
    "operator": ("李话务", "operator", ""),
    "market": ("孙检查", "agency", "demo-market"),
    "fire": ("钱检查", "agency", "demo-fire"),
    "supervisor": ("周督办", "supervisor", ""),
    "administrator": ("管理员", "administrator", ""),
}
TICKETS = (
    Draft("求助", "manhole", "演示：坡头镇街上的井盖没了", town="419001105", phone="13800001234", urgent=True),
    Draft(
        "求助", "street-light", "演示：村口路灯三天不亮", place="村口", town="419001100", name="王女士",
        phone="13800001235", answers={"杆号": "没有", "盏数": "两盏"}, happened="三天前",
    ),
)  # fmt: skip
#: What residents ask in the demonstration, and whether they found the answer useful.
ASKED = (
    ("身份证丢了怎么补", "up"), ("身份证多久能办好", ""), ("居住证怎么办", "up"), ("开餐馆要办什么证", ""),
    ("新生儿上户口要带什么", "up"), ("营业执照多久办好", "down"), ("无人机能在小区里飞吗", ""),
    ("小区里放无人机要登记不", ""), ("退休以后去外地看病怎么报销", ""), ("我想学游泳去哪报名", ""),
)  # fmt: skip


class Demonstration:
    """``with Demonstration(folder) as town``: pages at ``town.url``, a session token a member of staff."""

    def __init__(self, data: Path) -> None:
        edge, rasa, actions = free_ports(3)
        built = Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute()
        self.url, self._actions = f"http://127.0.0.1:{edge}", f"http://127.0.0.1:{actions}"
        self.data, self.content = data, data / "content"
        shutil.copytree(ROOT / "knowledge" / "content", self.content)
        self._copy_index(built / "index", data / "index")
        given = {
            **os.environ, "PORT": str(edge), "RASA_PORT": str(rasa), "ACTIONS_PORT": str(actions),
            "DATA_DIR": str(data), "CONTENT_DIR": str(self.content), "INDEX_DIR": str(data / "index"),
            "ENCODER_DIR": str(built / "models" / "encoder"), "RASA_MODEL_DIR": str(built / "models" / "rasa"),
            "DATABASE_URL": "", "CONTENT_WATCH": "0",
        }  # fmt: skip
        self.environment = {**environment(given), "DATABASE_URL": default_url(data)}
        self.tokens: dict[str, str] = {}
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Demonstration:
        try:
            rasa = self._begin("rasa", self._rasa_command())
            self._start("bot.web", f"{self.url}/healthz")
            self._start("actions", f"{self._actions}/ready")
            self._wait("rasa", rasa, f"{self.environment['RASA_URL']}/")
            self._fill()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(timeout=30)

    def say(self, question: str) -> dict[str, Any]:
        """What the published knowledge answers."""
        body = json.dumps({"question": question}).encode()
        request = urllib.request.Request(
            f"{self._actions}/publishing/trial", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)["live"]
        return found

    def compute_lists(self) -> None:
        """The work lists, as the button has them computed."""
        subprocess.run(
            [sys.executable, "-m", "actions.insight", "lists"],
            cwd=ROOT,
            env=self.environment,
            check=True,
            timeout=150,
        )

    def last_words(self) -> str:
        """The end of what the edge logged."""
        return (self.data / "bot.web.log").read_text(encoding="utf-8")[-3000:]

    @staticmethod
    def _copy_index(built: Path, own: Path) -> None:
        version = (built / "CURRENT").read_text(encoding="utf-8").strip()
        shutil.copytree(built / "versions" / version, own / "versions" / version)
        shutil.copyfile(built / "CURRENT", own / "CURRENT")

    def _start(self, module: str, address: str) -> None:
        self._wait(module, self._begin(module, [sys.executable, "-m", module]), address)

    def _rasa_command(self) -> list[str]:
        """As ``bot/supervisord.conf`` has it."""
        made = self.environment
        return [
            made["RASA_PYTHON"], "-W", "ignore", "-m", "rasa", "run", "--model", made["RASA_MODEL_DIR"],
            "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
            "--interface", "127.0.0.1", "--port", made["RASA_PORT"],
        ]  # fmt: skip

    def _begin(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.data / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._processes.append(process)
        return process

    def _wait(self, name: str, process: subprocess.Popen[bytes], address: str) -> None:
        end = time.monotonic() + READY_WITHIN
        while not _answers(address):
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{name} 没有启动：{(self.data / f'{name}.log').read_text()[-2000:]}")
            time.sleep(0.3)

    def _fill(self) -> None:
        said = {question: self.say(question) for question, _ in ASKED}
        engine, now = create_engine(default_url(self.data)), utc_now()
        with engine.begin() as connection:
            self.owners = load_demo(connection, Keyring(default_folder(self.data)), now)
            self.tokens = {name: _member(connection, name, now) for name in STAFF}
            self.tickets = [filing.file(connection, draft, draft.text, now)[0].number for draft in TICKETS]
            for number, (question, rating) in enumerate(ASKED):
                at = now - timedelta(days=number % 4, minutes=7 * number + 5)
                _conversation(connection, question, said[question], rating, at)
        engine.dispose()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.status) == 200
    except OSError:
        return False


def _member(connection: Connection, name: str, now: datetime) -> str:
    display, role, agency = STAFF[name]
    account = accounts.add(connection, name, Details(display, (role,), agency), now, "administrator", "-")
    token = new_token()
    sessions.add(connection, token, account.id, {}, now)
    return token


def _conversation(
    connection: Connection, question: str, said: dict[str, Any], rating: str, at: datetime
) -> None:
    session, request, reply = uuid4().hex, uuid4().hex, uuid4().hex
    answered = at + timedelta(seconds=1)
    body = {
        "id": reply, "kind": "answer" if said["outcome"] == "answered" else "text", "outcome": said["outcome"], "text": said["text"],
        "sources": said["sources"], **({"service": said["service"]} if said["service"] else {}),
    }  # fmt: skip
    insert = sa.insert
    connection.execute(
        insert(chat_sessions).values(
            id=session,
            token_hash=uuid4().hex,
            sender=uuid4().hex,
            created_at=at,
            used_at=answered,
            ended_at=answered,
        )
    )
    connection.execute(
        insert(chat_turns).values(
            request_id=request, session_id=session, fingerprint="-", outcome=said["outcome"], at=answered
        )
    )
    asked = {"session_id": session, "request_id": request, "text": question, "at": at}
    connection.execute(insert(chat_messages).values(**asked))
    told = {"session_id": session, "request_id": request, "reply_id": reply, "reply": body, "at": answered}
    connection.execute(insert(chat_messages).values(**told))
    if rating:
        connection.execute(
            insert(chat_feedback).values(reply_id=reply, session_id=session, rating=rating, at=answered)
        )
