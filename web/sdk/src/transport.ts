/** What became of a request. Status 0: no answer. */
export interface Answer {
  status: number;
  /** Milliseconds the tracker asks us to wait. */
  wait: number | undefined;
  /** Why it refused, in its own words. */
  reason: string;
}

const WORDS = 200;

/** `text/plain` and no header of our own, so that the browser asks no preflight; `keepalive`, so that it survives the page. */
export async function post(
  url: string,
  body: string,
  timeout: number,
  stop: AbortController,
): Promise<Answer> {
  const timer = setTimeout(() => stop.abort(), timeout);
  try {
    if (!canOutlive() && beacon(url, body)) return { status: 200, wait: undefined, reason: "" };
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "text/plain" },
      credentials: "include",
      keepalive: true,
      signal: stop.signal,
    });
    const { status } = response;
    const seconds = Number.parseFloat(response.headers.get("retry-after") ?? "");
    const wait = seconds >= 0 ? seconds * 1_000 : undefined;
    return { status, wait, reason: response.ok ? "" : words(await response.text()) };
  } catch {
    return { status: 0, wait: undefined, reason: "no answer" };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether `fetch` is there and its requests outlive the page, or the page need not be outlived yet. */
function canOutlive(): boolean {
  if (typeof Request !== "function") return false;
  return "keepalive" in Request.prototype || document.visibilityState === "visible";
}

function beacon(url: string, body: string): boolean {
  return Boolean(navigator.sendBeacon?.(url, new Blob([body], { type: "text/plain" })));
}

/** The `message` of a JSON answer, else the beginning of its text. */
function words(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === "string") return message.slice(0, WORDS);
  } catch {
    // Not ours, but it may still say something.
  }
  return text.slice(0, WORDS);
}

/** Whether sending again may help. */
export function passes({ status }: Answer): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}
