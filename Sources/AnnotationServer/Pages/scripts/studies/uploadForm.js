import { api } from "../api.js";
import { button, element } from "../element.js";
import { fileSize, number } from "../format.js";
import { aboutModel } from "../models.js";
import { attempt, notice } from "../notice.js";
import { sendFile, sha256 } from "../upload.js";

/**
 * The form that sends an image, chosen or dropped.
 *
 * @param {Element} section
 * @param {(study: object) => void} onArrived
 */
export function uploadForm(section, onArrived) {
  const file = element("input", {
    type: "file", id: "upload-file", required: true,
    accept: ".nii,.gz,.zip,.dcm,.png,.tif,.tiff", "aria-describedby": "upload-formats",
  });
  const size = element("span", { class: "small muted", "aria-live": "polite" });
  const title = element("input", {
    type: "text", id: "upload-title", maxlength: 100, required: true, placeholder: "Heart 014, short axis",
  });
  const labels = element("input", {
    type: "text", id: "upload-labels", placeholder: "LV,MYO,RV", "aria-describedby": "upload-labels-about",
  });
  const first = firstVersion((model) => {
    labels.placeholder = model ? model.labels.join(",") : "LV,MYO,RV";
  });
  const noNames = element("input", { type: "checkbox", id: "upload-no-names", required: true });
  const send = element("button", { type: "submit", id: "upload-send", class: "primary", text: "Send" });
  const bar = element("progress", { max: 1, value: 0, "aria-label": "Sent" });
  const state = element("span", { class: "small muted", "aria-live": "polite" });
  let sending = null;
  const stop = button("Stop", () => sending?.abort());
  const progress = element("div", { class: "wide", hidden: true }, bar, state, stop);
  const drop = element("div", { class: "drop" },
    element("label", { for: "upload-file", text: "Image, chosen or dropped here" }), file, size,
    element("span", {
      class: "small muted", id: "upload-formats", text: "NIfTI, a zip of DICOM files, PNG or TIFF",
    }));
  const form = element(
    "form", {}, drop,
    element("div", {},
      element("label", { class: "field" }, "Title", title,
        element("small", { text: "No patient's name, no date of birth; reviewers and administrators see it." }))),
    element("div", {},
      element("label", { class: "field" }, "Structures, with commas", labels,
        element("small", { id: "upload-labels-about", text: "Left out: the network's own, or one structure." }))),
    first.field, first.about,
    element("div", { class: "wide" },
      element("label", { class: "check" }, noNames,
        element("span", { text: "There are no patient names in the title or burnt into the image" })),
      element("span", { class: "spring" }), send),
    progress);
  const details = element(
    "details", {},
    element("summary", {}, element("h2", { id: "upload-title-text", text: "Send an image" }),
      element("span", { class: "muted small", text: "or drop it anywhere on this page" })),
    element("p", {
      class: "muted small", text: "Names and identifiers in the file are taken out as it is read.",
    }),
    form);
  details.addEventListener("toggle", () => details.open && first.load());
  section.replaceChildren(details);

  file.addEventListener("change", () => {
    size.textContent = file.files[0] ? fileSize(file.files[0].size) : "";
  });
  acceptDrops([section, drop], file, details);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = file.files[0];
    sending = new AbortController();
    send.disabled = true;
    progress.hidden = false;
    bar.value = 0;
    await attempt(async () => {
      state.textContent = "Reading";
      const hash = await sha256(chosen);
      const study = await sendFile(
        "POST", "/api/studies",
        {
          file_name: chosen.name, title: title.value.trim(), labels: labels.value.trim(),
          model: first.field.querySelector("select").value, sha256: hash,
        },
        chosen, (share) => {
          bar.value = share;
          state.textContent = `${number(100 * share)} % of ${fileSize(chosen.size)}`;
        }, sending.signal);
      form.reset();
      first.show();
      size.textContent = "";
      notice("The image has arrived and is being read.");
      onArrived(study);
    });
    progress.hidden = true;
    send.disabled = false;
  });
}

/** Which network draws as soon as the image is read: nobody, unless one is chosen. */
function firstVersion(onChoice) {
  const choice = element("select", { id: "upload-model" },
    element("option", { value: "", text: "nobody, it is drawn by hand" }));
  const about = element("div", { class: "about small muted", "aria-live": "polite" });
  let models = null;
  const show = () => {
    const model = models?.find(({ name }) => name === choice.value);
    about.replaceChildren(...(model ? aboutModel(model) : []));
    onChoice(model);
  };
  choice.addEventListener("change", show);
  return {
    field: element("label", { class: "field" }, "First version drawn by", choice), about, show,
    /** Asks which networks there are, once; without an answer there is nobody to choose. */
    load: async () => {
      if (models) return;
      models = [];
      models = await api.get("/api/models").catch(() => []);
      choice.append(...models.map(({ name, labels, non_commercial: isLimited }) => element("option", {
        value: name, text: `${name}: ${labels.join(", ")}${isLimited ? " (not for commercial use)" : ""}`,
      })));
    },
  };
}

/** A file dropped on the page is taken, rather than shown by the browser in the page's place. */
function acceptDrops(marked, file, details) {
  const over = (isOver) => (event) => {
    event.preventDefault();
    for (const place of marked) place.classList.toggle("is-over", isOver);
  };
  document.addEventListener("dragover", over(true));
  document.addEventListener("dragleave", over(false));
  document.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    if (event.dataTransfer.files.length !== 1) {
      notice("One file at a time; put a series of DICOM files into a zip.", "error");
      return;
    }
    details.open = true;
    file.files = event.dataTransfer.files;
    file.dispatchEvent(new Event("change"));
  });
}
