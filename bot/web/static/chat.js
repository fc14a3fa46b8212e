// The chat page: what happens when. Names and shapes are those of /api/openapi.json.

import { Failure, forget, messageId, pending, rate, say, transcript } from "./api.js";
import { botMessage, failure, userMessage } from "./render.js";

const log = document.getElementById("log");
const form = document.getElementById("ask");
const input = document.getElementById("text");
const send = document.getElementById("send");
const state = document.getElementById("state");
const greeting = document.getElementById("greeting");
const longest = Number(form.dataset.max);

let busy = false;

function setBusy(sentence) {
  busy = sentence !== "";
  state.textContent = sentence;
  send.setAttribute("aria-disabled", String(busy));
  log.setAttribute("aria-busy", String(busy));
}

function show(item) {
  log.append(item);
  item.scrollIntoView({ block: "nearest" });
}

function showReply(reply) {
  show(botMessage(reply, { onChoice: ask, onRate: giveRating }));
}

async function giveRating(replyId, value) {
  try {
    await rate(replyId, value);
    return "谢谢，已记录。";
  } catch (error) {
    return error.message;
  }
}

function ask(text) {
  if (busy) {
    state.textContent = "前面的问题还在回答，请稍等。";
    return;
  }
  const item = userMessage(text);
  show(item);
  deliver({ id: messageId(), text }, item);
}

async function deliver(message, item) {
  setBusy("正在查找，请稍等……");
  try {
    for (const reply of await say(message)) showReply(reply);
    // A long answer is read from its beginning.
    item.scrollIntoView({ block: "start" });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const notice = failure(error.message, () => {
      if (busy) return;
      notice.remove();
      deliver(message, item);
    });
    item.append(notice);
    item.scrollIntoView({ block: "nearest" });
  } finally {
    setBusy("");
  }
}

async function resume() {
  setBusy("正在取回刚才的对话……");
  const unanswered = pending();
  let failed = null;
  try {
    // Sent again under its old id first: the transcript then has it with its answer, once.
    if (unanswered !== null) await say(unanswered);
  } catch (error) {
    failed = error;
  }
  try {
    for (const entry of await transcript()) {
      if (entry.from === "user") show(userMessage(entry.text));
      else showReply(entry.reply);
    }
    state.textContent = "";
  } catch (error) {
    failed ??= error;
  }
  setBusy("");
  if (failed !== null && unanswered !== null) {
    const item = userMessage(unanswered.text);
    show(item);
    const notice = failure(failed.message, () => {
      notice.remove();
      deliver(unanswered, item);
    });
    item.append(notice);
  } else if (failed !== null) {
    state.textContent = failed.message;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (text === "") {
    state.textContent = "请输入您要咨询的问题。";
  } else if (text.length > longest) {
    state.textContent = `一次最多写 ${longest} 个字，现在是 ${text.length} 个字，请写短一些。`;
  } else {
    if (!busy) input.value = "";
    ask(text);
  }
});

input.addEventListener("keydown", (event) => {
  // While a Chinese input method composes, Enter belongs to it.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

greeting.addEventListener("click", (event) => {
  const text = event.target.dataset?.say;
  if (text) ask(text);
});

document.getElementById("clear").addEventListener("click", async () => {
  if (busy || !window.confirm("要删除这次对话的全部内容吗？删除后不能恢复。")) return;
  try {
    await forget();
    log.replaceChildren(greeting);
    state.textContent = "对话已删除。";
  } catch (error) {
    state.textContent = error.message;
  }
  input.focus();
});

resume();
