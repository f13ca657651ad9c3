"""The iid partition of `psephos simulate`, repeated: indices shuffled by SplitMix64 and cut into equal pieces."""

import gzip
import os
import re

MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def ints(seed):
    """The 32-bit numbers that java.util.SplittableRandom returns."""
    while True:
        seed = (seed + GAMMA) & MASK
        z = ((seed ^ (seed >> 33)) * 0x62A9D9ED799705F5) & MASK
        yield ((z ^ (z >> 28)) * 0xCB24D0A5C88C35B3 & MASK) >> 32


def below(bound, numbers):
    """The next number below the bound, each being equally likely."""
    number = next(numbers)
    if bound & (bound - 1) == 0:
        return number & (bound - 1)
    number >>= 1
    while number - number % bound + bound > 1 << 31:
        number = next(numbers) >> 1
    return number % bound


def iid(examples, clients, seed):
    """The indices of each client's examples."""
    numbers = ints(seed)
    order = list(range(examples))
    for i in range(examples - 1, 0, -1):
        other = below(i + 1, numbers)
        order[i], order[other] = order[other], order[i]
    return [order[examples * c // clients : examples * (c + 1) // clients] for c in range(clients)]


def is_told(lines, shares, labels):
    """Whether the table of `psephos simulate --verbose` counts the same examples of each class for every client it lists."""
    told = [re.findall(r"\d+|·", line) for line in lines if re.fullmatch(r" +\d+( +(\d+|·)){11}", line.rstrip())]
    rows = [[0 if cell == "·" else int(cell) for cell in row] for row in told]
    return len(rows) > 0 and all(
        row[1:11] == [sum(labels[i] == digit for i in shares[row[0]]) for digit in range(10)] for row in rows
    )


def labels(folder):
    """The labels of MNIST's training examples."""
    path = os.path.join(folder, "mnist", "train-labels-idx1-ubyte")
    with gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb") as file:
        return file.read()[8:]
