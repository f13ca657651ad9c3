#!/usr/bin/env python3
"""A client of a Psephos server: Python's standard library, the openssl command for Ed25519.

    psephos_client.py --server http://localhost:8080 --token T --data DIR [--job J] [--examples FILE.csv] [--rounds N]

It follows docs/protocol.md and learns what softmax.py can: put your own learning there.
"""

import argparse
import base64
import hashlib
import http.client
import json
import math
import os
import pathlib
import random
import secrets
import subprocess
import sys
import time
import urllib.parse
from datetime import datetime

import psephos_frames as frames
import softmax

CODECS = {"float32": frames.FLOAT32, "sign": frames.SIGN, "sto-sign": frames.SIGN}
ATTEMPTS = 8


class Problem(Exception):
    def __init__(self, status, body):
        self.status, self.body = status, json.loads(body or b"{}")
        self.code = self.body.get("code", "")
        super().__init__("%d %s: %s" % (status, self.code, self.body.get("detail", "")))


class Identity:
    """An Ed25519 key in a file, used with one server only."""

    def __init__(self, data):
        self.data, self.key, self.skew = data, data / "key.pem", 0.0
        os.umask(0o077)
        data.mkdir(parents=True, exist_ok=True)
        if not self.key.exists():
            durably(self.key, self.openssl("genpkey", "-algorithm", "ed25519"))

    def openssl(self, *arguments):
        return subprocess.run(("openssl",) + arguments, check=True, capture_output=True).stdout

    def public_key(self):
        return b64(self.openssl("pkey", "-in", str(self.key), "-pubout", "-outform", "DER")[-32:])

    def signed(self, kind, claims):
        """A compact JWS that ends in four minutes of the server's time."""
        claims = dict(claims, exp=int(time.time() + self.skew) + 240)
        text = b".".join(b64(json.dumps(part).encode()).encode() for part in ({"alg": "EdDSA", "typ": kind}, claims))
        file = self.data / "to-sign"
        file.write_bytes(text)
        signature = self.openssl("pkeyutl", "-sign", "-rawin", "-in", str(file), "-inkey", str(self.key))
        return (text + b"." + b64(signature).encode()).decode()


class Server:
    """The calls of the protocol; what may be sent again is sent again."""

    def __init__(self, url, identity):
        self.origin, self.identity, self.client = urllib.parse.urlsplit(url), identity, None
        self.token, self.renew_at = None, 0.0

    def enrol(self, token):
        file = self.identity.data / "client.json"
        if not file.exists():
            metadata = json.loads(self.call("GET", "/.well-known/oauth-authorization-server"))
            self.require_own(metadata["issuer"], metadata["token_endpoint"])
            issuer = metadata["issuer"]
            digest = b64(hashlib.sha256(token.encode()).digest())
            durably(file, self.call_signed(lambda: ("/api/v1/enrollments", "application/json", json.dumps({
                "token": token, "publicKey": self.identity.public_key(),
                "proof": self.identity.signed("enrolment+jwt", {"aud": issuer, "tokenHash": digest}),
                "capabilities": {"codecs": list(CODECS)}}))))
        self.client = json.loads(file.read_bytes())
        self.require_own(self.client["issuer"], self.client["tokenEndpoint"])

    def require_own(self, *urls):
        for url in urls:
            if urllib.parse.urlsplit(url)[:2] != self.origin[:2]:
                raise SystemExit("psephos_client: %s is not on the server that was named" % url)

    def authorized(self, method, path, kind=None, body=None):
        if time.monotonic() > self.renew_at:
            self.log_in()
        try:
            return self.call(method, path, kind, body, self.token)
        except Problem as problem:
            if problem.status != 401:
                raise
            self.log_in()
            return self.call(method, path, kind, body, self.token)

    def log_in(self):
        me, issuer = self.client["clientId"], self.client["issuer"]
        answer = json.loads(self.call_signed(lambda: (
            urllib.parse.urlsplit(self.client["tokenEndpoint"]).path, "application/x-www-form-urlencoded",
            urllib.parse.urlencode({
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": self.identity.signed(
                    "JWT", {"iss": me, "sub": me, "aud": issuer, "jti": secrets.token_urlsafe(16)})}))))
        self.token, self.renew_at = answer["access_token"], time.monotonic() + 0.8 * answer["expires_in"]

    def call_signed(self, make):
        """A call whose signature has a time limit: the server's clock counts."""
        for last in (False, True):
            path, kind, body = make()
            try:
                return self.call("POST", path, kind, body.encode())
            except Problem as problem:
                if problem.code != "clock-skew" or last:
                    raise
                now = datetime.fromisoformat(problem.body["serverTime"].split(".")[0].rstrip("Z") + "+00:00")
                self.identity.skew = now.timestamp() - time.time()

    def call(self, method, path, kind=None, body=None, token=None):
        """The body of a 2xx answer, empty after a pause on 204; anything else is a problem."""
        headers = {"Content-Type": kind} if kind else {}
        if token:
            headers["Authorization"] = "Bearer " + token
        secure = self.origin.scheme == "https"
        for attempt in range(ATTEMPTS):
            pause = min(30.0, 0.5 * 2 ** attempt)
            try:
                connection = (http.client.HTTPSConnection if secure else http.client.HTTPConnection)(
                    self.origin.hostname, self.origin.port, timeout=90)
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                answer = response.read()
                connection.close()
                pause = float(response.getheader("Retry-After", pause))
                if response.status == 204 and "/offers" in path:
                    time.sleep(pause)
                if response.status < 300:
                    return answer
                problem = Problem(response.status, answer)
                if response.status not in (408, 429, 500, 503) and problem.code != "bad-checksum":
                    raise problem
            except (OSError, http.client.HTTPException) as failure:
                problem = failure
            time.sleep(pause * random.uniform(0.8, 1.2))
        raise problem


