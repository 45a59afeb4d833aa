/** Plotly's own settings, the same for every plot; it draws, and sends nothing anywhere. */
const SETTINGS = { displayModeBar: false, responsive: true };

const LOOK = {
  paper_bgcolor: "#16191d", plot_bgcolor: "#16191d", font: { color: "#dce1e7", size: 12 },
  margin: { l: 52, r: 12, t: 12, b: 42 }, showlegend: true, legend: { orientation: "h", y: 1.12 },
};

/**
 * Draws with Plotly into an element; tells in words where the library did not come.
 *
 * @param {Element} place Has a height.
 * @param {object[]} traces
 * @param {object} layout Beyond the common look.
 */
export async function plot(place, traces, layout) {
  if (!globalThis.Plotly) {
    place.textContent = "The library that draws plots could not be loaded.";
    return;
  }
  await globalThis.Plotly.react(place, traces, { ...LOOK, ...layout }, SETTINGS);
}
