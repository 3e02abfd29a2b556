// Sends the messages of standard input with @rudderstack/rudder-sdk-node; prints how many it says were delivered and how many failed.
import { send } from "./send.mjs";

await send((require, { host, key }) => {
  const RudderAnalytics = require("@rudderstack/rudder-sdk-node");
  const client = new (RudderAnalytics.default ?? RudderAnalytics)(key, { dataPlaneUrl: host, retryCount: 0, flushInterval: 50, errorHandler: () => {} });
  return {
    say: (type, message, done) => client[type](message, done),
    end: () => client.flush(),
  };
});