class Objection(ValueError):
    """What is wrong with an offer, which the server may know; other errors may quote the local examples."""


class Participant:
    """Takes offers, trains, uploads; a frame is on disk before it is sent."""

    def __init__(self, server, data, examples):
        self.server, self.pending, self.examples = server, data / "pending", examples
        self.models, self.accepted = {}, 0

    def take_part(self, job, rounds):
        query = "/api/v1/offers?wait=PT30S" + ("&job=" + urllib.parse.quote(job) if job else "")
        self.send_pending()
        while rounds is None or self.accepted < rounds:
            try:
                answer = self.server.authorized("GET", query)
            except Problem as problem:
                if problem.code not in ("job-ended", "budget-spent"):
                    raise
                return
            if answer:
                self.answer(json.loads(answer))

    def answer(self, offer):
        try:
            update = self.update(offer)
        except ValueError as reason:
            told = str(reason) if isinstance(reason, Objection) else "training failed"
            body = json.dumps({"reason": told[:200]}).encode()
            self.server.authorized("POST", offer["links"]["decline"], "application/json", body)
            print("declined %s: %s" % (offer["assignment"], reason), flush=True)
            return
        durably(self.pending, offer["links"]["update"].encode() + b"\n" + update)
        self.send_pending()

    def send_pending(self):
        if not self.pending.exists():
            return
        link, update = self.pending.read_bytes().split(b"\n", 1)
        try:
            fate = json.loads(self.server.authorized("PUT", link.decode(), "application/vnd.psephos.update", update))
            self.accepted += 1
            print("round %d: %s" % (fate["round"], fate["fate"]), flush=True)
        except Problem as problem:
            if problem.status not in (403, 404, 409, 422):
                raise
            print("refused: %s" % problem, flush=True)
        self.pending.unlink()

    def update(self, offer):
        codec, layout, terms = offer["codec"], offer["layout"], offer["training"]
        scheme = CODECS.get(codec["scheme"])
        known = {"scheme", "frame"} | ({"b"} if codec["scheme"] == "sto-sign" else set())
        if scheme is None or scheme != codec["frame"] or set(codec) - known:
            raise Objection("unknown codec %s" % json.dumps(codec))
        if offer["privacy"]["mechanism"] != "none" or offer["privacy"]["secureAggregation"]:
            raise Objection("unknown privacy %s" % json.dumps(offer["privacy"]))
        mine = softmax.examples(layout, self.examples)[:terms["maxExamples"]]
        start = self.model(offer)
        end, steps, used = softmax.train(start, layout, mine, terms)
        if scheme == frames.FLOAT32:
            payload = frames.floats([p - q for p, q in zip(start, end)])
        else:
            gradient = [(p - q) / (terms["learningRate"] * steps) for p, q in zip(start, end)]
            payload = frames.signs(votes(gradient, codec.get("b"), frames.sizes(layout)))
        return frames.frame(scheme, offer["modelVersion"], len(start), used, payload)

    def model(self, offer):
        """The offered model: what is held, brought forward by a delta where the server has one, or all of it."""
        version, layout = offer["modelVersion"], offer["layout"]
        held, model = self.models.get(offer["job"], (math.inf, None))
        if held < version:
            model = self.brought_forward(offer, held, model)
        if model is None or held > version:
            model = frames.read_model(self.server.authorized("GET", offer["links"]["model"]), layout)
        self.models[offer["job"]] = version, model
        return model

    def brought_forward(self, offer, held, model):
        try:
            delta = self.server.authorized("GET", "%s?since=%d" % (offer["links"]["delta"], held))
            return frames.apply_delta(delta, held, offer["modelVersion"], model, offer["layout"])
        except frames.Refused:
            return None
        except Problem as problem:
            if problem.code != "no-delta":
                raise
            return None


def votes(gradient, bounds, tensor_sizes):
    """+1 or -1 a coordinate: its sign, or by chance with a mean of gradient / b (sto-sign)."""
    if bounds is None:
        return [math.copysign(1, g) if g else random.choice((-1, 1)) for g in gradient]
    wide = [b for b, size in zip(bounds, tensor_sizes) for _ in range(size)]
    return [1 if random.random() < (1 + g / b) / 2 else -1 for g, b in zip(gradient, wide)]


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def durably(path, content):
    """All or nothing, also when the power fails."""
    fresh = path.with_suffix(".fresh")
    with open(fresh, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True, help="the origin, as the server calls itself (its public URL)")
    parser.add_argument("--token", required=True, help="enrolment token; looked at on the first start only")
    parser.add_argument("--data", required=True, type=pathlib.Path, help="folder for the key and the pending frame")
    parser.add_argument("--job", help="take part in this job only and end with it")
    parser.add_argument("--examples", help="CSV file: features, then the label")
    parser.add_argument("--rounds", type=int, help="end after so many accepted updates")
    arguments = parser.parse_args()
    server = Server(arguments.server, Identity(arguments.data))
    server.enrol(arguments.token)
    participant = Participant(server, arguments.data, arguments.examples)
    participant.take_part(arguments.job, arguments.rounds)
    print("accepted: %d" % participant.accepted, flush=True)


if __name__ == "__main__":
    try:
        main()
    except (Problem, OSError, http.client.HTTPException) as failure:
        sys.exit("psephos_client: %s" % failure)
