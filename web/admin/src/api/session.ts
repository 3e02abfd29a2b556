// A session that ends in the middle of something: whatever was asked waits here until its member has signed in again.
import type { Problem } from "./problem.ts";
import { watched } from "./watched.ts";

type Waiter = { goOn: () => void; giveUp: (problem: Problem) => void; problem: Problem };

const waiters = watched<readonly Waiter[]>([]);
const signedIn = watched<string | undefined>(undefined);

/** Who is signed in on this page, as far as it knows; without anybody a 401 is an answer like others. */
export const noteMember = (email: string | undefined) => signedIn.set(email);
export const useMemberNoted = () => signedIn.use();

export const useSessionEnded = () => waiters.use().length > 0;

/** Resolves when the same member has signed in again. */
export function renewSession(problem: Problem): Promise<void> {
  if (signedIn.read() === undefined) return Promise.reject(problem);
  return new Promise((goOn, giveUp) => waiters.set([...waiters.read(), { goOn, giveUp, problem }]));
}

function settle(how: (waiter: Waiter) => void) {
  const all = waiters.read();
  waiters.set([]);
  for (const waiter of all) how(waiter);
}

export const goOn = () => settle((waiter) => waiter.goOn());
export const giveUp = () => settle(({ giveUp, problem }) => giveUp(problem));
