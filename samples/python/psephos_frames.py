"""Update frames, model files and deltas, as docs/protocol.md lays them out."""

import base64
import hashlib
import json
import math
import random
import struct

from psephos_schemes import FLOAT32, SCALED_SIGN, SCALED_TERNARY, SIGN, Refused, coordinates, fits

CODECS = {"float32": (FLOAT32, set()), "sign": (SIGN, set()), "sto-sign": (SIGN, {"b"})}  # what is sent, options
HEADER = struct.Struct("<4sBBHQQqQII")


class Objection(ValueError):
    """What is wrong with an offer, which the server may know; other errors may quote the local examples."""


def _table_entry(entry):
    for _ in range(8):
        entry = entry >> 1 ^ (0x82F63B78 if entry & 1 else 0)
    return entry


CRC_TABLE = [_table_entry(byte) for byte in range(256)]


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def frame(scheme, base, count, examples, payload):
    def header(checksum):
        return HEADER.pack(b"PSPH", 1, scheme, 0, base, count, examples, len(payload), checksum, 0)

    return header(crc32c(header(0)[:40] + payload)) + payload


def encoder(offer):
    """What makes the frame of an update, if codec and privacy of the offer are known, from how training went."""
    codec, privacy, layout, terms = offer["codec"], offer["privacy"], offer["layout"], offer["training"]
    scheme, options = CODECS.get(codec["scheme"], (None, set()))
    if scheme != codec["frame"] or codec.keys() - options != {"scheme", "frame"}:
        raise Objection("unknown codec %s" % json.dumps(codec))
    if privacy["mechanism"] != "none" or privacy["secureAggregation"]:
        raise Objection("unknown privacy %s" % json.dumps(privacy))
    if terms.get("regularizers"):
        raise Objection("unknown regularizers %s" % json.dumps(terms["regularizers"]))

    def encode(start, end, steps, examples):
        unit = 1 if scheme == FLOAT32 else terms["learningRate"] * steps
        update = [(p - q) / unit for p, q in zip(start, end)]
        payload = floats(update) if scheme == FLOAT32 else signs(votes(update, codec.get("b"), layout))
        return frame(scheme, offer["modelVersion"], len(update), examples, payload)

    return encode


def votes(update, bounds, layout):
    """+1 or -1 a coordinate: its sign, or by chance with a mean of update / b where there is a b a tensor."""
    if bounds is None:
        return [math.copysign(1, u) if u else random.choice((-1, 1)) for u in update]
    wide = [b for b, size in zip(bounds, sizes(layout)) for _ in range(size)]
    return [1 if random.random() < (1 + u / b) / 2 else -1 for u, b in zip(update, wide)]


def sizes(layout):
    return [math.prod(tensor["shape"]) for tensor in layout]


def floats(values):
    return struct.pack("<%df" % len(values), *values)


def signs(votes):
    """One bit a vote, +1 as 1, the least significant bit first."""
    payload = bytearray((len(votes) + 7) // 8)
    for i, vote in enumerate(votes):
        payload[i // 8] |= (vote > 0) << i % 8
    return bytes(payload)


def decode(data, scheme, base, sizes, max_examples=0, shapes=None):
    """The coordinates of a frame that must be of this scheme and base, over tensors of these sizes.

    Tensors have one dimension where no shapes are given; only power-sgd asks for them.
    """
    count = sum(sizes)
    shapes = shapes or [[size] for size in sizes]
    if len(data) < HEADER.size or data[:4] != b"PSPH":
        raise Refused("malformed-frame")
    _, version, found, flags, found_base, found_count, examples, length, checksum, zero = HEADER.unpack(data[:48])
    payload = data[48:]
    for fails, code in (
            (version != 1, "unsupported-version"),
            (flags or zero, "malformed-frame"),
            (found != scheme, "wrong-scheme"),
            (found_count != count or length != len(payload) or not fits(length, scheme, shapes), "wrong-length"),
            (checksum != crc32c(data[:40] + payload), "bad-checksum"),
            (found_base != base, "wrong-base"),
            (not 0 <= examples <= max_examples, "examples-out-of-range")):
        if fails:
            raise Refused(code)
    return coordinates(scheme, payload, shapes)

def read_model(file, digest, layout):
    """The flat vector of a safetensors file of this RFC 9530 digest: tensors by name, in the order of the layout."""
    if digest != "sha-256=:%s:" % base64.b64encode(hashlib.sha256(file).digest()).decode():
        raise ValueError("the model is not what its digest %s says" % digest)
    start = 8 + int.from_bytes(file[:8], "little")
    header, flat = json.loads(file[8:start]), []
    for tensor in layout:
        entry = header[tensor["name"]]
        begin, end = entry["data_offsets"]
        if entry["dtype"] != "F32" or entry["shape"] != tensor["shape"] or end - begin != 4 * math.prod(entry["shape"]):
            raise ValueError("tensor %s is not what the offer says" % tensor["name"])
        flat.extend(struct.unpack("<%df" % ((end - begin) // 4), file[start + begin:start + end]))
    return flat


def apply_delta(delta, since, version, parameters, layout):
    """The flat vector of a version from that of an older one: one frame a step, then the digest of the result."""
    at, form = 0, "<%df" % len(parameters)
    for base in range(since, version):
        head = delta[at:at + 48]
        if len(head) < 48 or head[5] not in (SCALED_SIGN, SCALED_TERNARY):
            raise Refused("malformed-frame")
        end = at + 48 + int.from_bytes(head[32:40], "little")
        step = decode(delta[at:end], head[5], base, sizes(layout))
        # Packing rounds to float32, and a difference of two float32 is rounded the same way through float64.
        parameters = struct.unpack(form, struct.pack(form, *(p - s for p, s in zip(parameters, step))))
        at = end
    if len(delta) - at != 32:
        raise Refused("malformed-frame")
    if delta[at:] != hashlib.sha256(floats(parameters)).digest():
        raise Refused("wrong-digest")
    return list(parameters)
