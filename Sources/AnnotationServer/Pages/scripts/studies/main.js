import { api } from "../api.js";
import { byId, element } from "../element.js";
import { listen } from "../events.js";
import { number } from "../format.js";
import { attempt } from "../notice.js";
import { openPage } from "../shell.js";
import { studyRow } from "./studyRow.js";
import { uploadForm } from "./uploadForm.js";

const PAGE = 50;
const TYPING_PAUSE_MILLISECONDS = 250;

const rows = new Map();
let account = null;
let total = 0;

function showTotal(count) {
  total = count;
  byId("total").textContent = `${number(count)} ${count === 1 ? "study" : "studies"}`;
}

/** Puts a study into the list, in place of what stood there for it. */
function show(study, isNew = false) {
  const row = studyRow(study, account, {
    onChange: () => refresh(study.id),
    onDeleted: () => {
      rows.get(study.id)?.root.remove();
      rows.delete(study.id);
      showTotal(total - 1);
    },
  });
  const known = rows.get(study.id);
  if (known) known.root.replaceWith(row.root);
  else if (isNew) byId("studies").prepend(row.root);
  else byId("studies").append(row.root);
  rows.set(study.id, row);
}

async function refresh(id) {
  await attempt(async () => show(await api.get(`/api/studies/${id}`), true));
}

async function load(isMore = false) {
  await attempt(async () => {
    const page = await api.get("/api/studies", {
      search: byId("search").value.trim(), status: byId("status").value, limit: PAGE,
      offset: isMore ? rows.size : 0,
    });
    if (!isMore) {
      rows.clear();
      byId("studies").replaceChildren();
    }
    page.studies.forEach((study) => show(study));
    showTotal(page.total);
    byId("more").hidden = rows.size >= page.total;
    if (!rows.size) {
      if (!byId("search").value && !byId("status").value) byId("upload").querySelector("details").open = true;
      byId("studies").append(element("li", { class: "empty", text: "No study fits. Send one, above." }));
    }
  });
}

function onJob(job) {
  const row = job.study && rows.get(job.study);
  if (!row) return;
  row.showJob(job);
  if (["done", "failed", "cancelled"].includes(job.state)) refresh(job.study);
}

/** News of a study in the list. It is asked for anew: what it shows hangs on who asks. */
async function onStudy(told) {
  if (!rows.has(told?.id)) return;
  const study = await api.get(`/api/studies/${told.id}`).catch(() => null);
  // It may have gone from the list meanwhile.
  if (study && rows.has(study.id)) show(study);
}

account = await openPage({ needs: "account" });
if (account) {
  uploadForm(byId("upload"), (study) => {
    byId("studies").querySelector(".empty")?.remove();
    show(study, true);
    showTotal(total + 1);
  });
  let timer = 0;
  byId("search").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => load(), TYPING_PAUSE_MILLISECONDS);
  });
  byId("filter").addEventListener("submit", (event) => {
    event.preventDefault();
    load();
  });
  byId("status").addEventListener("change", () => load());
  byId("more").addEventListener("click", () => load(true));
  await load();
  listen("/api/events", {
    job: onJob,
    study: onStudy,
  });
}
