import { api } from "../api.js";
import { openConsent } from "../consentDialog.js";
import { confirmByTyping, openDialog } from "../dialog.js";
import { button, element } from "../element.js";
import { ago, counted, dimensions, number, spacing } from "../format.js";
import { attempt, notice } from "../notice.js";
import { openPresegment } from "../presegmentDialog.js";
import { openGive } from "./giveDialog.js";

/**
 * A study's line in the list.
 *
 * @param {object} study A StudyEntry.
 * @param {object} account Who looks at the list.
 * @param {{onChange: () => void, onDeleted: () => void}} handlers
 * @returns {{root: Element, showJob: (job: object|null) => void}}
 */
export function studyRow(study, account, handlers) {
  const isReady = study.dimensions != null;
  const job = element("div", { class: "job", "aria-live": "polite", hidden: true });
  const title = element("h2", {},
    isReady ? element("a", { href: `/study.html?id=${study.id}`, text: study.title })
      : element("span", { text: study.title }),
    element("span", { class: `badge ${study.status}`, text: study.status }));
  const root = element(
    "li", { class: "study-row", data: { study: study.id } },
    isReady ? element("img", { src: `/api/studies/${study.id}/thumbnail?${study.changed ?? ""}`, alt: "" })
      : element("div", { class: "no-picture", text: "no image" }),
    element("div", {}, title, ...about(study)),
    element("div", { class: "buttons" }, ...buttons(study, account, isReady, handlers)), job);
  const showJob = (state) => fillJob(job, state);
  showJob(study.job);
  return { root, showJob };
}

function about(study) {
  if (study.status === "failed") return [element("p", { class: "problem", text: study.problem ?? "" })];
  const facts = [
    study.modality, study.dimensions && dimensions(study.dimensions),
    study.spacing_mm && spacing(study.spacing_mm), study.owner && `of ${study.owner.name}`,
    study.changed && `changed ${ago(study.changed)}`,
  ];
  const state = [
    study.positions_drawn ? `${counted(study.positions_drawn, "slice")} drawn` : "nothing drawn",
    study.positions_to_review ? `${number(study.positions_to_review)} to look at` : "",
    study.has_consent ? "✓ consent" : "no consent", study.is_demo ? "open to visitors" : "",
  ];
  const line = (parts) => parts.filter(Boolean).join(" · ");
  return [
    element("p", { class: "small", text: line(facts) }),
    element("p", { class: "small muted", text: study.dimensions ? line(state) : "" }),
  ];
}

function buttons(study, account, isReady, { onChange, onDeleted }) {
  const isOwn = study.owner?.id === account.id;
  const isAdministrator = account.role === "administrator";
  return [
    isReady && ["open", "returned"].includes(study.status)
      ? button("First version", () => openPresegment(study, { onQueued: onChange })) : null,
    isReady ? button("Consent", () => openConsent(study, {
      mayDecide: isOwn || account.role !== "annotator", onChange,
    })) : null,
    isReady ? element("a", { class: "button", href: `/results.html?id=${study.id}`, text: "Results" }) : null,
    isReady && isAdministrator
      ? button(study.is_demo ? "Hide from visitors" : "Show visitors", () => attempt(async () => {
        await api.patch(`/api/studies/${study.id}`, { is_demo: !study.is_demo });
        onChange();
      })) : null,
    account.role !== "annotator" ? button("Give to", () => openGive(study, onChange)) : null,
    isOwn || isAdministrator ? button("Rename", () => rename(study, onChange)) : null,
    isOwn || isAdministrator ? button("Delete", () => remove(study, onDeleted)) : null,
  ];
}

function rename(study, onChange) {
  const input = element("input", { type: "text", maxlength: 100, value: study.title, required: true });
  const form = element("form", {
    on: {
      submit: async (event) => {
        event.preventDefault();
        const isDone = await attempt(() =>
          api.patch(`/api/studies/${study.id}`, { title: input.value.trim() }));
        if (!isDone) return;
        close();
        onChange();
      },
    },
  }, element("label", { class: "field" }, "Title, without a patient's name", input),
  element("div", { class: "buttons" },
    element("button", { type: "submit", class: "primary", text: "Rename" }),
    button("Cancel", () => close())));
  const { close } = openDialog(`Rename ${study.title}`, [form]);
  input.select();
}

async function remove(study, onDeleted) {
  const isSure = await confirmByTyping({
    title: `Delete ${study.title}`, word: "delete", verb: "Delete the study",
    text: "The image, everything drawn, its comments and results go. This cannot be taken back. "
      + "Training sets that hold it can no longer be downloaded. The audit log keeps that the study was.",
  });
  if (!isSure) return;
  await attempt(async () => {
    await api.remove(`/api/studies/${study.id}`);
    notice("The study is deleted.");
    onDeleted();
  });
}

const JOB_WORDS = { import: "Reading", presegment: "First version", export: "Training set" };

function fillJob(line, job) {
  const isOn = job && (job.state === "waiting" || job.state === "running");
  line.hidden = !isOn && job?.state !== "failed";
  if (line.hidden) return;
  if (!isOn) {
    line.replaceChildren(element("span", {
      class: "problem", text: `${JOB_WORDS[job.kind]} failed: ${job.message}`,
    }));
    return;
  }
  const text = `${JOB_WORDS[job.kind]}: ${job.message || job.state}`;
  if (line.dataset.job !== String(job.id)) {
    line.dataset.job = job.id;
    line.replaceChildren(
      element("span", { class: "small" }),
      element("progress", { max: 1, value: 0, "aria-label": JOB_WORDS[job.kind] }),
      button("Cancel", () => attempt(() => api.remove(`/api/jobs/${job.id}`))));
  }
  line.children[0].textContent = text;
  line.children[1].value = job.progress ?? 0;
}
