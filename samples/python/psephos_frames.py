"""Update frames, model files and deltas, as docs/protocol.md lays them out."""

import hashlib
import json
import math
import struct

FLOAT32, SIGN, TERNARY, SCALED_SIGN, FLOAT16, SPARSE, SCALED_TERNARY = 0, 1, 2, 3, 4, 6, 7
ADACOMP, EDEN, POWER_SGD, PACKED = 11, 13, 14, 15
UNPACKED = (FLOAT32, SIGN, TERNARY, SCALED_SIGN, FLOAT16, SPARSE, SCALED_TERNARY, ADACOMP, EDEN, POWER_SGD)
MAX_FLOAT = 3.4028234663852886e38
HEADER = struct.Struct("<4sBBHQQqQII")


class Refused(Exception):
    """A frame that breaks a rule; the code is the protocol's."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


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
            (found_count != count or length != len(payload) or not _fits(length, scheme, shapes), "wrong-length"),
            (checksum != crc32c(data[:40] + payload), "bad-checksum"),
            (found_base != base, "wrong-base"),
            (not 0 <= examples <= max_examples, "examples-out-of-range")):
        if fails:
            raise Refused(code)
    return _finite(scheme, payload, shapes)


def _finite(scheme, payload, shapes):
    values = _values(scheme, payload, shapes)
    if not all(map(math.isfinite, values)):
        raise Refused("not-finite")
    return values


def _fits(length, scheme, shapes):
    """Whether a payload of the scheme may have so many bytes."""
    sizes = [math.prod(shape) for shape in shapes]
    count, tensors = sum(sizes), len(sizes)
    table = 4 + 12 * tensors
    exact = {FLOAT32: 4 * count, FLOAT16: 2 * count, SIGN: (count + 7) // 8, TERNARY: (count + 3) // 4,
             SCALED_SIGN: table + (count + 7) // 8, SCALED_TERNARY: table + (count + 3) // 4}
    if scheme in exact:
        return length == exact[scheme]
    if scheme == SPARSE:
        least, most = 8, 8 + 5 * count
    elif scheme == ADACOMP:
        least = 4 + 8 * tensors + sum(-(-size // 16384) for size in sizes)
        most = 4 + 8 * tensors + sum(2 * size + 2 * -(-size // 64) for size in sizes)
    elif scheme == EDEN:
        lengths = [_eden_length(count, 1 << k) for k in range(21)]
        least, most = min(lengths), max(lengths)
    elif scheme == POWER_SGD:
        matrices = [_matrix(shape) for shape in shapes]
        least = 4 + 4 * tensors + 4 * sum(min(r * c, r + c) for r, c in matrices)
        most = 4 + 4 * tensors + 4 * sum(max(r * c, (r + c) * min(r, c)) for r, c in matrices)
    else:
        least, most = 17, length
    return least <= length <= most


def _values(scheme, payload, shapes):
    sizes = [math.prod(shape) for shape in shapes]
    count = sum(sizes)
    if scheme in (FLOAT32, FLOAT16):
        return list(struct.unpack("<%d%s" % (count, "f" if scheme == FLOAT32 else "e"), payload))
    if scheme in (SIGN, TERNARY):
        return _votes(scheme, payload, count)
    if scheme in (SCALED_SIGN, SCALED_TERNARY):
        return _scaled(scheme, payload, sizes)
    if scheme == SPARSE:
        return _sparse(payload, count)
    if scheme == ADACOMP:
        return _adacomp(payload, sizes)
    if scheme == EDEN:
        return _eden(payload, count)
    if scheme == POWER_SGD:
        return _power_sgd(payload, shapes)
    if scheme == PACKED:
        return _packed(payload, shapes)
    raise Refused("wrong-scheme")


def _votes(scheme, payload, count):
    bits, meaning = (1, (-1, 1)) if scheme == SIGN else (2, (0, 1, -1, None))
    packed = int.from_bytes(payload, "little")
    votes = [meaning[packed >> bits * i & len(meaning) - 1] for i in range(count)]
    if packed >> bits * count or None in votes:
        raise Refused("malformed-frame")
    return votes


def _scaled(scheme, payload, sizes):
    votes_at = 4 + 12 * len(sizes)
    blocks = [struct.unpack_from("<Qf", payload, at) for at in range(4, votes_at, 12)]
    if struct.unpack_from("<I", payload)[0] != len(sizes) or [size for size, _ in blocks] != list(sizes) \
            or any(scale < 0 for _, scale in blocks):
        raise Refused("malformed-frame")
    votes = iter(_votes(SIGN if scheme == SCALED_SIGN else TERNARY, payload[votes_at:], sum(sizes)))
    if not all(math.isfinite(scale) for _, scale in blocks):
        raise Refused("not-finite")
    return [scale * vote if vote else 0.0 for size, scale in blocks for vote in (next(votes) for _ in range(size))]


def _leb128(payload, at):
    """A minimal unsigned number, and where it ends."""
    number, shift = 0, 0
    while at < len(payload) and shift < 35:
        byte, at = payload[at], at + 1
        number, shift = number | (byte & 127) << shift, shift + 7
        if byte == 0 and shift > 7:
            break
        if byte < 128:
            return number, at
    raise Refused("malformed-frame")


def _sparse(payload, count):
    kept, at, index, indices = int.from_bytes(payload[:8], "little"), 8, -1, []
    if kept > count:
        raise Refused("malformed-frame")
    for _ in range(kept):
        step, at = _leb128(payload, at)
        index = index + step if indices else step
        if (indices and step == 0) or index >= count:
            raise Refused("malformed-frame")
        indices.append(index)
    if len(payload) != at + 4 * kept:
        raise Refused("malformed-frame")
    values = [0.0] * count
    for index, value in zip(indices, struct.unpack_from("<%df" % kept, payload, at)):
        values[index] = value
    return values


def _float32(number):
    return struct.unpack("<f", struct.pack("<f", number))[0]


def _check_scale(scale, times=1):
    if not math.isfinite(scale) or scale * times > MAX_FLOAT:
        raise Refused("not-finite")
    if scale < 0:
        raise Refused("malformed-frame")


def _adacomp(payload, sizes):
    if struct.unpack_from("<I", payload)[0] != len(sizes):
        raise Refused("malformed-frame")
    at, values = 4 + 8 * len(sizes), []
    table = list(struct.iter_unpack("<fI", payload[4:at]))
    for scale, bin_length in table:
        _check_scale(scale)
        if not 1 <= bin_length <= 16384:
            raise Refused("malformed-frame")
    for size, (scale, bin_length) in zip(sizes, table):
        for start in range(0, size, bin_length):
            votes, at = _bin(payload, at, min(bin_length, size - start), 1 if bin_length <= 64 else 2)
            values += [scale * vote if vote else 0.0 for vote in votes]
    if at != len(payload):
        raise Refused("malformed-frame")
    return values


def _bin(payload, at, length, width):
    """The votes of a bin of so many coordinates, in entries of so many bytes."""
    count, at = _leb128(payload, at)
    votes, previous, bits = [0] * length, -1, 8 * width - 2
    if count > length or at + width * count > len(payload):
        raise Refused("malformed-frame")
    for _ in range(count):
        entry, at = int.from_bytes(payload[at:at + width], "little"), at + width
        index, vote = entry & (1 << bits) - 1, entry >> bits
        if vote not in (1, 2) or not previous < index < length:
            raise Refused("malformed-frame")
        votes[index], previous = 1 if vote == 1 else -1, index
    return votes, at


def _eden_length(count, order):
    blocks = -(-count // order)
    return 12 + 4 * blocks + (blocks * order + 7) // 8


def splitmix64(seed, index):
    """The index-th word from the seed."""
    z = seed + (index + 1) * 0x9E3779B97F4A7C15 & (1 << 64) - 1
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & (1 << 64) - 1
    z = (z ^ z >> 27) * 0x94D049BB133111EB & (1 << 64) - 1
    return z ^ z >> 31


def _eden(payload, count):
    seed, order = struct.unpack_from("<QI", payload)
    if bin(order).count("1") != 1 or order > 1 << 20 or len(payload) != _eden_length(count, order):
        raise Refused("malformed-frame")
    blocks = -(-count // order)
    scales = struct.unpack_from("<%df" % blocks, payload, 12)
    minus = int.from_bytes(payload[12 + 4 * blocks:], "little")
    for scale in scales:
        _check_scale(scale, order)
    if minus >> blocks * order:
        raise Refused("malformed-frame")
    values = []
    for k, scale in enumerate(scales):
        rotated = _hadamard([1 - 2 * (minus >> i & 1) for i in range(k * order, (k + 1) * order)])
        length = (k + 1) * count // blocks - k * count // blocks
        for i, whole in enumerate(rotated[:length], k * order):
            whole = -whole if splitmix64(seed, i // 64) >> i % 64 & 1 else whole
            values.append(_float32(scale * whole) + 0.0)
    return values


def _hadamard(x):
    h = 1
    while h < len(x):
        for i in range(0, len(x), 2 * h):
            for j in range(i, i + h):
                x[j], x[j + h] = x[j] + x[j + h], x[j] - x[j + h]
        h *= 2
    return x


def _matrix(shape):
    rows = shape[0] if shape else 1
    return rows, math.prod(shape) // rows


def _power_sgd(payload, shapes):
    matrices, at, values = [_matrix(shape) for shape in shapes], 4 + 4 * len(shapes), []
    if struct.unpack_from("<I", payload)[0] != len(shapes):
        raise Refused("malformed-frame")
    ranks = struct.unpack_from("<%dI" % len(shapes), payload, 4)
    lengths = [rank * (rows + columns) if rank else rows * columns for rank, (rows, columns) in zip(ranks, matrices)]
    if any(rank > min(matrix) for rank, matrix in zip(ranks, matrices)) or len(payload) != at + 4 * sum(lengths):
        raise Refused("malformed-frame")
    for rank, (rows, columns), length in zip(ranks, matrices, lengths):
        numbers, at = struct.unpack_from("<%df" % length, payload, at), at + 4 * length
        if not all(map(math.isfinite, numbers)):
            raise Refused("not-finite")
        values += _product(numbers[:rows * rank], numbers[rows * rank:], rank, columns) if rank else numbers
    return values


def _product(p, q, rank, columns):
    """P times Q transposed, each product and each sum rounded to float32."""
    if rank * max(map(abs, p)) * max(map(abs, q)) > 2.0 ** 127:
        raise Refused("not-finite")
    values = []
    for i in range(0, len(p), rank):
        for j in range(0, columns * rank, rank):
            value = _float32(p[i] * q[j])
            for k in range(1, rank):
                value = _float32(value + _float32(p[i + k] * q[j + k]))
            values.append(value + 0.0)
    return values


def _packed(payload, shapes):
    frame, method, zero, more, length = struct.unpack_from("<BBHIQ", payload)
    inside = payload[16:]
    if frame not in UNPACKED or method > 1 or zero or more:
        raise Refused("malformed-frame")
    if not _fits(length, frame, shapes):
        raise Refused("wrong-length")
    if method == 1:
        inside = _unzstd(inside, length)
    if len(inside) != length:
        raise Refused("malformed-frame")
    return _finite(frame, inside, shapes)


class NeedsZstd(Exception):
    """Python has it from 3.14 on."""


def _content_size(frame):
    """What a zstd frame says it holds, or None (RFC 8878, 3.1.1.1)."""
    if len(frame) < 5 or frame[:4] != b"\x28\xb5\x2f\xfd":
        raise Refused("malformed-frame")
    flag, single, dictionary = frame[4] >> 6, frame[4] >> 5 & 1, frame[4] & 3
    width, at = (single, 2, 4, 8)[flag], 6 - single + (0, 1, 2, 4)[dictionary]
    size = int.from_bytes(frame[at:at + width], "little") + (256 if flag == 1 else 0)
    return size if width else None


def _unzstd(frame, length):
    if _content_size(frame) != length:
        raise Refused("malformed-frame")
    try:
        from compression import zstd
    except ImportError as missing:
        raise NeedsZstd() from missing
    try:
        decompressor = zstd.ZstdDecompressor()
        data = decompressor.decompress(frame, length + 1)
    except zstd.ZstdError as corrupt:
        raise Refused("malformed-frame") from corrupt
    if not decompressor.eof or decompressor.unused_data:
        raise Refused("malformed-frame")
    return data


def read_model(file, layout):
    """The flat vector of a safetensors file: tensors by name, in the order of the layout."""
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
