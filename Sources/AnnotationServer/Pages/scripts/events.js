const PAUSE_MILLISECONDS = 3000;

/**
 * Listens to server-sent events. The browser connects again by itself where the connection is lost,
 * but gives up for good where the server refuses; then it is asked again here.
 *
 * @param {string} path
 * @param {Object<string, (data: object) => void>} listeners By event name.
 * @param {(isOpen: boolean) => void} [onState] Told when the connection comes and goes.
 * @returns {() => void} Stops listening.
 */
export function listen(path, listeners, onState = () => {}) {
  let source = null;
  let timer = 0;
  const connect = () => {
    source = new EventSource(path);
    for (const [name, listener] of Object.entries(listeners)) {
      source.addEventListener(name, (event) => listener(JSON.parse(event.data)));
    }
    source.addEventListener("open", () => onState(true));
    source.addEventListener("error", () => {
      onState(false);
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, PAUSE_MILLISECONDS);
    });
  };
  const stop = () => {
    clearTimeout(timer);
    source.close();
  };
  connect();
  window.addEventListener("pagehide", stop);
  return stop;
}
