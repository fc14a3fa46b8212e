// The service card: a personal checklist with time, fee, place, channels and basis.

import { button, h, list, paragraphs, webLink } from "./dom.js";

export function guideCard(reply, act) {
  const { guide } = reply;
  const card = h("div", { class: "card guide", role: "group", "aria-label": `办事卡：${guide.title}` }, h("h3", { text: guide.title }));
  if (guide.visits) card.append(h("p", { class: "lead", text: guide.visits }));
  if (guide.situation) {
    card.append(h("dl", { class: "situation", "aria-label": "您的情况" }, ...guide.situation.map(({ label, value }) => h("div", {}, h("dt", { text: label }), h("dd", { text: value })))));
  }
  for (const [title, content, open] of parts(guide)) {
    if (content) card.append(h("details", { open }, h("summary", { text: title }), content));
  }
  if (guide.checked) card.append(h("p", { class: "note", text: `内容核对日期：${guide.checked}` }));
  card.append(h("div", { class: "card-tools" }, ...shareButtons(reply, card, act)));
  return card;
}

function parts(guide) {
  const exempt = (guide.materials ?? []).filter((one) => one.exempt).length;
  const count = guide.materials ? guide.materials.length - exempt : 0;
  return [
    [`材料（要带 ${count} 样${exempt ? `，免交 ${exempt} 样` : ""}）`, guide.materials && list("materials", guide.materials.map(material)), true],
    ["办理时限", times(guide), true],
    ["收费", lines(guide.fee), true],
    ["在哪里办", lines(guide.place), true],
    ["怎么办（步骤）", guide.steps && list("steps", guide.steps.map(step), "ol"), false],
    ["办理渠道", guide.channels && list("channels", guide.channels.map(channel)), false],
    ["办成拿到什么", lines(guide.result), false],
    ["依据", lines(guide.basis), false],
  ];
}

function lines(texts) {
  return texts && (texts.length === 1 ? h("div", {}, ...paragraphs(texts[0])) : list("lines", texts.map((text) => h("span", { text }))));
}

function times(guide) {
  const rows = [["法定时限", guide.time_statutory], ["承诺时限", guide.time_promised], ["全程大约", guide.time_total && [guide.time_total]]];
  const given = rows.filter(([, texts]) => texts);
  if (!given.length) return null;
  return h("dl", { class: "times" }, ...given.map(([name, texts]) => h("div", {}, h("dt", { text: name }), ...texts.map((text) => h("dd", { text })))));
}

/** What is exempt is struck out, and said so in words: a line through text is not read aloud. */
function material({ name, detail, exempt, required = true, note }) {
  const title = exempt ? h("s", { text: name }) : h("strong", { text: name });
  const box = h("div", { class: exempt ? "exempt" : "needed" }, title);
  if (exempt) box.append(h("span", { class: "free", text: `免交：${exempt}` }));
  else if (!required) box.append(h("span", { class: "optional", text: "按情况" }));
  for (const text of [detail, note]) if (text) box.append(h("span", { class: "detail", text }));
  return box;
}

function step({ text, who, time }) {
  const extra = [who, time].filter(Boolean).join(" · ");
  return h("div", {}, h("span", { text }), extra && h("span", { class: "detail", text: extra }));
}

function channel({ text, url }) {
  return h("div", {}, h("span", { text }), url && webLink(url, "打开"));
}

function shareButtons(reply, card, act) {
  const { guide } = reply;
  const text = guide.share ?? reply.text;
  const say = h("p", { class: "note", role: "status" });
  const run = (work) => async () => {
    try {
      await work(await import("./share.js"));
    } catch {
      say.textContent = "这一步没有成功，请检查网络后再试。";
    }
  };
  const names = (guide.materials ?? []).filter((one) => !one.exempt).map((one, at) => `${at + 1}. ${one.name}${one.detail ? `（${one.detail}）` : ""}`);
  const qr = button("二维码带走", run(({ qrCode }) => qrCode(qr, card, text)), { "aria-expanded": "false" });
  const copy = (words, done) => run(async (share) => (say.textContent = (await share.copy(words, card)) ? done : "浏览器不让复制，请长按文字自己复制。"));
  return [
    names.length > 0 && button("复制材料清单", copy([`${guide.title}：要带的材料`, ...names].join("\n"), "材料清单已复制。")),
    button("复制全部", copy(text, "办事卡已复制。")),
    button("打印", run((share) => share.print(guide.title, card))),
    qr,
    say,
  ].filter(Boolean);
}
