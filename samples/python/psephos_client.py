#!/usr/bin/env python3
"""A client of a Psephos server in Python's standard library, written from docs/protocol.md.

psephos_identity.py keeps the key, psephos_answers.py tells whose answer it is, psephos_frames.py and psephos_schemes.py lay out
bytes, softmax.py learns: put your learning there.
"""

import argparse
import contextlib
import hashlib
import http.client
import itertools
import json
import pathlib
import random
import secrets
import time
from urllib.parse import quote, urlencode, urlsplit

import psephos_answers as answers
import psephos_frames as frames
import softmax
from psephos_answers import DELTA, JSON, SAFETENSORS, Answer, Problem
from psephos_identity import Key, b64, durably

FORM, UPDATE = "application/x-www-form-urlencoded", "application/vnd.psephos.update"
FIRST_PAUSE, LONGEST_PAUSE, COPIES = 0.2, 5.0, 6


class Client:
    """One client of one server; its folder keeps the key, the id, and the update that is on its way."""

    def __init__(self, server, token, data):
        self.origin, self.key, self.pending = urlsplit(server), Key(data), data / "pending"
        self.place = "%s:%d" % (self.origin.hostname, self.origin.port or (443 if self.origin.scheme == "https" else 80))
        self.bearer, self.renew_at, self.models = None, 0.0, {}
        identity = data / "client.json"
        if not identity.exists():
            durably(identity, self.enrol(token))
        self.identity = json.loads(identity.read_bytes())
        self.require_own(self.identity["issuer"], self.identity["tokenEndpoint"])

    def enrol(self, token):
        told = answers.told(issuer=str, token_endpoint=str)
        metadata = self.call("GET", "/.well-known/oauth-authorization-server", public=True, fits=told).json
        self.require_own(metadata["issuer"], metadata["token_endpoint"])
        claims = {"aud": metadata["issuer"], "tokenHash": b64(hashlib.sha256(token.encode()).digest())}
        enrolled = answers.told(clientId=str, issuer=str, tokenEndpoint=str)
        return self.call("POST", "/api/v1/enrollments", JSON, lambda: json.dumps({
            "token": token, "publicKey": self.key.public(), "proof": self.key.signed("enrolment+jwt", claims),
            "capabilities": {"codecs": list(frames.CODECS)}}), public=True, fits=enrolled).body

    def require_own(self, *urls):
        if any(urlsplit(url)[:2] != self.origin[:2] for url in urls):
            raise SystemExit("the server that was named calls itself %s" % " and ".join(urls))

    def log_in(self):
        me, path = self.identity["clientId"], urlsplit(self.identity["tokenEndpoint"]).path
        claims = {"iss": me, "sub": me, "aud": self.identity["issuer"]}

        def asking():
            return urlencode({
                "grant_type": "client_credentials",
                "client_assertion": self.key.signed("JWT", dict(claims, jti=secrets.token_urlsafe(16))),
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"})
        try:
            answer = self.call("POST", path, FORM, asking, public=True, fits=answers.token).json
        except Problem as refused:
            raise SystemExit("%s does not know client %s: %s. If it was set up anew, take an empty folder and a fresh "
                             "enrolment token" % (self.place, me, refused)) from refused
        self.bearer, self.renew_at = answer["access_token"], time.monotonic() + 0.8 * answer["expires_in"]

    def call(self, method, path, kind=None, body=None, public=False, verdicts=(), fits=answers.success):
        """The server's own answer, which a problem of a status among the verdicts is, too; other problems are raised.
        Whatever else is answered is waited for: what is sent again as it was never counts twice. A body that is a
        function is made anew for each attempt: what it signs is good for minutes, an assertion once."""
        for attempt in itertools.count():
            if not public and time.monotonic() > self.renew_at:
                self.log_in()
            pause = min(FIRST_PAUSE * 2 ** min(attempt, 9), LONGEST_PAUSE)
            made = body() if callable(body) else body
            try:
                reason = answer = self.exchange(method, path, kind, made, public)
                if fits(answer) if answer.code is None else answer.status in verdicts:
                    return answer
                if answer.code == "invalid-token":
                    self.renew_at = 0.0
                elif answer.code in answers.PASSING:
                    pause = answer.retry_after(pause)
                elif answer.code:
                    raise Problem(answer.code, answer.json.get("detail"))
            except (OSError, http.client.HTTPException) as failure:
                reason = str(failure) or "the connection was closed"
            print("waiting for %s: %s" % (self.place, reason), flush=True)
            time.sleep(pause * random.uniform(1, 1.2))

    def exchange(self, method, path, kind, body, public):
        connect = http.client.HTTPSConnection if self.origin.scheme == "https" else http.client.HTTPConnection
        headers = {"Content-Type": kind} if kind else {}
        headers.update({} if public else {"Authorization": "Bearer " + self.bearer})
        with contextlib.closing(connect(self.origin.netloc, timeout=90)) as connection:
            connection.request(method, path, body, headers)
            return Answer(connection.getresponse())

    def take_part(self, job, rounds, examples):
        """Works on offers until the job has ended or so many updates were accepted; says how many were."""
        query = "/api/v1/offers?wait=PT30S" + ("&job=" + quote(job) if job else "")
        accepted = self.send_pending()
        while accepted != rounds:
            try:
                answer = self.call("GET", query, fits=answers.offer(job))
            except Problem as refused:
                if refused.code == "job-ended":
                    break
                if refused.code != "quarantined":
                    raise
                time.sleep(LONGEST_PAUSE)
                continue
            if answer.status == 204:
                time.sleep(answer.retry_after())
            else:
                self.work(answer.json, examples)
                accepted += self.send_pending()
        return accepted

    def work(self, offer, examples):
        """Leaves an update to be sent, or declines what this client cannot do."""
        links, layout = offer["links"], offer["layout"]
        try:
            encode = frames.encoder(offer)
            start = self.model(offer)
            update = encode(start, *softmax.train(start, layout, offer["training"], examples))
            durably(self.pending, ("%s %s\n" % (links["update"], offer["assignment"])).encode() + update)
        except Exception as reason:
            print("declines %s: %s" % (offer["assignment"], reason), flush=True)
            told = reason if isinstance(reason, frames.Objection) else "training failed: " + type(reason).__name__
            with contextlib.suppress(Problem):
                self.call("POST", links["decline"], JSON, json.dumps({"reason": str(told)[:200]}), fits=answers.nothing)

    def send_pending(self):
        """Sends the update on disk, perhaps from before a crash; 1 if it was accepted, now or then."""
        if not self.pending.exists():
            return 0
        head, update = self.pending.read_bytes().split(b"\n", 1)
        link, assignment = head.decode().split()
        try:
            told = self.call("PUT", link, UPDATE, update, fits=answers.acceptance(assignment)).json
            print("round %(round)d: %(fate)s" % told, flush=True)
        except Problem as refused:
            print("refused: %s" % refused.code, flush=True)
            told = None
        self.pending.unlink()
        return int(told is not None)

    def model(self, offer):
        """The offered model: what is held, brought forward by the steps where the server has them, or all of it."""
        version, layout = offer["modelVersion"], offer["layout"]
        held, model = self.models.get(offer["job"], (-1, None))
        if 0 <= held < version:
            with contextlib.suppress(frames.Refused, Problem):
                delta = self.call("GET", "%s?since=%d" % (offer["links"]["delta"], held), fits=answers.file(DELTA)).body
                held, model = version, frames.apply_delta(delta, held, version, model, layout)
        if held != version:
            model = self.download(offer["links"]["model"], layout)
        self.models[offer["job"]] = version, model
        return model

    def download(self, link, layout):
        """The model as a whole; a copy that is not what its digest says may have been cut on the way."""
        for copy in range(COPIES):
            answer = self.call("GET", link, fits=answers.file(SAFETENSORS))
            try:
                return frames.read_model(answer.body, answer.header("Repr-Digest"), layout)
            except ValueError:
                if copy == COPIES - 1:
                    raise
                time.sleep(FIRST_PAUSE * 2 ** copy)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True, help="the origin, as the server calls itself (its public URL)")
    parser.add_argument("--token", required=True, help="enrolment token; looked at on the first start only")
    parser.add_argument("--data", required=True, type=pathlib.Path, help="folder for the key and the pending update")
    parser.add_argument("--job", help="take part in this job only and end with it")
    parser.add_argument("--examples", help="CSV file: features, then the label")
    parser.add_argument("--rounds", type=int, help="end after so many accepted updates")
    arguments = parser.parse_args()
    try:
        client = Client(arguments.server, arguments.token, arguments.data)
        print("accepted: %d" % client.take_part(arguments.job, arguments.rounds, arguments.examples), flush=True)
    except Problem as refused:
        raise SystemExit("%s: %s" % (arguments.server, refused)) from refused
