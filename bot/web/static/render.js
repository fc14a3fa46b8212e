// Messages as DOM nodes. Nothing that came over the network is ever parsed as HTML.

function element(name, { text, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function button(title, onPress) {
  const made = element("button", { type: "button", text: title });
  made.addEventListener("click", onPress);
  return made;
}

/** What the resident wrote. */
export function userMessage(text) {
  return element("li", { class: "user" }, element("p", { text }));
}

/** Puts a failure with a retry button under a message; returns the node, to be removed later. */
export function failure(sentence, onRetry) {
  return element("div", { role: "alert" }, element("p", { class: "wrong", text: `错误：${sentence}` }), button("重试", onRetry));
}

/** A reply with all that belongs to it. */
export function botMessage(reply, { onChoice, onRate }) {
  const item = element("li", { class: reply.outcome === "emergency" ? "bot emergency" : "bot" });
  if (reply.service) item.append(element("p", { class: "service", text: `事项：${reply.service.name}` }));
  item.append(element("p", { text: reply.text }));
  if (reply.contacts) item.append(list("contacts", reply.contacts.map(contact)));
  for (const source of reply.sources ?? []) item.append(sourceCard(source));
  if (reply.choices) {
    item.append(list("choices", reply.choices.map((choice) => button(choice.title, () => onChoice(choice.text)))));
  }
  if (reply.outcome === "answered") item.append(rating(reply, onRate));
  return item;
}

function list(name, nodes) {
  return element("ul", { class: name }, ...nodes.map((node) => element("li", {}, node)));
}

function contact({ title, number }) {
  return element("a", { href: `tel:${number.replace(/[^0-9-]/g, "")}`, text: `拨打 ${number} ${title}` });
}

function sourceCard(source) {
  const card = element("section", { class: "source", "aria-label": "出处" }, element("h3", { text: `出处：${source.title}` }));
  const rows = [
    ["文号", source.number],
    ["发布机关", source.issuer],
    ["日期", source.issued],
    ["位置", source.section],
    ["来源", source.tier],
  ];
  const facts = element("dl");
  for (const [name, value] of rows) {
    if (value) facts.append(element("dt", { text: name }), element("dd", { text: value }));
  }
  card.append(facts);
  const link = officialLink(source.url);
  if (link) card.append(link);
  return card;
}

// Only government sites over https: repost sites come and go, and some are hijacked.
function officialLink(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol !== "https:" || !url.hostname.endsWith(".gov.cn")) return null;
  return element("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", text: `查看原文（${url.hostname}）` });
}

function rating(reply, onRate) {
  const said = element("p", { role: "status" });
  const press = (value) => async () => {
    said.textContent = await onRate(reply.id, value);
  };
  const box = list("rating", [button("有帮助", press("up")), button("没帮助", press("down"))]);
  box.setAttribute("aria-label", "这条回答对您有帮助吗");
  return element("div", {}, box, said);
}
