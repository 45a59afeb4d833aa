/** What the server refuses, with its code and a sentence for the user. */
export class RequestError extends Error {
  /**
   * @param {number} status HTTP status; 0 where no answer came.
   * @param {string} code The word the server gave, "no_connection", or "other_account".
   * @param {string} message
   * @param {object|null} body The whole answer where it was JSON.
   * @param {number|null} retryAfter Seconds after which the server wants to be asked again.
   */
  constructor(status, code, message, body = null, retryAfter = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.body = body;
    this.retryAfter = retryAfter;
  }
}

const MOST_PATIENCE_SECONDS = 10;
const TRIES_OF_READING = 4;

/** Who was signed in when this page was opened, and the token that changing requests carry. */
const session = { account: null, token: null };

/** Asks who is signed in, and remembers it for the requests to come. */
export async function whoIsThere() {
  const me = await parsed(await ask("GET", "/api/me"));
  remember(me);
  return me.account ?? null;
}

/** Takes over what signing in answered. */
export function remember(me) {
  Object.assign(session, { account: me.account ?? null, token: me.csrf_token ?? null });
}

/** The headers of a request that changes something. */
export function changingHeaders() {
  return session.token ? { "X-CSRF-Token": session.token } : {};
}

/**
 * Asks whether the one who opened this page is still signed in.
 *
 * @returns {Promise<boolean>} Whether they signed in anew since, so that the token is another one.
 * @throws {RequestError} "not_signed_in", or "other_account" where somebody else is now.
 */
export async function checkSession() {
  if (!session.account) return false;
  const me = await parsed(await ask("GET", "/api/me"));
  const { name } = session.account;
  if (!me.account) throw new RequestError(401, "not_signed_in", `You were signed out, ${name}.`);
  if (me.account.id !== session.account.id) {
    throw new RequestError(
      401, "other_account", `${me.account.name} is signed in now; this page is ${name}'s.`);
  }
  const isNew = me.csrf_token !== session.token;
  remember(me);
  return isNew;
}

/**
 * Does a request, and once more where it was refused for a token that is no longer the right one. A
 * study that is not there may be one that is there after signing in: it is the session then that
 * is told about.
 *
 * @template Answer
 * @param {() => Promise<Answer>} work
 * @returns {Promise<Answer>}
 * @throws {RequestError}
 */
export async function withSession(work) {
  try {
    return await work();
  } catch (error) {
    const mayBeOfSession = session.account && [401, 403, 404].includes(error.status);
    if (!mayBeOfSession || !(await checkSession())) throw error;
    return work();
  }
}

/** Path with its query; values that are null or undefined are left out. */
export function withQuery(path, query) {
  const given = Object.entries(query ?? {}).filter(([, value]) => value != null && value !== "");
  // Not URLSearchParams, which writes a space as "+": that is a form's way and no URL's.
  const pairs = given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length ? `${path}?${pairs.join("&")}` : path;
}

/**
 * Asks the server. Reading is tried again where the server says that it is busy.
 *
 * @param {string} method
 * @param {string} path
 * @param {{json?: object, query?: object}} [options]
 * @returns {Promise<Response>}
 * @throws {RequestError}
 */
export async function send(method, path, options = {}) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await withSession(() => ask(method, path, options));
    } catch (error) {
      const isWorthIt = method === "GET" && error.status === 503 && tried < TRIES_OF_READING;
      if (!isWorthIt) throw error;
      await pause(Math.min(error.retryAfter ?? tried, MOST_PATIENCE_SECONDS));
    }
  }
}

const pause = (seconds) => new Promise((resolve) => { setTimeout(resolve, 1000 * seconds); });

async function ask(method, path, { json, query } = {}) {
  const headers = method === "GET" ? {} : changingHeaders();
  if (json !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(withQuery(path, query), {
      method, headers, credentials: "same-origin",
      body: json === undefined ? undefined : JSON.stringify(json),
    });
  } catch {
    throw new RequestError(0, "no_connection", "The server does not answer. Is the network up?");
  }
  if (response.ok) return response;
  throw refusal(
    response.status, await response.text().catch(() => ""), response.headers.get("Retry-After"));
}

/** The error that an answer stands for. */
export function refusal(status, text, retryAfter = null) {
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {
    // An answer that did not come from the program itself, such as a proxy's page.
  }
  const seconds = Number.parseFloat(retryAfter ?? "");
  return new RequestError(
    status, body?.error?.code ?? "internal",
    body?.error?.message ?? `The server answered with ${status}.`, body,
    Number.isFinite(seconds) ? seconds : null);
}

const parsed = async (response) => (response.status === 204 ? null : response.json());

export const api = {
  get: async (path, query) => parsed(await send("GET", path, { query })),
  post: async (path, json = {}) => parsed(await send("POST", path, { json })),
  put: async (path, json) => parsed(await send("PUT", path, { json })),
  patch: async (path, json) => parsed(await send("PATCH", path, { json })),
  remove: async (path) => parsed(await send("DELETE", path)),
  /** @returns {Promise<ArrayBuffer>} */
  bytes: async (path, query) => (await send("GET", path, { query })).arrayBuffer(),
};
