import { changingHeaders, refusal, RequestError, withQuery, withSession } from "./api.js";

/** Above this a hash would need the file in memory at once; SubtleCrypto has no streams. */
const LARGEST_HASHED_BYTES = 200e6;

/**
 * SHA-256 of a file in hexadecimal; null where the file is large or the page has no secure context.
 *
 * @param {File} file
 * @returns {Promise<string|null>}
 */
export async function sha256(file) {
  if (file.size >= LARGEST_HASHED_BYTES || !globalThis.crypto?.subtle) return null;
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Sends a file as the raw body. XMLHttpRequest, because fetch does not tell how much has gone.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} query
 * @param {File} file
 * @param {(share: number) => void} onProgress 0 to 1
 * @param {AbortSignal} [signal]
 * @returns {Promise<object>} The server's answer.
 * @throws {RequestError}
 */
export function sendFile(method, path, query, file, onProgress, signal) {
  return withSession(() => sendOnce(method, path, query, file, onProgress, signal));
}

function sendOnce(method, path, query, file, onProgress, signal) {
  const stopped = () => new RequestError(0, "stopped", "Stopped; nothing was sent.");
  if (signal?.aborted) return Promise.reject(stopped());
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, withQuery(path, query));
    for (const [name, value] of Object.entries(changingHeaders())) {
      request.setRequestHeader(name, value);
    }
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText));
      } else {
        reject(refusal(
          request.status, request.responseText, request.getResponseHeader("Retry-After")));
      }
    });
    request.addEventListener("error", () => reject(new RequestError(
      0, "no_connection", "The connection was lost while sending. Send the file again.")));
    request.addEventListener("abort", () => reject(stopped()));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
