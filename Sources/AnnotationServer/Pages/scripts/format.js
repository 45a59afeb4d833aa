const THIN_SPACE = "\u2009";

/** A number with digits after the point and thin spaces between thousands; "–" for none. */
export function number(value, digits = 0) {
  if (value == null || !Number.isFinite(value)) return "–";
  const [whole, part] = value.toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, THIN_SPACE).replace("-", "−");
  return part ? `${grouped}.${part}` : grouped;
}

/** "1 seed", "2 seeds". */
export function counted(count, noun) {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** "216 × 256 × 10, 30 frames" of [ni, nj, nk, frames]. */
export function dimensions(size) {
  if (!size) return "–";
  const [ni, nj, nk, frames = 1] = size;
  const space = nk > 1 ? `${ni} × ${nj} × ${nk}` : `${ni} × ${nj}`;
  return frames > 1 ? `${space}, ${frames} frames` : space;
}

/** "1.60 × 1.60 × 10.0 mm". */
export function spacing(millimetres) {
  return millimetres
    ? `${millimetres.map((value) => Number(value.toPrecision(3))).join(" × ")} mm` : "–";
}

/** Said beside measurements of an image whose file states no spacing; empty for all others. */
export function spacingNote({ warnings = [] }) {
  return warnings.some((text) => text.startsWith("The file states no spacing"))
    ? "Spacing assumed: 1 mm." : "";
}

/** Of bytes, in the unit that leaves at most three digits. */
export function fileSize(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${number(value, unit > 1 && value < 100 ? 1 : 0)} ${units[unit]}`;
}

/** A day and minute in the reader's own time zone; ISO 8601 in, "2026-03-01 14:05" out. */
export function dateTime(iso) {
  if (!iso) return "–";
  const date = new Date(iso);
  const pad = (value) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} `
    + `${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** "4 s ago", "3 min ago", "2 h ago", then the date. */
export function ago(iso, now = Date.now()) {
  if (!iso) return "–";
  const seconds = Math.max(0, Math.round((now - new Date(iso).getTime()) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.round(seconds / 3600)} h ago`;
  return dateTime(iso);
}

/** "1 h 5 min", "12 min", "40 s". */
export function duration(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
