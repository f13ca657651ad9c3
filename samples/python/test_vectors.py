#!/usr/bin/env python3
"""Checks psephos_frames against the golden vectors: test_vectors.py [DIR]"""

import json
import pathlib
import struct
import sys

import psephos_frames as frames

HERE = pathlib.Path(__file__).resolve().parent
VECTORS = HERE.parent.parent / "compression/src/test/resources/vectors"


def code(vector):
    try:
        frames.decode(bytes.fromhex(vector["frame"]), vector["scheme"], vector["baseVersion"],
                      vector.get("tensors", [vector["parameterCount"]]), vector["maxExamples"])
    except frames.Refused as refused:
        return refused.code
    return "accepted"


def check_valid(vector):
    data = bytes.fromhex(vector["frame"])
    values = frames.decode(data, vector["scheme"], vector["baseVersion"],
                           vector.get("tensors", [vector["parameterCount"]]), vector["exampleCount"])
    assert bits(values) == bits(vector["values"]), "%s: %s" % (vector["name"], values)
    encoders = {frames.FLOAT32: frames.floats, frames.SIGN: frames.signs}
    if vector["scheme"] in encoders:
        again = frames.frame(vector["scheme"], vector["baseVersion"], len(values), vector["exampleCount"],
                             encoders[vector["scheme"]](values))
        assert again == data, "%s: encoded otherwise" % vector["name"]


def bits(values):
    return [struct.pack("<d", value) for value in values]


def main(folder):
    assert frames.crc32c(b"123456789") == 0xE3069283
    checked = 0
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        vectors = json.loads(file.read_text())
        for vector in vectors["valid"]:
            check_valid(vector)
        for vector in vectors["malformed"]:
            assert code(vector) == vector["code"], "%s: %s" % (vector["name"], code(vector))
        checked += len(vectors["valid"]) + len(vectors["malformed"])
    print("vectors checked: %d" % checked)
    assert checked, "no vectors in %s" % folder


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else VECTORS)
