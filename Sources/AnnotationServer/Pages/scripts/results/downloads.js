import { send, withQuery } from "../api.js";
import { element } from "../element.js";
import { attempt } from "../notice.js";

/** Name in the interface, what it is, and whether it holds one frame at a time. */
const FORMATS = [
  ["mask", "Mask", "NIfTI, on the image's grid", false],
  ["dicom-seg", "DICOM SEG", "segmentation object", false],
  ["dicom-rtstruct", "DICOM RTSTRUCT", "structure set of a frame", true],
  ["polygons", "Polygons", "JSON, voxels and mm", false],
  ["stl", "STL", "surfaces of every frame, zip", false],
  ["glb", "glTF", "surfaces of a frame in colour", true],
  ["session", "Session", "the journal, JSON lines", false],
  ["image", "Image", "zip of NIfTI, without names", false],
];

/** Links to the drawing in every format. */
export function downloads(study, frames) {
  const select = element("select", {}, ...Array.from({ length: frames }, (_, frame) =>
    element("option", { value: frame, text: String(frame) })));
  const links = FORMATS.map(([format, name, about, isOfFrame]) => {
    const link = element("a", {
      class: "button", download: true, on: { click: (event) => fetchFile(event, link) },
    },
      element("span", { text: name }), element("span", { class: "small muted", text: about }));
    const point = () => {
      link.href = withQuery(
        `/api/studies/${study.id}/download`, { format, frame: isOfFrame ? select.value : null });
    };
    point();
    select.addEventListener("change", point);
    return link;
  });
  return [
    element("div", { class: "downloads" }, ...links),
    frames > 1 ? element("label", { class: "buttons small" }, "Frame of the structure set and of glTF", select) : null,
  ];
}

/** Fetches a file, which takes a while to make, and says why where there is none. */
async function fetchFile(event, link) {
  event.preventDefault();
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  await attempt(async () => {
    const response = await send("GET", link.href);
    const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
    const address = URL.createObjectURL(await response.blob());
    element("a", { href: address, download: name ?? "" }).click();
    // The browser has the file then.
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  });
  link.setAttribute("aria-busy", "false");
}
