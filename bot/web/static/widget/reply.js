// A reply of the chat contract as DOM nodes. `text` is complete without the rest: a card shows it in order.

import { button, h, icon, list, paragraphs, phoneLink, webLink } from "./dom.js";
import { tools } from "./feedback.js";

const NONE = "都不是";
const OUTCOMES = { emergency: "紧急情况", no_answer: "没有查到", out_of_scope: "不在服务范围", error: "出错了" };

/** Whether a reply is more than text, buttons and sources. */
export function needsCards({ form, inspection, rating, ticket, guide }) {
  return Boolean(form || inspection || rating || ticket || guide);
}

/**
 * All of a bot's message. `act` brings what buttons do: ask, choose, rate, say. `cards` is null until
 * it has been fetched: `text` then stands alone, and it is complete.
 */
export function replyNodes(reply, act, cards) {
  const nodes = [];
  const outcome = OUTCOMES[reply.outcome];
  if (outcome) nodes.push(h("p", { class: `tag tag-${reply.outcome}`, text: outcome }));
  if (cards && reply.form) nodes.push(cards.formCard(reply));
  if (cards && reply.inspection) nodes.push(cards.inspectionCard(reply.inspection));
  if (reply.service && !reply.guide) nodes.push(h("p", { class: "matter", text: reply.service.name }));
  if (cards && reply.rating) nodes.push(cards.ratingCard(reply.rating));
  if (!cards || !reply.guide) nodes.push(...words(reply));
  if (cards && reply.ticket) nodes.push(cards.ticketCard(reply.ticket, act));
  if (cards && reply.guide) nodes.push(cards.guideCard(reply, act));
  if (reply.contacts) nodes.push(list("contacts", reply.contacts.map(({ title, number }) => phoneLink(title, number))));
  if (reply.sources) nodes.push(sources(reply.sources));
  if (reply.choices) nodes.push(choices(reply, act));
  if (reply.id !== "greeting") nodes.push(tools(reply, act));
  return nodes;
}

/** The text; what is taken from a document stands out from what we add. */
function words(reply) {
  const parts = paragraphs(reply.text);
  const digest = parts.length > 1 && parts[parts.length - 1].textContent.startsWith("以上");
  if (reply.kind === "answer" && reply.sources && !reply.service && digest) {
    const note = parts.pop();
    note.className = "note";
    return [h("blockquote", { "aria-label": "文件内容" }, ...parts), note];
  }
  if (reply.sources) parts.forEach(markQuotations);
  return [h("div", { class: "words" }, ...parts)];
}

/** A long quotation in the text is a passage taken over word for word. */
function markQuotations(paragraph) {
  const pieces = paragraph.textContent.split(/(“[^”]{16,}”)/);
  if (pieces.length === 1) return;
  paragraph.replaceChildren(...pieces.map((piece, at) => (at % 2 ? h("mark", { title: "文件原文", text: piece }) : piece)));
}

/** The first document in full, the others one press away. */
function sources(found) {
  const cards = found.map(sourceCard);
  const box = h("div", { class: "sources" }, cards[0]);
  if (cards.length > 1) {
    box.append(h("details", {}, h("summary", { text: `还有 ${cards.length - 1} 处依据` }), ...cards.slice(1)));
  }
  return box;
}

function sourceCard(source) {
  const facts = h("dl");
  const rows = [["文号", source.number], ["发布机关", source.issuer], ["日期", source.issued], ["位置", source.section], ["效力", source.tier]];
  for (const [name, value] of rows) if (value) facts.append(h("div", {}, h("dt", { text: name }), h("dd", { text: value })));
  const link = source.url && webLink(source.url, "查看原文");
  return h("div", { class: "source", role: "group", "aria-label": `出处：${source.title}` }, h("p", { class: "source-title" }, icon("source"), h("span", { text: source.title })), facts, link);
}

/** At most three choices and “none of these” where the matter is unclear; a form may offer more. */
function choices(reply, act) {
  const none = reply.choices.find(({ title }) => title.startsWith(NONE));
  let offered = reply.choices.filter((choice) => choice !== none);
  if (reply.outcome === "clarification" && !reply.form) offered = offered.slice(0, 3);
  const more = act.elder() && offered.length > 3 && !reply.form ? offered.splice(3) : [];
  const unclear = reply.kind === "choices" && reply.outcome === "clarification";
  const last = none ?? (unclear ? { title: NONE, text: NONE } : null);
  const press = (choice) =>
    button(choice.title, (_, pressed) => {
      pressed.classList.add("chosen");
      act.choose(choice);
    });
  const box = list(reply.form || reply.rating ? "choices once" : "choices", [...offered, ...(last ? [last] : [])].map(press));
  if (more.length) {
    const opener = h("li", {}, button(`更多（${more.length} 项）`, () => {
      const rest = more.map((choice) => h("li", {}, press(choice)));
      opener.replaceWith(...rest);
      rest[0].firstChild.focus();
    }));
    box.append(opener);
  }
  box.setAttribute("aria-label", "可以直接点");
  return box;
}
