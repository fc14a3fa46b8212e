"""Uploads as they come: several at once, in archives, spoilt, cut off. What cannot be taken is told in a sentence."""

from __future__ import annotations

import asyncio
import io
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from pypdf import PdfReader, PdfWriter

from actions.publishing import attachments, drafts
from actions.publishing.draft import State
from bot.web.console import knowledge_upload
from tests.actions.publishing.conftest import Office, _own_words, content, encoder, index, source
from tests.bot.web.conftest import Client
from tests.bot.web.console.colleagues import Colleague, signed_in
from tests.bot.web.console.test_knowledge import edge, led_to, office, upload, work
from tests.knowledge.importing.office import archive, pdf, repacked, word

__all__ = ["_own_words", "content", "edge", "encoder", "index", "office", "source"]

TEXT = "# {}\n\n第一条 这是一份演示文件，由演示单位解释。\n"
DRAFT = "/console/knowledge/drafts/1"


def live(office: Office) -> dict[str, bytes]:
    """Everything that residents are answered from."""
    roots = (office.content, office.publisher.places.index)
    return {
        str(path): path.read_bytes() for root in roots for path in sorted(root.rglob("*")) if path.is_file()
    }


def notice(name: str) -> bytes:
    """A page with a number and a date."""
    return (
        f"<!doctype html><html><head><title>{name}</title></head><body><h1>{name}</h1>"
        f"<p>演示发〔2026〕7号</p><p>第一条 {name}由演示单位解释，自 2026 年 3 月 1 日起施行。</p></body></html>"
    ).encode()


async def test_members_of_an_archive_are_confirmed_row_by_row_before_they_are_submitted(
    edge: Client, office: Office
) -> None:
    editor = await signed_in(edge, "editor")
    packed = archive(
        [("甲/办法.html", notice("演示办法")), ("通知.html", notice("演示通知")), ("x.exe", b"MZ\x00\x00")]
    )
    where = led_to(await upload(editor, ("资料.zip", packed)))
    assert where == f"{DRAFT}/confirm"
    shown = await editor.read(where)
    assert "资料.zip/x.exe 没有收下" in shown
    assert "资料.zip/甲/办法.html" in shown
    assert shown.count("猜的") + shown.count("写明的") + shown.count("多半是") >= 4
    assert 'value="演示发〔2026〕7号"' in shown

    await editor.post(f"{DRAFT}/check")
    await work(office)
    told = await editor.read(DRAFT)
    assert told.count("待核对") == 2
    refused = await editor.read(led_to(await editor.post(f"{DRAFT}/submit")))
    assert "还没有核对标题、文号、日期：policies/办法.md、policies/通知.md" in refused

    paths = re.findall(r'name="path" value="([^"]+)"', shown)
    rows = [("path", path) for path in paths]
    nothing = await editor.read(led_to(await editor.post(where, rows)))
    assert "什么都没有保存" in nothing
    row = {
        "title": "改过的办法",
        "number": "",
        "issuer": "演示单位",
        "issued": "2026-03-01",
        "status": "现行",
    }
    first = [(f"r0-{name}", value) for name, value in row.items()]
    wrong = await editor.post(where, [*rows, ("r0-seen", "1"), ("r0-title", ""), ("r0-status", "现行")])
    assert (wrong.status, "请填写" in await wrong.text()) == (422, True)
    assert led_to(await editor.post(where, [*rows, ("r0-seen", "1"), *first])) == where
    text = office.draft(1).file(paths[0]).text or ""  # type: ignore[union-attr]
    assert "title: 改过的办法" in text
    assert "number" not in text
    assert office.write(attachments.unconfirmed, paths) == paths[1:]

    one = f"{DRAFT}/metadata?path={paths[1]}"
    assert "机器读到的" in await editor.read(one)
    await editor.post(one, {"title": "演示通知", "status": "现行"})
    assert "没有要核对的文件" in await editor.read(where)
    await editor.post(f"{DRAFT}/check")
    await work(office)
    await editor.post(f"{DRAFT}/submit")
    assert office.draft(1).state is State.SUBMITTED


