// Lets files be dropped on the form, and sends them one after another with their progress. Without this script the form sends them at once.
const form = document.querySelector("[data-file-drop]");
const input = form?.querySelector("input[type=file]");

function line(text) {
  const item = list.appendChild(document.createElement("p"));
  item.textContent = text;
  return item;
}

function setUp() {
  const hint = document.createElement("p");
  hint.className = "file-drop-hint";
  hint.textContent = form.dataset.hint;
  input.after(hint);
  const status = document.createElement("div");
  status.className = "file-drop-list";
  status.setAttribute("role", "status");
  hint.after(status);
  return status;
}

function keep(files) {
  const transfer = new DataTransfer();
  files.forEach(file => transfer.items.add(file));
  input.files = transfer.files;
}

function dropOn(area) {
  for (const name of ["dragenter", "dragover"]) area.addEventListener(name, event => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    area.classList.add("is-target");
  });
  for (const name of ["dragleave", "drop"]) area.addEventListener(name, () => area.classList.remove("is-target"));
  area.addEventListener("drop", event => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    keep([...input.files, ...event.dataTransfer.files]);
  });
}

function send(file, item) {
  const body = new FormData(form);
  body.delete(input.name);
  body.append(input.name, file);
  const bar = item.appendChild(document.createElement("progress"));
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  return new Promise(resolve => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", event => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    request.addEventListener("loadend", () => { bar.remove(); resolve(request.response?.next ? request.response : null); });
    request.send(body);
  });
}

async function sendAll(files) {
  list.replaceChildren();
  const left = [];
  let next = "";
  for (const file of files) {
    const item = line(`${form.dataset.sending}: ${file.name}`);
    const answer = await send(file, item);
    const refused = answer ? answer.refused : [form.dataset.offline];
    if (refused.length) left.push(file);
    item.classList.toggle("field-error", refused.length > 0);
    item.textContent = refused.length ? `${file.name}: ${refused.join(" ")}` : `${form.dataset.added}: ${file.name}`;
    next = answer?.next ?? next;
  }
  keep(left);
  if (left.length) input.focus();
  else window.location.assign(next);
}

const list = input ? setUp() : null;
if (input) {
  dropOn(form);
  // One file goes as the form itself sends it: its refusal is shown on the whole page, with the text that was typed.
  form.addEventListener("submit", event => {
    if (input.files.length < 2) return;
    event.preventDefault();
    sendAll([...input.files]);
  });
}
