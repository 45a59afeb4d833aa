import { api } from "./api.js";
import { confirmByTyping } from "./dialog.js";
import { button, byId, element } from "./element.js";
import { listen } from "./events.js";
import { counted, dateTime } from "./format.js";
import { attempt, notice } from "./notice.js";
import { openPage } from "./shell.js";

/** As `contourist export` names them, and what reads them. */
const FORMATS = [["nnunet", "nnU-Net"], ["decathlon", "Medical Segmentation Decathlon"], ["monai", "MONAI"],
  ["bids", "BIDS"], ["coco", "COCO"], ["pairs", "image and mask pairs"], ["labelme", "labelme"]];

const PAGE = 200;

let exportsNow = [];
/** Of studies by identifier, as far as they are there. */
const titles = new Map();

const titleOf = (study) => titles.get(study) ?? study;

function makeForm(studies) {
  const format = element("select", { id: "export-format" },
    ...FORMATS.map(([value, text]) => element("option", { value, text })));
  const name = element("input", {
    type: "text", id: "export-name", value: "training-set", required: true, maxlength: 60,
    pattern: "[A-Za-z0-9][A-Za-z0-9_\\-]*", "aria-describedby": "export-name-about",
    title: "Letters, digits, - and _, a letter or digit first",
  });
  const boxes = studies.map((study) => {
    const box = element("input", { type: "checkbox", value: study.id });
    box.checked = study.has_consent;
    box.disabled = !study.has_consent;
    return { box, row: element("label", { class: "check" }, box, element("span", {
      text: `${study.title}${study.has_consent ? "" : ", no consent"}`,
    })) };
  });
  byId("make").replaceChildren(
    element("h2", { id: "make-title", text: "Make a training set" }),
    element("form", {
      on: {
        submit: async (event) => {
          event.preventDefault();
          const chosen = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
          await attempt(async () => {
            if (!chosen.length) throw new Error("Choose an approved study with consent.");
            await api.post("/api/exports", {
              format: format.value, name: name.value.trim(), studies: chosen,
            });
            notice("The set is being made.");
            await load();
          });
        },
      },
    },
    element("fieldset", {}, element("legend", { text: "Approved studies" }),
      ...(boxes.length ? boxes.map(({ row }) => row)
        : [element("p", { class: "muted", text: "No study is approved yet." })])),
    element("div", { class: "form-row" },
      element("label", { class: "field" }, "Format", format),
      element("label", { class: "field" }, "Name", name),
      element("button", { type: "submit", class: "primary", text: "Make the set" })),
    element("p", {
      class: "small muted", id: "export-name-about",
      text: "A name has letters, digits, - and _, a letter or digit first; the zip has it too.",
    })));
}

function exportRow(one) {
  const { job } = one;
  const isDeleted = one.is_deleted ?? false;
  const isReady = (!job || job.state === "done") && !isDeleted && !one.withdrawn?.length;
  const isOn = !isDeleted && job && (job.state === "waiting" || job.state === "running");
  return element("li", { class: "card", data: { export: one.id } },
    element("h3", { text: `${nameOf(one)}, ${formatName(one.format)}${isDeleted ? ", deleted" : ""}` }),
    element("p", { class: "small muted", text: `${dateTime(one.created)}, by ${one.account}, `
      + `${counted(one.studies.length, "case")}` }),
    one.left_out?.length ? element("details", {},
      element("summary", { text: `${one.left_out.length} left out` }),
      element("ul", {}, ...one.left_out.map(({ study, reason }) =>
        element("li", { text: `${titleOf(study)}: ${reason}` })))) : null,
    one.withdrawn?.length ? element("p", { class: "withdrawn warning", text:
      `Consent was withdrawn since for ${one.withdrawn.map(titleOf).join(", ")}. Take these out of what was `
      + "downloaded; the set itself is no longer given out.",
    }) : null,
    isOn ? element("div", { class: "buttons" },
      element("progress", { max: 1, value: job.progress, "aria-label": "Making the set" }),
      button("Cancel", () => attempt(async () => {
        await api.remove(`/api/jobs/${job.id}`);
        await load();
      }))) : null,
    !isDeleted && job && ["failed", "cancelled"].includes(job.state)
      ? element("p", { class: "problem", text: `${job.state}: ${job.message}` }) : null,
    element("div", { class: "buttons" },
      isReady ? element("a", {
        class: "button", href: `/api/exports/${one.id}/download`, download: true, text: "Download zip",
      }) : null,
      isDeleted || isOn ? null : button("Delete", () => remove(one))));
}

const nameOf = (one) => one.name || `Set ${one.id}`;

const formatName = (format) => FORMATS.find(([value]) => value === format)?.[1] ?? format;

async function remove(one) {
  const isSure = await confirmByTyping({
    title: `Delete ${nameOf(one)}`, word: "delete", verb: "Delete the training set",
    text: "The zip goes. That it was made, by whom and of which studies, stays known.",
  });
  if (!isSure) return;
  await attempt(async () => {
    await api.remove(`/api/exports/${one.id}`);
    notice("The training set is deleted.");
    await load();
  });
}

function show() {
  byId("exports").replaceChildren(...(exportsNow.length ? exportsNow.map(exportRow)
    : [element("li", { class: "empty", text: "None yet." })]));
}

async function load() {
  exportsNow = await api.get("/api/exports");
  await learnTitles(exportsNow.flatMap((one) => [
    ...(one.withdrawn ?? []), ...(one.left_out ?? []).map(({ study }) => study)]));
  show();
}

/** Asks for the titles that are not known yet; a study that is gone keeps its identifier. */
async function learnTitles(studies) {
  await Promise.all([...new Set(studies)].filter((study) => !titles.has(study)).map(async (study) => {
    const { title } = await api.get(`/api/studies/${study}`).catch(() => ({ title: study }));
    titles.set(study, title);
  }));
}

async function approvedStudies() {
  const found = [];
  for (;;) {
    const page = await api.get(
      "/api/studies", { status: "approved", limit: PAGE, offset: found.length });
    found.push(...page.studies);
    if (!page.studies.length || found.length >= page.total) return found;
  }
}

if (await openPage({ needs: "reviewer" })) {
  await attempt(async () => {
    const studies = await approvedStudies();
    for (const { id, title } of studies) titles.set(id, title);
    makeForm(studies);
    await load();
  });
  listen("/api/events", {
    job: (job) => {
      const one = exportsNow.find((other) => other.job?.id === job.id);
      if (!one) return;
      one.job = job;
      show();
      // What was left out is known then.
      if (job.state === "done") attempt(load);
    },
  });
}
