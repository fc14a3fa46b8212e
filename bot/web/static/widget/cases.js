// Cards of things under way: a form, a hotline ticket, an inspection, a rating.

import { button, h, icon, list } from "./dom.js";

const TICK = "M9.500 18.300L3.200 12l1.900-1.900 4.400 4.400 9.400-9.400L20.800 7z";
const CROSS = "M6 4l6 6 6-6 2 2-6 6 6 6-2 2-6-6-6 6-2-2 6-6-6-6z";
const QUERY = "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm-1.200 14.600v2.400h2.400v-2.400zM8 9.500h2.400c0-1 .7-1.600 1.600-1.600s1.600.6 1.600 1.500c0 1.600-2.800 1.900-2.800 4.600h2.400c0-1.800 2.900-2.300 2.900-4.800 0-2.100-1.700-3.600-4.100-3.600S8 7.100 8 9.500z";

/** Where a form stands. Its question is answered in the input box or by the reply's buttons. */
export function formCard({ form }) {
  const { title, step, of, answers } = form;
  const bar = h("progress", { max: of, value: step, "aria-label": `${title}：第 ${step} 步，共 ${of} 步` });
  const card = h("div", { class: "form-head" }, h("p", { class: "form-title" }, h("strong", { text: title }), h("span", { text: `第 ${step} 步，共 ${of} 步` })), bar);
  if (answers?.length) {
    const rows = answers.map(({ label, value }) => h("div", {}, h("dt", { text: label }), h("dd", { text: value })));
    const facts = h("dl", { class: "answers" }, ...rows);
    card.append(form.field.kind === "confirm" ? facts : h("details", {}, h("summary", { text: `已填 ${answers.length} 项` }), facts));
  }
  return card;
}

export function ticketCard(ticket, act) {
  const copied = h("span", { class: "note", role: "status" });
  const copy = button("复制编号", async () => {
    const share = await import("./share.js");
    copied.textContent = (await share.copy(ticket.number, copy.parentNode)) ? "已复制" : "没能复制，请手工记下";
  });
  const facts = [["状态", ticket.status], ["承办单位", ticket.department], ["办结期限", ticket.due]];
  const card = h(
    "div",
    { class: "card ticket", role: "group", "aria-label": `工单 ${ticket.number}` },
    h("div", { class: "ticket-number" }, h("span", { text: "工单编号" }), h("strong", { text: ticket.number }), copy, copied),
    h("dl", { class: "facts" }, ...facts.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", { text: name }), h("dd", { text: value })))),
  );
  if (ticket.progress) card.append(milestones(ticket.progress));
  act.ticket?.(ticket);
  return card;
}

function milestones(progress) {
  const current = progress.findIndex(({ done = true }) => !done);
  const items = progress.map(({ title, at, text, done = true }, number) => {
    const state = done ? "已完成" : number === current ? "下一步" : "未开始";
    return h(
      "div",
      { class: done ? "done" : number === current ? "next" : "later" },
      h("span", { class: "dot" }, done ? icon(TICK) : null),
      h("p", {}, h("strong", { text: title }), h("span", { class: "state", text: state }), at && h("time", { datetime: at, text: moment(at) })),
      text && h("p", { class: "detail", text }),
    );
  });
  const box = list("milestones", items, "ol");
  box.setAttribute("aria-label", "办理进度");
  return box;
}

/** A moment as people here write it. */
export function moment(at) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  return date.toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
}

const VERDICTS = {
  genuine: [TICK, "核验通过"],
  caution: ["warn", "请留意"],
  refuse: [CROSS, "可以拒绝"],
  unknown: [QUERY, "查不到"],
};

/** A verdict by colour, word and sign: never by colour alone. */
export function inspectionCard(inspection) {
  const { verdict = "unknown", label } = inspection;
  const [sign, word] = VERDICTS[verdict] ?? VERDICTS.unknown;
  const banner = h("div", { class: `verdict verdict-${verdict}` }, icon(sign), h("p", {}, h("strong", { text: word }), label && label !== word && h("span", { text: label })));
  const rows = [
    ["检查码", inspection.code],
    ["状态", inspection.status],
    ["检查类型", [inspection.type, inspection.joint && "联合检查"].filter(Boolean).join(" · ")],
    ["检查单位", inspection.agencies?.join("、")],
    ["检查时间", inspection.window],
    ["检查人员", inspection.inspectors?.map(({ name, certificate }) => `${name}（证号 ${certificate}）`).join("、")],
  ];
  const card = h("div", { class: "card inspection", role: "group", "aria-label": `检查核验：${label ?? word}` }, banner);
  card.append(h("dl", { class: "facts" }, ...rows.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", { text: name }), h("dd", { text: value })))));
  if (inspection.items) {
    const items = inspection.items.map(({ name, basis }) => h("div", {}, h("span", { text: name }), basis && h("span", { class: "detail", text: `依据：${basis}` })));
    card.append(h("details", {}, h("summary", { text: `检查事项（${items.length} 项）` }), list("lines", items)));
  }
  if (inspection.next) card.append(h("p", { class: "next-title", text: "您可以这样做" }), list("lines next", inspection.next.map((text) => h("span", { text })), "ol"));
  return card;
}

export function ratingCard({ subject, title }) {
  return h("div", { class: "form-head" }, h("p", { class: "form-title" }, h("strong", { text: title }), h("span", { text: subject })));
}
