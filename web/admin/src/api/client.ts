// The one place that speaks HTTP. It knows the paths, bodies and answers of the API's document (`types.ts`),
// and what to do on a bad day: sign in again, wait as told, go on when the network is back.
import { addressOf, type Places } from "./address.ts";
import { type Problem, problemOf, Unreachable } from "./problem.ts";
import { renewSession } from "./session.ts";
import type { Paths } from "./types.ts";
import { waiting } from "./waiting.ts";

type Operation = { path: unknown; query: unknown; body: unknown; answer: unknown };
type At<P extends keyof Paths, M> = M extends keyof Paths[P] ? Extract<Paths[P][M], Operation> : never;
/** An argument that is left out where the operation has none. */
type Given<K extends string, T> = [T] extends [undefined] ? unknown : { [name in K]: T };
type Asked<K extends string, T> = [T] extends [undefined] ? unknown : { [name in K]?: T };

type Arguments<O extends Operation> = Given<"path", O["path"]> &
  Asked<"query", O["query"]> &
  Given<"body", O["body"]> & { ifMatch?: string | undefined; once?: string; signal?: AbortSignal };

/** The paths that have a method. */
type With<M> = { [P in keyof Paths]: M extends keyof Paths[P] ? P : never }[keyof Paths];

/** An answer and the version it has, for whoever edits it. */
export type Held<T> = { data: T; etag: string | undefined };

type Loose = Places & {
  body?: unknown;
  ifMatch?: string | undefined;
  once?: string;
  signal?: AbortSignal;
};

/** How often a 429 is waited out, and how long at most, before it is said to whoever asked. */
const PATIENCE = { times: 3, seconds: 90 };

/** Signing in answers its refusals itself. */
const OPEN = ["/api/sign-in", "/api/links", "/api/welcome"];

function headersOf({ body, ifMatch, once }: Loose): Record<string, string> {
  return {
    accept: "application/json",
    ...(body === undefined ? {} : { "content-type": body instanceof Blob ? body.type : "application/json" }),
    ...(ifMatch ? { "if-match": ifMatch } : {}),
    ...(once ? { "idempotency-key": once } : {}),
  };
}

/** A file goes as it is, all else as JSON. */
const sentAs = (body: unknown) => (body instanceof Blob ? body : JSON.stringify(body));

async function reached(method: string, path: string, given: Loose): Promise<Response> {
  try {
    return await fetch(addressOf(path, given), {
      method,
      headers: headersOf(given),
      credentials: "same-origin",
      cache: "no-store",
      ...(given.body === undefined ? {} : { body: sentAs(given.body) }),
      ...(given.signal ? { signal: given.signal } : {}),
    });
  } catch (error) {
    if (given.signal?.aborted) throw error;
    if (navigator.onLine) throw new Unreachable();
    // What is safe to send twice is sent when the network is back; all that makes something carries a key.
    await new Promise((back) => addEventListener("online", back, { once: true }));
    return reached(method, path, given);
  }
}

/** Not signed in any more; other 401 speak of a password or a code that was just given. */
const isSignedOut = (problem: Problem) =>
  problem.status === 401 && (!problem.details.type || problem.is("unauthorized"));

async function asked(method: string, path: string, given: Loose, tries = 0): Promise<Response> {
  const answer = await reached(method, path, given);
  if (answer.ok) return answer;
  const problem = await problemOf(answer);
  if (OPEN.includes(path)) throw problem;
  if (isSignedOut(problem) && tries < PATIENCE.times) {
    await renewSession(problem);
    return asked(method, path, given, tries + 1);
  }
  const wait = problem.retryAfter ?? 1;
  if (problem.status === 429 && tries < PATIENCE.times && wait <= PATIENCE.seconds) {
    await waiting.pass(wait);
    return asked(method, path, given, tries + 1);
  }
  throw problem;
}

async function held(method: string, path: string, given: Loose): Promise<Held<unknown>> {
  const answer = await asked(method, path, given);
  const text = await answer.text();
  const data: unknown = text ? JSON.parse(text) : undefined;
  return { data, etag: answer.headers.get("etag") ?? undefined };
}

/** Reads, with the version of what was read. */
export function look<P extends With<"GET"> & keyof Paths>(path: P, given: Arguments<At<P, "GET">>) {
  return held("GET", path, given as Loose) as Promise<Held<At<P, "GET">["answer"]>>;
}

/** Reads. */
export async function get<P extends With<"GET"> & keyof Paths>(path: P, given: Arguments<At<P, "GET">>) {
  return (await look(path, given)).data;
}

function writes<M extends "POST" | "PUT" | "DELETE">(method: M) {
  return <P extends With<M> & keyof Paths>(path: P, given: Arguments<At<P, M>>) =>
    held(method, path, given as Loose) as Promise<Held<At<P, M>["answer"]>>;
}

export const post = writes("POST");
export const put = writes("PUT");
export const remove = writes("DELETE");
