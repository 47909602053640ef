"""Checks that claim checks work with AWS's extended client for Python, on a running local shop.

    npm start                                     # in another terminal
    pip install amazon-sqs-extended-client boto3
    npm run test:extended-client -- --port 3000

1. The extended client receives a whole message that the cashier's adapters send.
2. The barista makes an order that the extended client sends.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import time
import urllib.request
import uuid

try:
    import boto3
    import sqs_extended_client  # noqa: F401  (extends boto3's SQS client)
except ImportError as error:
    sys.exit(f"{error}: run pip install amazon-sqs-extended-client boto3")

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
CREDENTIALS = {"region_name": "us-east-1", "aws_access_key_id": "local", "aws_secret_access_key": "local"}


def target(port):
    path = ROOT / ".orderboard" / f"{port}.json"
    if not path.exists():
        sys.exit(f"a shop should be open on port {port}, got none: open it with npm start -- --port {port}")
    return json.loads(path.read_text())


def extended_client(shop):
    client = boto3.client("sqs", endpoint_url=shop["endpoints"]["sqs"], **CREDENTIALS)
    client.large_payload_support = shop["outputs"]["ClaimCheckBucketName"]
    client.use_legacy_attribute = False
    client.delete_payload_from_s3 = False
    client.s3_client = boto3.client("s3", endpoint_url=shop["endpoints"]["s3"], **CREDENTIALS)
    return client


def ours_is_read(shop, client):
    queue = client.create_queue(QueueName=f"interop-{uuid.uuid4()}")["QueueUrl"]
    name = queue.rsplit("/", 1)[1]
    url = f"{shop['endpoints']['sqs']}/000000000000/{name}"
    arguments = [shop["endpoints"]["sqs"], shop["endpoints"]["s3"], shop["outputs"]["ClaimCheckBucketName"], url]
    sent = subprocess.run(["node", HERE / "send.ts", *arguments], check=True, capture_output=True, text=True).stdout
    received = client.receive_message(QueueUrl=url, WaitTimeSeconds=5, MessageAttributeNames=["All"])["Messages"][0]
    assert json.loads(received["Body"]) == json.loads(sent), "the extended client should receive the whole body"
    return json.loads(sent)


def theirs_is_made(shop, client, message):
    order_id = str(uuid.uuid4())
    message = {**message, "orderId": order_id}
    client.send_message(
        QueueUrl=shop["outputs"]["OrdersQueueUrl"],
        MessageBody=json.dumps(message),
        MessageAttributes={"S3Key": {"DataType": "String", "StringValue": f"{order_id}/{message['requestHash']}"}},
    )
    end = time.time() + 30
    while time.time() < end:
        try:
            with urllib.request.urlopen(f"{shop['url']}/orders/{order_id}") as answer:
                order = json.load(answer)
                if order["status"] == "READY":
                    assert order["lines"] == message["order"]["lines"], "the order should have all its lines"
                    return
        except urllib.error.HTTPError:
            pass  # not on record yet
        time.sleep(0.2)
    sys.exit("the barista should make the order of the extended client within 30 s, got no READY order")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", default="3000")
    shop = target(parser.parse_args().port)
    client = extended_client(shop)
    message = ours_is_read(shop, client)
    print(f"the extended client read our claim check of {len(json.dumps(message))} bytes")
    theirs_is_made(shop, client, message)
    print("the barista made the order in a claim check of the extended client")


if __name__ == "__main__":
    main()
