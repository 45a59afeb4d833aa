// Comes before Plotly, which makes its canvases as it is loaded.
//
// Plotly reads the letters of its axes back from canvases many times. Said beforehand, they stay in
// memory; unsaid, the browser moves each to the graphics card and back, and warns of that.
const { getContext } = HTMLCanvasElement.prototype;
HTMLCanvasElement.prototype.getContext = function getReadableContext(kind, options) {
  return getContext.call(this, kind, kind === "2d" ? { willReadFrequently: true, ...options } : options);
};