async def test_a_member_of_an_archive_is_kept_as_its_own_original(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    data = notice("演示办法")
    await upload(editor, ("资料.zip", archive([("甲/办法.html", data)])))
    kept = office.write(attachments.of, "policies/办法.md")[0]
    got = await editor.get(f"/console/knowledge/attachments/{kept.sha256}")
    assert await got.read() == data
    assert unquote(got.headers["Content-Disposition"]) == "attachment; filename*=UTF-8''办法.html"


async def test_a_row_can_take_the_place_of_a_published_document(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    published = office.read("policies/hotline-rules.md") or ""
    files = [("hotline-rules.md", published.encode()), ("通知.html", notice("演示通知"))]
    where = led_to(await upload(editor, ("资料.zip", archive(files))))
    shown = await editor.read(where)
    assert "已有相近的文件" in shown
    paths = re.findall(r'name="path" value="([^"]+)"', shown)
    at = paths.index("policies/hotline-rules-2.md")
    row = {"title": "热线规定", "status": "现行", "seen": "1", "instead": "hotline-rules"}
    await editor.post(
        where, [*(("path", path) for path in paths), *((f"r{at}-{k}", v) for k, v in row.items())]
    )
    assert {file.path for file in office.draft(1).files} == {"policies/hotline-rules.md", "policies/通知.md"}
    assert office.write(attachments.unconfirmed, ["policies/hotline-rules.md"]) == []


async def test_the_same_file_again_is_told(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    data = TEXT.format("演示").encode()
    await upload(editor, ("甲.md", data))
    where = led_to(await upload(editor, ("乙.md", data)))
    assert "乙.md 和 policies/甲.md 是一模一样的文件" in await editor.read(where)


def bomb(size: int = 2 * 1024**3) -> bytes:
    """An archive of two megabytes that unpacks to two gigabytes of nothing."""
    name, block = b"bomb.txt", 2**20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(b"\0" * block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b"\0" * block) + packer.flush(zlib.Z_FULL_FLUSH)
    data = first + again * (size // block - 1) + packer.flush()
    sizes = struct.pack("<LLLHH", 0, len(data), size - 1, len(name), 0)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0x5A21) + sizes + name
    central = (
        b"PK\x01\x02"
        + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0x5A21)
        + sizes
        + struct.pack("<HHHLL", 0, 0, 0, 0, 0)
        + name
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local) + len(data), 0)
    return local + data + central + end


def locked_pdf() -> bytes:
    writer = PdfWriter(
        clone_from=PdfReader(io.BytesIO(pdf(lambda canvas: canvas.drawString(72, 700, "text"))))
    )
    writer.encrypt("secret", "owner", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def crowded_docx() -> bytes:
    table = b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    change = {"word/document.xml": lambda xml: xml.replace(b"<w:body>", b"<w:body>" + table * 10_000)}
    return repacked(word(lambda document: document.add_paragraph("正文")), change)  # type: ignore[arg-type]


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a locked pdf": ("密.pdf", locked_pdf, "密码"),
    "a zip bomb": ("弹.zip", bomb, "炸弹|太大|倍|压缩"),
    "ten thousand tables": ("表.docx", crowded_docx, "表格"),
    "a program named pdf": ("程序.pdf", lambda: b"MZ" + b"\0" * 600, "其实是"),
    "a picture named docx": ("图.docx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 600, "其实是"),
    "nothing at all": ("空.txt", lambda: b"", "空"),
    "noise": ("乱.txt", lambda: bytes(range(256)) * 40, "文字|编码"),
    "tricks in an archive": (
        "路.zip",
        lambda: archive([("../../etc/cron.d/x.md", b"# x\n\ntext\n")]),
        "路径|文件名",
    ),
}


@pytest.mark.parametrize("kind", BAD)
async def test_what_cannot_be_taken_is_told_and_changes_nothing(
    edge: Client, office: Office, kind: str
) -> None:
    editor = await signed_in(edge, "editor")
    name, make, sentence = BAD[kind]
    before = live(office)
    response = await upload(editor, (name, await asyncio.to_thread(make)))
    assert response.status == 422
    told = re.search(rf"<li>({name}[^<]*)</li>", await response.text())
    assert told is not None
    assert re.search(sentence, told[1]), told[1]
    assert office.write(drafts.listed) == []
    assert live(office) == before


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig"])
async def test_texts_in_any_encoding_of_chinese_are_read(edge: Client, office: Office, encoding: str) -> None:
    editor = await signed_in(edge, "editor")
    text = "关于演示事项的通知\n\n" + "本通知由市政务服务中心负责解释，自发布之日起施行。\n" * 20
    led_to(await upload(editor, ("通知.txt", text.encode(encoding))))
    (file,) = office.draft(1).files
    assert "本通知由市政务服务中心负责解释" in (file.text or "")


async def test_names_with_tricks_lose_them(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    for name in ("..\\..\\windows\\甲.md", "/etc/passwd/乙.md", "....//丙.md", "丁\u202e.md", " .隐.md"):
        await upload(editor, (name, TEXT.format(name[-4]).encode()))
    paths = {file.path for draft in office.write(drafts.listed) for file in draft.files}
    assert paths
    assert all(re.fullmatch(r"policies/[一-鿿]+(-\d+)?\.md", path) for path in paths), paths


async def cut(editor: Colleague, edge: Client, promised: int, sent: bytes) -> None:
    """Send the beginning of an upload, then vanish."""
    token = await editor.token("/console/knowledge/upload")
    body = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="files"; filename="half.md"\r\n\r\n'
    ).encode() + sent
    cookies = "; ".join(f"{name}={value}" for name, value in editor.cookies.items())
    server: Any = edge.server
    head = (
        f"POST /console/knowledge/upload HTTP/1.1\r\nHost: {server.host}:{server.port}\r\nCookie: {cookies}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {promised}\r\n\r\n"
    )
    _, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(head.encode() + body)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def test_an_upload_that_is_cut_off_leaves_nothing_behind(
    edge: Client, office: Office, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    editor = await signed_in(edge, "editor")
    before = live(office)
    await cut(editor, edge, 5_000_000, TEXT.format("半份").encode() * 500)
    again = led_to(await upload(editor, ("整份.md", TEXT.format("整份").encode())))
    assert again.endswith("policies/整份.md")
    assert [file.path for file in office.draft(1).files] == ["policies/整份.md"]
    assert live(office) == before
    assert "internal_error" not in capsys.readouterr().out + caplog.text


async def test_what_there_was_no_time_to_read_is_told(
    edge: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = await signed_in(edge, "editor")
    monkeypatch.setattr(knowledge_upload, "SECONDS", -1.0)
    packed = archive([(f"{name}.md", TEXT.format(name).encode()) for name in "甲乙"])
    response = await upload(editor, ("资料.zip", packed))
    assert response.status == 422
    assert (await response.text()).count("还没有读到这一份") == 2


async def test_a_full_disk_while_uploading_is_told_and_nothing_is_half_kept(
    edge: Client, office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editor = await signed_in(edge, "editor")
    before = live(office)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        response = await upload(editor, ("甲.md", TEXT.format("甲").encode()))
    assert (response.status, "磁盘已满" in await response.text()) == (422, True)
    assert [file for draft in office.write(drafts.listed) for file in draft.files] == []
    assert [path for path in (tmp_path / "originals").glob("*") if path.is_file()] == []
    assert live(office) == before
    assert led_to(await upload(editor, ("甲.md", TEXT.format("甲").encode())))
