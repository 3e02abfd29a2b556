import { expected } from "../words/words.ts";
import type { Problem as Details, FieldError } from "./types.ts";

/** What the server refused, as it said so (RFC 9457). */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly details: Partial<Details>;
  /** Seconds until the server wants to be asked again. */
  readonly retryAfter: number | undefined;

  constructor(status: number, details: Partial<Details>, retryAfter?: number) {
    super(details.title ?? `HTTP ${status}`);
    this.status = status;
    this.details = details;
    this.retryAfter = retryAfter;
  }

  is(type: string): boolean {
    return this.details.type?.endsWith(`/problems/${type}`) ?? false;
  }
}

/** The server was not reached at all. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** Reads a refusal; one without a body (a proxy's) is a problem with a status only. */
export async function problemOf(answer: Response): Promise<Problem> {
  const details = (await answer.json().catch(() => ({}))) as Partial<Details>;
  const wait = Number(answer.headers.get("retry-after"));
  return new Problem(answer.status, details, Number.isFinite(wait) && wait > 0 ? wait : undefined);
}

/** What is wrong with which field, and what is expected: `{ email: "Please give a whole e-mail address, such as …" }`. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof Problem)) return {};
  const { errors = [], field, detail, title } = error.details;
  const one: FieldError[] = field ? [{ field, reason: detail ?? title ?? "" }] : [];
  return Object.fromEntries([...one, ...errors].map(({ field, reason }) => [field, expected(reason)]));
}

export const statusOf = (error: unknown): number | undefined =>
  error instanceof Problem ? error.status : undefined;

/** Whether asking the same again may help. */
export function isPassing(error: unknown): boolean {
  return error instanceof Unreachable || (statusOf(error) ?? 0) >= 500;
}
