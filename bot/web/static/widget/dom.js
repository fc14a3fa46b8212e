// DOM nodes without a template language. Nothing is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  close: "M6 5l6 6 6-6 1.4 1.4-6 6 6 6L18 19.8l-6-6-6 6-1.4-1.4 6-6-6-6z",
  send: "M3 20.5v-6.8l9-1.7-9-1.7V3.5L22 12z",
  mic: "M12 15a3.5 3.5 0 0 0 3.5-3.5v-6a3.5 3.5 0 0 0-7 0v6A3.5 3.5 0 0 0 12 15zm6-3.5a6 6 0 0 1-12 0H4a8 8 0 0 0 7 7.9V22h2v-2.6a8 8 0 0 0 7-7.9z",
  call: "M6.6 2.5l3 .7 1.2 4-2.2 2.2a13 13 0 0 0 6 6l2.2-2.2 4 1.2.7 3-2.4 4C10.600 21.400 2.600 13.400 2.600 4.900z",
  warn: "M12 2l11 19.500H1zm-1.200 7v6h2.400V9zm0 7.800v2.400h2.400v-2.400z",
  source: "M5 2h10l5 5v15H5zm9 1.800V8h4.200zM8 12h9v-1.600H8zm0 3.500h9V14H8zm0 3.500h6v-1.600H8z",
};

/** An element. `text` sets its text, `on` its listeners, everything else becomes an attribute. */
export function h(name, { text, on, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) made.setAttribute(key, value === true ? "" : value);
  }
  for (const [event, run] of Object.entries(on ?? {})) made.addEventListener(event, run);
  made.append(...children.filter((child) => child != null && child !== false));
  return made;
}

/** A button. A press while it is `aria-disabled` does nothing: it keeps focus, unlike a disabled one. */
export function button(content, onPress, attributes = {}) {
  const made = h("button", { type: "button", ...attributes });
  made.append(...[content].flat());
  made.addEventListener("click", (event) => {
    if (made.getAttribute("aria-disabled") !== "true") onPress(event, made);
  });
  return made;
}

/** A picture for what words say beside it: one of the names above, or a path of its own. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name] ?? name);
  svg.append(path);
  return svg;
}

export function list(name, nodes, tag = "ul") {
  return h(tag, { class: name }, ...nodes.map((node) => h("li", {}, node)));
}

/** Paragraphs of a text: a blank line divides them, single line breaks stay. */
export function paragraphs(text) {
  return text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== "")
    .map((part) => h("p", { text: part.trim() }));
}

/** A link to https, with its host to be seen; null for any other address. */
export function webLink(address, words) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol !== "https:" || url.username) return null;
  return h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", text: `${words}（${url.hostname}）` });
}

/** A number to press; anything but digits and dashes never gets into the address. */
export function phoneLink(title, number) {
  const digits = String(number).replace(/[^0-9-]/g, "");
  return h("a", { class: "call", href: `tel:${digits}` }, icon("call"), h("span", { text: `拨打 ${number}` }), h("span", { class: "call-title", text: title }));
}
