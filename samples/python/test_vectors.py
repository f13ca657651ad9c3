#!/usr/bin/env python3
"""Checks psephos_frames against the golden vectors, and what it refuses to take part in: test_vectors.py [--all] [DIR]

With --all it fails where a vector could not be checked."""

import base64
import hashlib
import json
import math
import pathlib
import sys

import psephos_frames as frames
import psephos_schemes as schemes

LEFT_OUT = []
HERE = pathlib.Path(__file__).resolve().parent
VECTORS = HERE.parent.parent / "compression/src/test/resources/vectors"


def decode(vector, max_examples):
    return frames.decode(bytes.fromhex(vector["frame"]), vector["scheme"], vector["baseVersion"],
                         [math.prod(shape) for shape in shapes(vector)], max_examples, shapes(vector))


def shapes(vector):
    return vector.get("shapes") or [[size] for size in vector.get("tensors", [vector["parameterCount"]])]


def code(vector):
    try:
        decode(vector, vector["maxExamples"])
    except frames.Refused as refused:
        return refused.code
    return "accepted"


def check_valid(vector):
    values = decode(vector, vector["exampleCount"])
    assert values == vector["values"], "%s: %s" % (vector["name"], values)
    encoders = {frames.FLOAT32: frames.floats, frames.SIGN: frames.signs}
    if vector["scheme"] in encoders:
        again = frames.frame(vector["scheme"], vector["baseVersion"], len(values), vector["exampleCount"],
                             encoders[vector["scheme"]](values))
        assert again.hex() == vector["frame"], "%s: encoded otherwise" % vector["name"]


def followed(vector):
    return frames.apply_delta(bytes.fromhex(vector["delta"]), vector["since"], vector["version"], vector["start"],
                              vector["layout"])


def fault(vector):
    try:
        followed(vector)
    except frames.Refused as refused:
        return refused.code if refused.code in ("wrong-base", "wrong-digest") else "malformed"
    return "accepted"


def check_malformed(vector):
    assert code(vector) == vector["code"], "%s: %s" % (vector["name"], code(vector))


def check_frames(vectors):
    checks = [(check_valid, vector) for vector in vectors["valid"]]
    checks += [(check_malformed, vector) for vector in vectors["malformed"]]
    checked = 0
    for check, vector in checks:
        try:
            check(vector)
            checked += 1
        except schemes.NeedsZstd as missing:
            LEFT_OUT.append("%s: %s" % (vector["name"], missing))
    return checked


def check_deltas(vectors):
    for vector in vectors["valid"]:
        assert frames.floats(followed(vector)) == frames.floats(vector["parameters"]), vector["name"]
    for vector in vectors["broken"]:
        assert fault(vector) == vector["fault"], "%s: %s" % (vector["name"], fault(vector))
    return len(vectors["valid"]) + len(vectors["broken"])


def is_known(codec, privacy="none", **terms):
    try:
        frames.encoder({"codec": codec, "privacy": {"mechanism": privacy, "secureAggregation": False},
                        "layout": [{"name": "w", "shape": [2]}], "training": dict(terms, learningRate=0.1)})
    except ValueError:
        return False
    return True


def check_refusals():
    assert is_known({"scheme": "sign", "frame": 1}) and is_known({"scheme": "sto-sign", "frame": 1, "b": [1]})
    assert not is_known({"scheme": "eden", "frame": 9}), "a scheme that is not known"
    assert not is_known({"scheme": "sign", "frame": 2}), "another frame"
    assert not is_known({"scheme": "sign", "frame": 1, "rotation": 7}), "an option that is not known"
    assert not is_known({"scheme": "sign", "frame": 1}, "gaussian"), "a mechanism that is not known"
    assert is_known({"scheme": "sign", "frame": 1}, proximal=0.1, regularizers=[]), "FedProx"
    assert not is_known({"scheme": "sign", "frame": 1}, regularizers=[{"kind": "x-mine"}]), "a regularizer that is not known"
    header = b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    file, layout = len(header).to_bytes(8, "little") + header + b"\0\0\x80?", [{"name": "w", "shape": [1]}]
    digest = "sha-256=:%s:" % base64.b64encode(hashlib.sha256(file).digest()).decode()
    assert frames.read_model(file, digest, layout) == [1.0]
    try:
        frames.read_model(file[:-1] + b"@", digest, layout)
        raise AssertionError("a model that is not what its digest says")
    except ValueError:
        pass


def main(folder, everything):
    assert frames.crc32c(b"123456789") == 0xE3069283
    check_refusals()
    checked = 0
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        vectors = json.loads(file.read_text())
        checked += check_deltas(vectors) if "broken" in vectors else check_frames(vectors)
    for vector in LEFT_OUT:
        print("NOT CHECKED: %s" % vector)
    if LEFT_OUT:
        print("vectors left out: %d; Python 3.14 or one of these packages reads them" % len(LEFT_OUT))
    print("vectors checked: %d" % checked)
    assert checked, "no vectors in %s" % folder
    return 1 if everything and LEFT_OUT else 0


if __name__ == "__main__":
    names = [argument for argument in sys.argv[1:] if argument != "--all"]
    sys.exit(main(names[0] if names else VECTORS, "--all" in sys.argv))
