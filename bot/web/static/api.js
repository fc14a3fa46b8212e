// The chat API: one session kept for this tab, every failure as a sentence to show.

const TOKEN = "jishitong.token";
const PENDING = "jishitong.pending";
const WAIT_MS = 45000;

/** A failure with a sentence for the person; `status` is 0 when there was no answer at all. */
export class Failure extends Error {
  constructor(sentence, status = 0) {
    super(sentence);
    this.expired = status === 401;
    // Trying again later cannot help.
    this.final = status >= 400 && status < 429 && status !== 401;
  }
}

// Storage may be forbidden; the page then simply forgets on reload.
const memory = new Map();
function recall(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
}
function keep(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    memory.set(key, value);
  }
}

async function call(method, path, { token, body } = {}) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), WAIT_MS);
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal: stop.signal,
      credentials: "omit",
    });
    const answer = response.status === 204 ? null : await response.json();
    if (response.ok) return answer;
    throw new Failure(answer.detail, response.status);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure("网络不通或服务没有回应，请检查网络后点“重试”。着急办的事，请拨打 12345。");
  } finally {
    clearTimeout(timer);
  }
}

async function freshToken() {
  const opened = await call("POST", "/api/chat/sessions");
  keep(TOKEN, opened.token);
  return opened.token;
}

/** A name for a message, so that sending it again does nothing twice. */
export function messageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Send a message; begins a new session when the old one is over. */
export async function say(message) {
  keep(PENDING, JSON.stringify(message));
  const body = { text: message.text, message_id: message.id };
  let answer;
  try {
    answer = await call("POST", "/api/chat/messages", { token: recall(TOKEN) ?? (await freshToken()), body });
  } catch (error) {
    if (error.final) keep(PENDING, null);
    if (!error.expired) throw error;
    answer = await call("POST", "/api/chat/messages", { token: await freshToken(), body });
  }
  keep(PENDING, null);
  return answer.replies;
}

/** The message that had no answer yet when the page was left. */
export function pending() {
  const text = recall(PENDING);
  return text === null ? null : JSON.parse(text);
}

/** The conversation so far; empty when there is none or it is over. */
export async function transcript() {
  const token = recall(TOKEN);
  if (token === null) return [];
  try {
    return (await call("GET", "/api/chat/messages", { token })).messages;
  } catch (error) {
    if (error.expired) {
      keep(TOKEN, null);
      return [];
    }
    throw error;
  }
}

export function rate(replyId, rating) {
  return call("POST", "/api/chat/feedback", { token: recall(TOKEN), body: { reply_id: replyId, rating } });
}

/** Delete the conversation, here and on the server. */
export async function forget() {
  const token = recall(TOKEN);
  keep(PENDING, null);
  if (token !== null) {
    try {
      await call("DELETE", "/api/chat/sessions/current", { token });
    } catch (error) {
      if (!error.expired) throw error;
    }
  }
  keep(TOKEN, null);
}
