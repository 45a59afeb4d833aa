import { element } from "../element.js";
import { plot } from "./plot.js";

const AXIS = { gridcolor: "#333a43", zerolinecolor: "#333a43" };

/** Volumes of every label by time, end-diastole and end-systole marked. */
export async function volumeCurve(measured, study, body) {
  if (measured.frames < 2) {
    return element("p", { class: "muted", text: "An image of one frame has no curve." });
  }
  const seconds = study.frame_seconds;
  const timeOf = (frame) => (seconds ? frame * seconds * 1000 : frame);
  const traces = study.labels.map((label) => {
    const points = measured.labels.filter(({ value }) => value === label.value)
      .sort((one, other) => one.frame - other.frame);
    return {
      name: label.name, mode: "lines+markers",
      x: points.map(({ frame }) => timeOf(frame)), y: points.map(({ volume_ml: volume }) => volume),
      line: {
        color: label.colour, width: 2,
        dash: label.pattern.map((length) => `${length}px`).join(",") || "solid",
      },
      marker: { size: 5 },
    };
  }).filter(({ x }) => x.length);
  // Room for the points at both ends.
  const end = timeOf(measured.frames - 1);
  const marks = measured.heart
    ? [["ED", measured.heart.ed_frame], ["ES", measured.heart.es_frame]] : [];
  const place = element("div", { class: "chart" });
  body.append(place);
  await plot(place, traces, {
    xaxis: { ...AXIS, title: { text: seconds ? "ms" : "frame" }, range: [-0.02 * end, 1.02 * end] },
    yaxis: { ...AXIS, title: { text: "mL" }, rangemode: "tozero" },
    shapes: marks.map(([, frame]) => ({
      type: "line", x0: timeOf(frame), x1: timeOf(frame), yref: "paper", y0: 0, y1: 1,
      line: { color: "#a3adb8", width: 1, dash: "dot" },
    })),
    annotations: marks.map(([text, frame]) => ({
      text, x: timeOf(frame), xanchor: "left", yref: "paper", y: 0, yanchor: "bottom", showarrow: false,
    })),
  });
  return null;
}
