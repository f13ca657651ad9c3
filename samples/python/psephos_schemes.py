"""Payloads of update frames, as docs/protocol.md lays them out: from bytes to coordinates."""

import importlib
import math
import struct

FLOAT32, SIGN, TERNARY, SCALED_SIGN, FLOAT16, SPARSE, SCALED_TERNARY = 0, 1, 2, 3, 4, 6, 7
QSGD, BFLOAT16, INT8, BLOCK_TERNARY, NATURAL = 5, 8, 9, 10, 12
ADACOMP, EDEN, POWER_SGD, PACKED = 11, 13, 14, 15
MAX_FLOAT = 3.4028234663852886e38


class Refused(Exception):
    """A frame that breaks a rule; the code is the protocol's."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def coordinates(scheme, payload, shapes):
    values = _values(scheme, payload, shapes)
    if not all(map(math.isfinite, values)):
        raise Refused("not-finite")
    return values


def fits(length, scheme, shapes):
    """Whether a payload of the scheme may have so many bytes."""
    sizes = [math.prod(shape) for shape in shapes]
    count, tensors = sum(sizes), len(sizes)
    table = 4 + 12 * tensors
    exact = {FLOAT32: 4 * count, FLOAT16: 2 * count, SIGN: (count + 7) // 8, TERNARY: (count + 3) // 4,
             SCALED_SIGN: table + (count + 7) // 8, SCALED_TERNARY: table + (count + 3) // 4,
             BFLOAT16: 2 * count, NATURAL: (count + 7) // 8 + count}
    if scheme in exact:
        return length == exact[scheme]
    if scheme == SPARSE:
        least, most = 8, 8 + 5 * count
    elif scheme == QSGD:
        least, most = 16, 12 + 4 * count + (29 * count + 7) // 8
    elif scheme == INT8:
        least, most = 8 + count, 4 + 5 * count
    elif scheme == BLOCK_TERNARY:
        least, most = 8 + (count + 3) // 4, 4 + 4 * count + (count + 3) // 4
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
    if scheme == QSGD:
        return _qsgd(payload, count)
    if scheme == BFLOAT16:
        return [_float(bits << 16) for bits in struct.unpack("<%dH" % count, payload)]
    if scheme in (INT8, BLOCK_TERNARY):
        return _buckets(scheme, payload, count)
    if scheme == NATURAL:
        return _natural(payload, count)
    if scheme == ADACOMP:
        return _adacomp(payload, sizes)
    if scheme == EDEN:
        return _eden(payload, count)
    if scheme == POWER_SGD:
        return _power_sgd(payload, shapes)
    if scheme == PACKED:
        return _packed(payload, shapes)
    raise Refused("wrong-scheme")


def _float(bits):
    return struct.unpack("<f", struct.pack("<I", bits))[0]


def _rounded(value):
    """To the nearest float32, or infinity."""
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.inf


def _scales(payload, at, count):
    """As many floats, of which a NaN or an infinity is a fault that comes after all others."""
    if at + 4 * count > len(payload):
        raise Refused("malformed-frame")
    scales = struct.unpack_from("<%df" % count, payload, at)
    if any(scale < 0 for scale in scales):
        raise Refused("malformed-frame")
    return scales


def _check_reach(reaches):
    if not all(map(math.isfinite, reaches)):
        raise Refused("not-finite")


def _buckets(scheme, payload, count):
    size = int.from_bytes(payload[:4], "little")
    tail = count if scheme == INT8 else (count + 3) // 4
    if not 1 <= size < 1 << 31 or len(payload) != 4 + 4 * -(-count // size) + tail:
        raise Refused("malformed-frame")
    scales = _scales(payload, 4, -(-count // size))
    body = payload[4 + 4 * len(scales):]
    numbers = struct.unpack("<%db" % count, body) if scheme == INT8 else _votes(TERNARY, body, count)
    if -128 in numbers:
        raise Refused("malformed-frame")
    _check_reach(_rounded(scale * (127 if scheme == INT8 else 1)) for scale in scales)
    return [_rounded(scales[i // size] * number) for i, number in enumerate(numbers)]


def _natural(payload, count):
    signs, exponents = int.from_bytes(payload[:-count], "little"), payload[-count:]
    if signs >> count or any(signs >> i & 1 and exponent == 0 for i, exponent in enumerate(exponents)):
        raise Refused("malformed-frame")
    return [_float((signs >> i & 1) << 31 | exponent << 23) for i, exponent in enumerate(exponents)]


class _Bits:
    """The bits of a byte string, the least significant first."""

    def __init__(self, data):
        self.left, self.bits = 8 * len(data), int.from_bytes(data, "little")

    def next(self):
        if not self.left:
            raise Refused("malformed-frame")
        bit, self.bits, self.left = self.bits & 1, self.bits >> 1, self.left - 1
        return bit

    def omega(self, most):
        """A whole number from 1 in Elias' omega code."""
        number = 1
        while self.next():
            group = 1
            for _ in range(number):
                group = group << 1 | self.next()
                if group >= 1 << 31:
                    raise Refused("malformed-frame")
            number = group
        if number > most:
            raise Refused("malformed-frame")
        return number


