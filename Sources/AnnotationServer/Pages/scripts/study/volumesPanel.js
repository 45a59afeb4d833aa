import { element } from "../element.js";
import { number, spacingNote } from "../format.js";
import { RESEARCH_NOTE } from "../shell.js";
import { edAndEs } from "./heartMoments.js";

/** Volumes of the frame in view, and the ejection fraction where a left ventricle is drawn. */
export function volumesSection(store) {
  const body = element("tbody");
  const heart = element("p");
  const assumed = spacingNote(store.study);
  const show = () => {
    body.replaceChildren(...store.study.labels.map((label) => {
      const volume = store.overview.volumes_ml?.[label.value]?.[store.frame];
      const area = store.drawing().areas_mm2?.[label.value];
      return element("tr", {}, element("th", { scope: "row", text: label.name }),
        element("td", { class: "number", text: area ? `${number(area)} mm²` : "–" }),
        element("td", { class: "number", text: volume == null ? "–" : `${number(volume, 1)} mL` }));
    }));
    heart.textContent = ejectionFraction(store);
  };
  store.on("overview position drawing", show);
  show();
  return element(
    "section", { "aria-label": "Volumes" }, element("h2", { text: "Areas and volumes" }),
    element("table", { class: "facts" },
      element("thead", {}, element("tr", {},
        element("th", { scope: "col", text: "Label" }),
        element("th", { scope: "col", class: "number", text: "slice" }),
        element("th", { scope: "col", class: "number", text: "frame" }))), body),
    heart, assumed ? element("p", { class: "note warning", text: assumed }) : null,
    element("p", { class: "note", text: RESEARCH_NOTE }));
}

function ejectionFraction(store) {
  const moments = edAndEs(store);
  if (!moments) return "";
  const volumes = store.overview.volumes_ml[moments.label.value];
  const [largest, smallest] = [volumes[moments.ed], volumes[moments.es]];
  const fraction = `LV ejection fraction ${number(100 * (largest - smallest) / largest, 0)} % `
    + `(frames ${moments.ed} and ${moments.es})`;
  const { partial } = moments;
  if (!partial.length) return fraction;
  return `${fraction}. Left out as drawn in part: ${partial.length === 1 ? "frame" : "frames"} `
    + partial.join(", ");
}
