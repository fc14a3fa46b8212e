// Photos for a ticket: made smaller here, which also takes the place where they were taken out of them.

import { button, h } from "./dom.js";

const SIDE = 1600;
const MOST = 3;
const KINDS = "image/jpeg,image/png,image/webp";

/** The rows that choose, show and send photos. */
export function picker(act) {
  const sent = [];
  const input = h("input", { type: "file", accept: KINDS, multiple: true, id: "photos", class: "hidden", tabindex: "-1", "aria-hidden": "true" });
  const state = h("p", { class: "note", role: "status" });
  const row = h("ul", { class: "photos", "aria-label": "已传的照片" });
  const choose = button(`选照片（最多 ${MOST} 张）`, () => input.click());
  const done = button("照片传好了", () => act.ask(`照片传好了，共 ${sent.length} 张`), { class: "primary", "aria-disabled": "true" });
  input.addEventListener("change", async () => {
    const files = [...input.files].slice(0, MOST - sent.length);
    input.value = "";
    for (const file of files) await add(file);
    done.setAttribute("aria-disabled", String(sent.length === 0));
    choose.setAttribute("aria-disabled", String(sent.length >= MOST));
  });
  const add = async (file) => {
    state.textContent = `正在上传第 ${sent.length + 1} 张……`;
    try {
      const small = await shrink(file);
      sent.push(await act.photo(small));
      row.append(h("li", {}, preview(small, sent.length)));
      state.textContent = `已上传 ${sent.length} 张。`;
    } catch (error) {
      state.textContent = `错误：${error.message || "这个文件打不开，请换一张照片。"}`;
    }
  };
  return h("div", { class: "photo-box" }, h("div", { class: "photo-row" }, choose, done, input), row, state);
}

function preview(blob, number) {
  const address = URL.createObjectURL(blob);
  return h("img", { src: address, alt: `第 ${number} 张照片`, on: { load: () => URL.revokeObjectURL(address) } });
}

async function shrink(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new Error("这个文件打不开，请换一张照片（JPG、PNG）。");
  }
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = h("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("照片没能处理，请换一张。"))), "image/jpeg", 0.85));
}