def _qsgd(payload, count):
    most, size, kind, form, zero = struct.unpack_from("<IIBBH", payload)
    if not 1 <= most <= 65535 or not 1 <= size < 1 << 31 or kind > 1 or form > 1 or zero:
        raise Refused("malformed-frame")
    norms = _scales(payload, 12, -(-count // size))
    bits, levels = _Bits(payload[12 + 4 * len(norms):]), []
    for k, norm in enumerate(norms):
        length = min(size, count - k * size)
        levels += [0] * length if norm == 0 else _levels(bits, form, most, length)
    if bits.left > 7 or bits.bits:
        raise Refused("malformed-frame")
    steps = [_rounded(norm / most) for norm in norms]
    _check_reach(_rounded(step * most) for step in steps)
    return [_rounded(steps[i // size] * level) for i, level in enumerate(levels)]


def _levels(bits, form, most, length):
    levels = [0] * length
    if form == 0:
        for i in range(length):
            level = bits.omega(most + 1) - 1
            levels[i] = -level if level and bits.next() else level
        return levels
    at = -1
    for _ in range(bits.omega(length + 1) - 1):
        at += bits.omega(length - 1 - at)
        sign = -1 if bits.next() else 1
        levels[at] = sign * bits.omega(most)
    return levels


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
            values.append(_rounded(scale * whole) + 0.0)
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
            value = _rounded(p[i] * q[j])
            for k in range(1, rank):
                value = _rounded(value + _rounded(p[i + k] * q[j + k]))
            values.append(value + 0.0)
    return values


def _packed(payload, shapes):
    frame, method, zero, more, length = struct.unpack_from("<BBHIQ", payload)
    inside = payload[16:]
    if frame >= PACKED or method > 1 or zero or more:
        raise Refused("malformed-frame")
    if not fits(length, frame, shapes):
        raise Refused("wrong-length")
    if method == 1:
        inside = _unzstd(inside, length)
    if len(inside) != length:
        raise Refused("malformed-frame")
    return coordinates(frame, inside, shapes)


class NeedsZstd(Exception):
    """Python has it from 3.14 on; before that the package backports.zstd or zstandard has."""


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
    for name, unpack in (("compression.zstd", _stepwise), ("backports.zstd", _stepwise), ("zstandard", _at_once)):
        try:
            zstd = importlib.import_module(name)
        except ImportError:
            continue
        try:
            return unpack(zstd, frame, length)
        except zstd.ZstdError as corrupt:
            raise Refused("malformed-frame") from corrupt
    raise NeedsZstd("none of compression.zstd, backports.zstd and zstandard is there")


def _stepwise(zstd, frame, length):
    decompressor = zstd.ZstdDecompressor()
    data = decompressor.decompress(frame, length + 1)
    if not decompressor.eof or decompressor.unused_data:
        raise Refused("malformed-frame")
    return data


def _at_once(zstandard, frame, _):
    """No longer than the frame says, which is what it should be."""
    return zstandard.ZstdDecompressor().decompress(frame, allow_extra_data=False)
