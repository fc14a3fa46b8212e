// Questions on the page are asked in the assistant; without it they are plain links to /chat.

addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-ask]");
  if (!link || !window.Jishitong || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  window.Jishitong.ask(link.dataset.ask);
});

addEventListener("submit", (event) => {
  if (!event.target.matches("[data-ask-form]") || !window.Jishitong) return;
  event.preventDefault();
  const box = event.target.elements.q;
  const text = box.value.trim();
  if (!text) return;
  window.Jishitong.ask(text);
  box.value = "";
});

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const said = document.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "已复制。";
    } catch {
      said.textContent = "浏览器不让复制，文字已选中，请自己复制。";
    }
  });
}
