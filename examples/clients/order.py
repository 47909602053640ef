"""Places an order, follows it until it is READY, and collects it. Reads the order from its input. Needs Python 3 and no package.

    python3 examples/clients/order.py http://127.0.0.1:3000
"""

import json
import sys
import time
import urllib.error
import urllib.request
import uuid

SHOP = sys.argv[1]
ATTEMPTS = 30


def call(method, path, body=None, headers={}):
    """Calls the shop. Retries if it does not answer, or answers with Retry-After: the same key makes the same order."""
    request = urllib.request.Request(SHOP + path, body, {"Content-Type": "application/json", **headers}, method=method)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except OSError as error:
            wait = error.headers.get("Retry-After") if isinstance(error, urllib.error.HTTPError) else 1
            if wait is None or attempt == ATTEMPTS:
                raise
            time.sleep(int(wait))


order = call("POST", "/orders", sys.stdin.buffer.read(), {"Idempotency-Key": str(uuid.uuid4())})
while order.get("status") != "READY":
    if order.get("status") in ("CANCELLED", "STUCK"):
        sys.exit(f"the order should become READY, got {order['status']}")
    time.sleep(0.5)
    order = call("GET", f"/orders/{order['orderId']}")
print(json.dumps(call("POST", f"/orders/{order['orderId']}/collect")))
