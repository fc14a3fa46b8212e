// Taking a card along: copied, printed, or on the phone by a QR code.

import { h } from "./dom.js";

/** Beyond this a phone's camera no longer reads the code with ease (QR version 24 or so). */
const QR_BYTES = 900;

/** Copy a text; false where the browser does not allow it. */
export async function copy(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages without https have no clipboard; the old way still works there.
    const area = h("textarea", { class: "hidden", "aria-hidden": "true", tabindex: "-1" });
    area.value = text;
    const back = near.getRootNode().activeElement;
    near.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    back?.focus();
    return done;
  }
}

/** Print the card alone, not the page around it. */
export async function print(title, card) {
  const frame = h("iframe", { title: "打印", "aria-hidden": "true", tabindex: "-1" });
  for (const [name, value] of [["position", "fixed"], ["width", "1px"], ["height", "1px"], ["opacity", "0"], ["border", "0"]]) frame.style[name] = value;
  document.body.append(frame);
  const page = frame.contentDocument;
  page.documentElement.lang = "zh-CN";
  page.title = title;
  const sheet = h("link", { rel: "stylesheet", href: new URL("print.css", import.meta.url).href });
  const styled = new Promise((resolve) => ["load", "error"].forEach((event) => sheet.addEventListener(event, resolve)));
  page.head.append(sheet);
  const copied = card.cloneNode(true);
  for (const details of copied.querySelectorAll("details")) details.open = true;
  for (const tools of copied.querySelectorAll(".card-tools, .qr")) tools.remove();
  page.body.append(copied, page.createTextNode("济事通 · 仅供参考，以窗口答复为准"));
  await styled;
  frame.contentWindow.addEventListener("afterprint", () => frame.remove());
  frame.contentWindow.print();
}

/** As much of a text as a code can carry, whole lines only. */
export function fitting(text, bytes = QR_BYTES) {
  const size = (words) => new TextEncoder().encode(words).length;
  if (size(text) <= bytes) return text;
  const end = "\n（未完，完整内容见办事卡）";
  const kept = [];
  let left = bytes - size(end);
  for (const line of text.split("\n")) {
    left -= size(line) + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return kept.join("\n") + end;
}

/** Show or take away the code below the card's buttons. */
export async function qrCode(pressed, card, text) {
  const shown = card.querySelector(".qr");
  pressed.setAttribute("aria-expanded", String(!shown));
  if (shown) return shown.remove();
  const { generate, mode } = await import("./vendor/lean-qr.js");
  const code = generate(fitting(text), { modes: [mode.utf8] });
  const canvas = h("canvas", { role: "img", "aria-label": "二维码：用手机扫一扫，把这张办事卡带走" });
  code.toCanvas(canvas, { on: [0, 0, 0, 255], off: [255, 255, 255, 255], padX: 4, padY: 4 });
  return card.append(h("div", { class: "qr" }, canvas, h("p", { text: "用手机扫一扫，文字就到手机上（不联网也能看）。" })));
}
