// Sends the messages of standard input with @segment/analytics-node; prints how many it says were delivered and how many failed.
import { send } from "./send.mjs";

await send((require, { host, key }) => {
  const { Analytics } = require("@segment/analytics-node");
  const analytics = new Analytics({ host, writeKey: key, maxRetries: 0, flushInterval: 50 });
  // It reports a batch that was given up as an event, besides the callbacks.
  analytics.on("error", () => {});
  return {
    say: (type, message, done) => analytics[type](message, done),
    end: () => analytics.closeAndFlush(),
  };
});
