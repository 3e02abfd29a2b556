import { watched } from "./watched.ts";

const ends = watched<readonly number[]>([]);

/** The waits the server has told us to make: how many, so that the page can say so. */
export const waiting = {
  use: () => ends.use().length > 0,
  async pass(seconds: number): Promise<void> {
    const end = Date.now() + seconds * 1000;
    ends.set([...ends.read(), end]);
    await new Promise((done) => setTimeout(done, seconds * 1000));
    ends.set(ends.read().filter((one) => one !== end));
  },
};
