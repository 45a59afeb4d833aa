import { element } from "../element.js";
import { number } from "../format.js";
import { table } from "./table.js";

const none = (text) => element("p", { class: "muted", text });

/** Ejection fraction, stroke, mass: what `measure` says of a heart. */
export function heart(measured) {
  const found = measured.heart;
  if (!found) {
    return none(measured.remarks?.join(" ")
      || "No heart: that needs the labels LV and MYO, drawn in two frames at least.");
  }
  const tile = (name, value) =>
    element("div", {}, element("dt", { text: name }), element("dd", { text: value }));
  const ventricle = (name, function_) => [name, number(function_.edv_ml, 1), number(function_.esv_ml, 1),
    number(function_.stroke_ml, 1), number(function_.ejection_fraction_percent, 1)];
  return [
    element("dl", { class: "tiles" },
      tile("LV ejection fraction", `${number(found.left.ejection_fraction_percent, 1)} %`),
      found.right
        ? tile("RV ejection fraction", `${number(found.right.ejection_fraction_percent, 1)} %`) : null,
      found.mass_g == null ? null : tile("LV mass at ED", `${number(found.mass_g, 1)} g`),
      tile("ED, ES", `frames ${found.ed_frame}, ${found.es_frame}`)),
    table(["", "EDV mL", "ESV mL", "stroke mL", "EF %"], [
      ventricle("LV", found.left), ...(found.right ? [ventricle("RV", found.right)] : [])]),
    ...(measured.remarks ?? []).map((text) => element("p", { class: "small muted", text })),
  ];
}

/** Volumes and diameters of every label; of a cine in the frame of its largest volume. */
export function labelTable(measured) {
  const largest = new Map();
  for (const label of measured.labels) {
    const known = largest.get(label.value);
    if (!known || (label.volume_ml ?? 0) > (known.volume_ml ?? 0)) largest.set(label.value, label);
  }
  if (!largest.size) return none("Nothing is drawn yet.");
  const isCine = measured.frames > 1;
  const hasDiameters = [...largest.values()].some(({ diameters }) => diameters);
  return table(
    ["Label", ...(isCine ? ["frame"] : []), "slices", "volume mL",
      ...(hasDiameters ? ["longest", "across"] : [])],
    [...largest.values()].map((label) => [
      label.label, ...(isCine ? [number(label.frame)] : []), number(label.slices),
      number(label.volume_ml, 1),
      ...(hasDiameters
        ? [length(label.diameters, "longest"), length(label.diameters, "perpendicular")] : [])]));
}

const length = (diameters, name) =>
  diameters?.[name] == null ? "–" : `${number(diameters[name], 1)} ${diameters.unit ?? "mm"}`;

/** Thickness of the wall in the segments of the American Heart Association. */
export function wallSegments(measured) {
  const wall = measured.heart?.wall;
  if (!wall) return none(measured.heart?.wall_missing ?? "No wall was measured.");
  return table(["Segment", "ED mm", "ES mm", "thickening %"], wall.segments.map((segment) => [
    `${segment.number} ${segment.name}`, number(segment.ed_mean_mm, 1), number(segment.es_mean_mm, 1),
    number(segment.thickening_percent)]));
}
