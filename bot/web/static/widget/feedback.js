// What can be done with a reply: have it read aloud, say whether it was of help, and why not.

import { button, h } from "./dom.js";

const REASONS = ["答的不是我问的", "内容过时了", "看不懂", "没说清去哪办、带什么", "其他"];

/** The row below a reply. */
export function tools(reply, act) {
  const row = h("div", { class: "tools" });
  if (act.elder() && globalThis.speechSynthesis) {
    const read = button("朗读", async () => {
      const { toggle } = await import("./speech.js");
      toggle(reply.guide?.share ?? reply.text, (speaking) => (read.textContent = speaking ? "停止朗读" : "朗读"));
    });
    row.append(read);
  }
  if (reply.outcome === "answered" || reply.outcome === "no_answer") row.append(feedback(reply, act));
  return row.childElementCount ? row : "";
}

function feedback(reply, act) {
  const said = h("p", { class: "note", role: "status" });
  const box = h("div", { class: "feedback", role: "group", "aria-label": "这条回答有帮助吗" });
  const give = async (rating, reason) => {
    said.textContent = "正在记录……";
    said.textContent = await act.rate(reply.id, rating, reason);
  };
  const press = (rating) => (_, pressed) => {
    for (const one of box.querySelectorAll("[aria-pressed]")) one.setAttribute("aria-pressed", String(one === pressed));
    box.querySelector("form")?.remove();
    give(rating);
    if (rating === "down") said.before(reasons(give));
  };
  box.append(
    button("有帮助", press("up"), { "aria-pressed": "false" }),
    button("没帮助", press("down"), { "aria-pressed": "false" }),
    said,
  );
  return box;
}

function reasons(give) {
  const words = h("input", { type: "text", maxlength: "300", "aria-label": "补充说明（可不填）", placeholder: "补充说明（可不填）" });
  const picked = REASONS.map((reason) => h("label", {}, h("input", { type: "radio", name: "why", value: reason }), h("span", { text: reason })));
  const form = h("form", { class: "reasons" }, h("fieldset", {}, h("legend", { text: "哪里不好？" }), ...picked), words, h("button", { type: "submit", text: "提交原因" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const why = form.querySelector(":checked")?.value ?? "";
    const reason = [why, words.value.trim()].filter(Boolean).join("：");
    if (!reason) return words.focus();
    form.parentNode.querySelector("[aria-pressed=true]").focus();
    form.remove();
    return give("down", reason);
  });
  return form;
}
