// Uploading with a progress bar, and files dropped onto the form; without this script the form works as it is.
const form = document.getElementById("upload");
const files = document.getElementById("files");
const bar = document.getElementById("progress");
const told = document.getElementById("told");

form?.addEventListener("dragover", (event) => event.preventDefault());
form?.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer?.files.length) {
    files.files = event.dataTransfer.files;
    told.textContent = `选了 ${files.files.length} 个文件`;
  }
});

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (form.dataset.sent || !files.files.length) return;
  form.dataset.sent = "yes";
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.upload.addEventListener("progress", (step) => {
    if (!step.lengthComputable) return;
    bar.hidden = false;
    bar.value = (100 * step.loaded) / step.total;
    told.textContent = step.loaded < step.total ? `已上传 ${Math.floor(bar.value)}%` : "正在读文件……";
  });
  const failed = (why) => {
    delete form.dataset.sent;
    told.textContent = why;
  };
  request.addEventListener("error", () => failed("上传中断了，请再传一次"));
  request.addEventListener("abort", () => failed("上传中断了，请再传一次"));
  request.addEventListener("load", () => {
    // What came back is shown as it is: opened anew, it would have lost what it says once.
    const shown = new DOMParser().parseFromString(request.responseText, "text/html");
    if (!shown.getElementById("main")) {
      // Not a page of ours: a server in front of us answered.
      failed(request.status === 413 ? "文件太大，前面的服务器没有收" : "上传没有成功，请再传一次");
      return;
    }
    if (request.responseURL !== form.action) history.pushState(null, "", request.responseURL);
    document.documentElement.replaceWith(document.adoptNode(shown.documentElement));
    document.getElementById("main")?.focus();
  });
  request.send(new FormData(form));
});
window.addEventListener("popstate", () => window.location.reload());
