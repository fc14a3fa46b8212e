// While the assistant fills a phone's screen, Tab goes round inside it.

const FOCUSABLE = "button, a[href], textarea, input, summary, [tabindex='0']";

export function keepInside(box, event) {
  const all = [...box.querySelectorAll(FOCUSABLE)].filter((one) => one.getClientRects().length > 0);
  const edge = event.shiftKey ? all[0] : all[all.length - 1];
  if (box.getRootNode().activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? all[all.length - 1] : all[0]).focus();
}
