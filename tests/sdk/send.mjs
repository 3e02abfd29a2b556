// What the clients have in common: where the SDKs are installed, the messages, and the count at the end.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Hands every message to the client that `start` makes, waits for its word on each, and prints `{"delivered": n, "failed": n}`. */
export async function send(start) {
  const require = createRequire(`${process.env.PLACET_TEST_SDK}/package.json`);
  const { host, key, messages } = JSON.parse(readFileSync(0, "utf8"));
  const client = start(require, { host, key });
  const counts = { delivered: 0, failed: 0 };
  const words = messages.map(
    ({ type, ...message }) =>
      new Promise((resolve) => {
        client.say(type, message, (error) => {
          counts[error ? "failed" : "delivered"] += 1;
          resolve();
        });
      }),
  );
  await Promise.all([client.end(), ...words].map((word) => Promise.resolve(word).catch(() => {})));
  console.log(JSON.stringify(counts));
}
