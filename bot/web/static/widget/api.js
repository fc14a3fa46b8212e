// The chat API: a session that begins with the first message, every failure as a sentence to show.

const WAIT_MS = 45000;
const UNREACHABLE = "网络不通，或者服务暂时没有回应。";

/** A failure with a sentence for the person; `status` is 0 when there was no answer at all. */
export class Failure extends Error {
  constructor(sentence, status = 0, retryAfter = 0) {
    super(sentence);
    this.status = status;
    this.retryAfter = retryAfter;
    this.expired = status === 401;
    // Sending it again as it is cannot help.
    this.final = status >= 400 && status < 500 && status !== 401 && status !== 408 && status !== 429;
  }
}

/** A name for a message, so that sending it again does nothing twice. */
export function messageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Api {
  constructor(home, shared) {
    this.base = `${home}api/chat/`;
    this.shared = shared;
  }

  get token() {
    return this.shared.get("token");
  }

  async call(method, path, { token = this.token, json, body, type } = {}) {
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (json) headers["Content-Type"] = "application/json";
    if (type) headers["Content-Type"] = type;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), WAIT_MS);
    try {
      const response = await fetch(this.base + path, {
        method,
        headers,
        body: json ? JSON.stringify(json) : body,
        signal: stop.signal,
        credentials: "omit",
        cache: "no-store",
      });
      if (response.status === 204) return null;
      const answer = await response.json();
      if (response.ok) return answer;
      throw new Failure(answer.detail ?? UNREACHABLE, response.status, Number(response.headers.get("Retry-After")) || 0);
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure(UNREACHABLE);
    } finally {
      clearTimeout(timer);
    }
  }

  /** What staff announce to everybody; undefined when there is nothing, or nobody to ask. */
  async announcement() {
    try {
      return (await this.call("GET", "announcement", { token: null })).announcement;
    } catch {
      return undefined;
    }
  }

  async open() {
    const { token } = await this.call("POST", "sessions", { token: null });
    this.shared.set("token", token);
  }

  /** Send a message; `renewed` tells that the old session was over and a new one has begun. */
  async say({ id, text }) {
    const post = () => this.call("POST", "messages", { json: { text, message_id: id } });
    let renewed = false;
    if (!this.token) await this.open();
    try {
      return { ...(await post()), renewed };
    } catch (error) {
      if (!error.expired) throw error;
      renewed = true;
      await this.open();
      return { ...(await post()), renewed };
    }
  }

  /** The conversation so far; null when there is none, or it is over. */
  async transcript() {
    const { token } = this;
    if (!token) return null;
    try {
      return (await this.call("GET", "messages", { token })).messages;
    } catch (error) {
      if (!error.expired) throw error;
      if (this.token === token) this.shared.remove("token");
      return null;
    }
  }

  rate(replyId, rating, reason) {
    return this.call("POST", "feedback", { json: { reply_id: replyId, rating, ...(reason ? { reason } : {}) } });
  }

  async photo(blob) {
    if (!this.token) await this.open();
    return (await this.call("POST", "photos", { body: blob, type: blob.type })).photo_id;
  }

  /** Delete the conversation on the server; what cannot be reached now is deleted when it can. */
  async forget() {
    const { token } = this;
    this.shared.remove("token");
    if (token) this.shared.set("doomed", [...this.shared.get("doomed", []), token]);
    return this.bury();
  }

  /** Delete what could not be deleted before; whether nothing is left. */
  async bury() {
    const left = [];
    for (const token of this.shared.get("doomed", [])) {
      try {
        await this.call("DELETE", "sessions/current", { token });
      } catch (error) {
        if (!error.expired) left.push(token);
      }
    }
    if (left.length) this.shared.set("doomed", left);
    else this.shared.remove("doomed");
    return left.length === 0;
  }
}
