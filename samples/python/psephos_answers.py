"""Whose answer it is: a success as docs/protocol.md lays it out, or a problem of its list, is the server's own.

All else comes from something on the way, such as a captive portal or a gateway, and says nothing about the call.
"""

import http.client
import json
import re

JSON, PROBLEM, SAFETENSORS, DELTA = (
    "application/json", "application/problem+json", "application/x-safetensors", "application/vnd.psephos.delta")
MOST = {JSON: 8 << 20, PROBLEM: 1 << 20, SAFETENSORS: 1 << 30, DELTA: 1 << 30}  # bytes that are read; of other bodies none
LONGEST = 86400  # seconds that a server may ask for
PASSING = {"timeout", "rate-limited", "internal", "unavailable", "bad-checksum"}  # the same call may succeed later
CODES = {
    400: ["bad-request"], 401: ["invalid-token", "invalid-client", "invalid-enrolment-token", "clock-skew"],
    403: ["forbidden", "incapable", "quarantined", "budget-spent"], 404: ["not-found", "no-delta"],
    405: ["method-not-allowed"], 406: ["not-acceptable"], 408: ["timeout"], 410: ["gone", "job-ended"],
    409: ["round-closed", "duplicate-differs", "stale", "wrong-state", "no-model", "key-in-use", "name-in-use",
          "secure-aggregation"],
    411: ["length-required"], 413: ["too-large"], 415: ["unsupported-media-type"], 416: ["range-not-satisfiable"],
    422: ["malformed-frame", "unsupported-version", "wrong-scheme", "wrong-length", "bad-checksum", "wrong-base",
          "examples-out-of-range", "not-finite", "filtered", "invalid-job", "invalid-member", "invalid-key",
          "invalid-proof", "invalid-model", "wrong-layout"],
    429: ["rate-limited"], 500: ["internal"], 503: ["unavailable"]}


class Problem(Exception):
    """What the server itself has against a call, by its code."""

    def __init__(self, code, detail):
        super().__init__("%s (%s)" % (code, detail))
        self.code = code


class Answer:
    """An answer read to its end, with what it says as JSON, if anything, and the code of a problem, if it is one."""

    def __init__(self, response):
        self.status, self.header = response.status, response.getheader
        self.kind = response.getheader("Content-Type", "").partition(";")[0].strip().lower()
        if response.getheader("Content-Encoding"):
            self.kind = "something encoded"
        most = MOST.get(self.kind, 0)
        self.body = response.read(most + 1) if most else b""
        if most and (response.length or len(self.body) > most):
            raise http.client.HTTPException("the answer was cut, or is too long")
        try:
            self.json = json.loads(self.body) if self.kind in (JSON, PROBLEM) else None
        except (ValueError, RecursionError):
            self.json = None
        code = self.json.get("code") if isinstance(self.json, dict) and self.kind == PROBLEM else None
        self.code = code if code in CODES.get(self.status, []) else None

    def retry_after(self, otherwise=None):
        """The seconds of Retry-After; what is no number of them, such as a date, is not taken."""
        asked = self.header("Retry-After", "")
        return min(int(asked), LONGEST) if re.fullmatch("[0-9]{1,18}", asked) else otherwise

    def __str__(self):
        who = self.code or "%s is no answer of a Psephos server" % (self.kind or "nothing")
        return "HTTP %d %s" % (self.status, who)


def has(tree, **members):
    return isinstance(tree, dict) and all(isinstance(tree.get(name), kind) for name, kind in members.items())


def success(answer):
    """Any success: for calls whose answer is not looked at any further."""
    return 200 <= answer.status < 300


def nothing(answer):
    return answer.status == 204


def told(**members):
    """JSON that has these members."""
    return lambda answer: answer.status in (200, 201) and answer.kind == JSON and has(answer.json, **members)


def token(answer):
    return (told(access_token=str, expires_in=(int, float))(answer)
            and re.fullmatch("[A-Za-z0-9._~+/-]+=*", answer.json["access_token"]))


def file(kind):
    return lambda answer: answer.status == 200 and answer.kind == kind


def offer(job):
    """An offer, of that job if one is named, or none now."""
    shape = told(assignment=str, job=str, round=int, modelVersion=int, layout=list,
                 links=dict, training=dict, codec=dict, privacy=dict)

    def fits(answer):
        if answer.status == 204:
            return answer.retry_after() is not None
        it = answer.json
        return (shape(answer) and job in (None, it["job"])
                and has(it["links"], model=str, delta=str, update=str, decline=str)
                and all(it["links"][name].startswith("/") for name in ("model", "delta", "update", "decline"))
                and has(it["training"], batch=int, learningRate=(int, float), maxExamples=int)
                and has(it["codec"], scheme=str, frame=int) and has(it["privacy"], mechanism=str))
    return fits


def acceptance(assignment):
    """The receipt of this very assignment, whose update was accepted, now or before."""
    return lambda answer: (answer.status in (200, 202) and answer.kind == JSON
                           and has(answer.json, assignment=str, round=int, fate=str)
                           and answer.json["assignment"] == assignment
                           and answer.json["fate"] in ("accepted", "counted", "discarded"))
