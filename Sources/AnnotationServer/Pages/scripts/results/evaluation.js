import { api } from "../api.js";
import { element } from "../element.js";
import { number } from "../format.js";
import { attempt } from "../notice.js";
import { sendFile } from "../upload.js";
import { table } from "./table.js";

/** The drawing's scores against a reference mask that is sent here. */
export async function evaluation(study, account) {
  const scores = element("div", { "aria-live": "polite" });
  const path = `/api/studies/${study.id}/evaluation`;
  const show = (answer) => scores.replaceChildren(scoreTable(answer));
  const say = (error) => scores.replaceChildren(element("p", { class: "muted", text: error.message }));
  if (study.has_reference) await api.get(path).then(show, say);
  else scores.append(element("p", { class: "muted", text: "No reference was sent." }));
  if (!account || !study.may?.includes("edit")) return [scores];

  const file = element("input", { type: "file", accept: ".nii,.gz,.dcm", required: true });
  const bar = element("progress", { max: 1, value: 0, hidden: true, "aria-label": "Sent" });
  const form = element(
    "form", {
      on: {
        submit: async (event) => {
          event.preventDefault();
          bar.hidden = false;
          await attempt(async () => show(await sendFile(
            "PUT", path, { file_name: file.files[0].name }, file.files[0],
            (share) => { bar.value = share; })));
          bar.hidden = true;
        },
      },
    },
    element("label", { class: "field" }, "Reference mask, NIfTI or DICOM SEG", file), bar,
    element("button", { type: "submit", text: "Compare" }));
  return [scores, form];
}

function scoreTable(answer) {
  const columns = [["dice", "Dice", 3], ["hausdorff95_mm", "HD95 mm", 2], ["assd_mm", "ASSD mm", 2],
    ["volume_ml", "mL", 1], ["reference_ml", "reference mL", 1]];
  const hasFrames = answer.cases.some(({ frame }) => frame > 0);
  return table(["Label", ...columns.map(([, text]) => text)], answer.cases.map((row) => [
    hasFrames ? `${row.label}, frame ${row.frame}` : row.label,
    ...columns.map(([name, , digits]) => number(row[name], digits))]));
}
