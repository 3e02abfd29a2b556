"""Sends the messages of standard input with segment-analytics-python; prints how many were delivered and how many failed.

With the argument `gzip` its batches are compressed.
"""

import json
import logging
import sys

from segment.analytics.client import Client

logging.getLogger("segment").setLevel(logging.CRITICAL)

told = json.load(sys.stdin)
failed = []
client = Client(
    told["key"],
    host=told["host"],
    on_error=lambda error, batch: failed.extend(batch),
    gzip="gzip" in sys.argv[1:],
    max_retries=0,
    upload_interval=0.05,
)
NAMES = {"anonymousId": "anonymous_id", "userId": "user_id", "messageId": "message_id"}
for message in told["messages"]:
    kind = message.pop("type")
    getattr(client, kind)(**{NAMES.get(name, name): value for name, value in message.items()})
client.shutdown()
print(json.dumps({"delivered": len(told["messages"]) - len(failed), "failed": len(failed)}))
