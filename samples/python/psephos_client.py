#!/usr/bin/env python3
"""A client of a Psephos server in Python's standard library, written from docs/protocol.md.

psephos_identity.py keeps the key, psephos_frames.py and psephos_schemes.py lay out bytes, softmax.py learns: put your learning there.
"""

import argparse
import contextlib
import hashlib
import http.client
import json
import pathlib
import random
import secrets
import time
from urllib.parse import quote, urlencode, urlsplit

import psephos_frames as frames
import softmax
from psephos_identity import Key, b64, durably

JSON, FORM, UPDATE = "application/json", "application/x-www-form-urlencoded", "application/vnd.psephos.update"
ATTEMPTS = 8


class Client:
    """One client of one server; its folder keeps the key, the id, and the update that is on its way."""

    def __init__(self, server, token, data):
        self.origin, self.key, self.pending = urlsplit(server), Key(data), data / "pending"
        self.bearer, self.renew_at, self.models = None, 0.0, {}
        identity = data / "client.json"
        if not identity.exists():
            durably(identity, self.enrol(token))
        self.identity = json.loads(identity.read_bytes())
        self.require_own(self.identity["issuer"], self.identity["tokenEndpoint"])

    def enrol(self, token):
        metadata = json.loads(self.call("GET", "/.well-known/oauth-authorization-server", public=True).body)
        self.require_own(metadata["issuer"], metadata["token_endpoint"])
        claims = {"aud": metadata["issuer"], "tokenHash": b64(hashlib.sha256(token.encode()).digest())}
        return self.call("POST", "/api/v1/enrollments", JSON, json.dumps({
            "token": token, "publicKey": self.key.public(), "proof": self.key.signed("enrolment+jwt", claims),
            "capabilities": {"codecs": list(frames.CODECS)}}), public=True).body

    def require_own(self, *urls):
        if any(urlsplit(url)[:2] != self.origin[:2] for url in urls):
            raise SystemExit("the server that was named calls itself %s" % " and ".join(urls))

    def log_in(self):
        me, path = self.identity["clientId"], urlsplit(self.identity["tokenEndpoint"]).path
        claims = {"iss": me, "sub": me, "aud": self.identity["issuer"], "jti": secrets.token_urlsafe(16)}
        answer = json.loads(self.call("POST", path, FORM, urlencode({
            "grant_type": "client_credentials", "client_assertion": self.key.signed("JWT", claims),
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}), public=True).body)
        self.bearer, self.renew_at = answer["access_token"], time.monotonic() + 0.8 * answer["expires_in"]

    def call(self, method, path, kind=None, body=None, public=False, verdicts=()):
        """A success or a verdict. What has no answer yet is sent again as it was, which never counts twice."""
        connect = http.client.HTTPSConnection if self.origin.scheme == "https" else http.client.HTTPConnection
        for attempt in range(ATTEMPTS):
            if not public and time.monotonic() > self.renew_at:
                self.log_in()
            headers = {"Content-Type": kind} if kind else {}
            headers.update({} if public else {"Authorization": "Bearer " + self.bearer})
            pause = 0.5 * 2 ** attempt
            try:
                with contextlib.closing(connect(self.origin.netloc, timeout=90)) as connection:
                    connection.request(method, path, body, headers)
                    answer = connection.getresponse()
                    answer.body = answer.read()
                if answer.status < 300 or answer.status in verdicts:
                    return answer
                reason, pause = answer.body.decode(), float(answer.getheader("Retry-After", pause))
                if answer.status == 401 and not public:
                    self.renew_at = 0.0
                elif answer.status not in (408, 429, 500, 503):
                    break
            except (OSError, http.client.HTTPException) as failure:
                reason = failure
            time.sleep(pause * random.uniform(1, 1.2))
        raise SystemExit("%s %s: %s" % (method, path, reason))

    def take_part(self, job, rounds, examples):
        """Works on offers until the job has ended or so many updates were accepted; says how many were."""
        query = "/api/v1/offers?wait=PT30S" + ("&job=" + quote(job) if job else "")
        accepted = self.send_pending()
        while accepted != rounds:
            answer = self.call("GET", query, verdicts=(410,))
            if answer.status == 410:
                break
            if answer.status == 204:
                time.sleep(float(answer.getheader("Retry-After", 1)))
            else:
                self.work(json.loads(answer.body), examples)
                accepted += self.send_pending()
        return accepted

    def work(self, offer, examples):
        """Leaves an update to be sent, or declines what this client cannot do."""
        links, layout = offer["links"], offer["layout"]
        try:
            encode = frames.encoder(offer)
            start = self.model(offer)
            update = encode(start, *softmax.train(start, layout, offer["training"], examples))
            durably(self.pending, links["update"].encode() + b"\n" + update)
        except ValueError as reason:
            print("declines %s: %s" % (offer["assignment"], reason), flush=True)
            told = str(reason)[:200] if isinstance(reason, frames.Objection) else "training failed"
            self.call("POST", links["decline"], JSON, json.dumps({"reason": told}), verdicts=(409,))

    def send_pending(self):
        """Sends the update on disk, perhaps from before a crash; 1 if it was accepted, now or then."""
        if not self.pending.exists():
            return 0
        link, update = self.pending.read_bytes().split(b"\n", 1)
        answer = self.call("PUT", link.decode(), UPDATE, update, verdicts=(403, 404, 409, 422))
        self.pending.unlink()
        told = json.loads(answer.body)
        print("round %(round)d: %(fate)s" % told if answer.status < 300 else "refused: %(code)s" % told, flush=True)
        return int(answer.status < 300)

    def model(self, offer):
        """The offered model: what is held, brought forward by the steps where the server has them, or all of it."""
        version, layout = offer["modelVersion"], offer["layout"]
        held, model = self.models.get(offer["job"], (-1, None))
        if 0 <= held < version:
            with contextlib.suppress(frames.Refused):
                delta = self.call("GET", "%s?since=%d" % (offer["links"]["delta"], held), verdicts=(404,)).body
                held, model = version, frames.apply_delta(delta, held, version, model, layout)
        if held != version:
            answer = self.call("GET", offer["links"]["model"])
            model = frames.read_model(answer.body, answer.getheader("Repr-Digest"), layout)
        self.models[offer["job"]] = version, model
        return model


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True, help="the origin, as the server calls itself (its public URL)")
    parser.add_argument("--token", required=True, help="enrolment token; looked at on the first start only")
    parser.add_argument("--data", required=True, type=pathlib.Path, help="folder for the key and the pending update")
    parser.add_argument("--job", help="take part in this job only and end with it")
    parser.add_argument("--examples", help="CSV file: features, then the label")
    parser.add_argument("--rounds", type=int, help="end after so many accepted updates")
    arguments = parser.parse_args()
    client = Client(arguments.server, arguments.token, arguments.data)
    print("accepted: %d" % client.take_part(arguments.job, arguments.rounds, arguments.examples), flush=True)
