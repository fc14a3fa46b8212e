// Speaking instead of typing, where the browser can hear. The words land in the input box, to be checked and sent.

const FAILURES = {
  "not-allowed": "浏览器没有允许使用麦克风，请打字。",
  "audio-capture": "没有找到麦克风，请打字。",
  network: "语音识别连不上，请打字。",
  "no-speech": "没有听到声音，请再试一次。",
};

let running = null;

export function listen({ box, say }) {
  if (running) return running.stop();
  const before = box.input.value;
  const hearing = new (globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition)();
  hearing.lang = "zh-CN";
  hearing.interimResults = true;
  hearing.onresult = ({ results }) => box.put(before + Array.from(results, ([best]) => best.transcript).join(""));
  hearing.onerror = ({ error }) => box.fail(FAILURES[error] ?? "没有听清，请再说一次或打字。");
  hearing.onend = () => {
    running = null;
    box.mic.setAttribute("aria-pressed", "false");
    box.input.focus();
  };
  running = hearing;
  box.mic.setAttribute("aria-pressed", "true");
  say("正在听，请说话。声音由浏览器识别，可能经过浏览器厂商的服务器。");
  return hearing.start();
}
