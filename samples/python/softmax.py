"""Local learning: a softmax classifier in plain Python, on examples of a CSV file or made-up ones."""

import csv
import math
import random

SAID = set()


def shape_of(layout):
    """Classes and features, where the layout is a weight matrix and a bias."""
    if len(layout) != 2 or len(layout[0]["shape"]) != 2 or layout[0]["shape"][:1] != layout[1]["shape"]:
        raise ValueError("this client learns a weight [classes, features] and a bias [classes] only")
    return layout[0]["shape"]


def examples(layout, file=None):
    """Pairs of features and label: a line of the file is the features and, last, the label."""
    classes, width = shape_of(layout)
    if not file:
        say_once("trains on %d made-up examples, which say nothing of any data; --examples FILE has real ones" % (20 * classes))
        centres = [[random.Random(c * width + f).gauss(0, 1) for f in range(width)] for c in range(classes)]
        return [([random.gauss(x, 0.5) for x in centres[i % classes]], i % classes) for i in range(20 * classes)]
    with open(file, newline="") as lines:
        rows = [([float(x) for x in row[:-1]], int(row[-1])) for row in csv.reader(lines) if row]
    if not rows or any(len(features) != width or not 0 <= label < classes for features, label in rows):
        raise ValueError("the examples do not fit a net of %d features and %d classes" % (width, classes))
    return rows


def say_once(text):
    if text not in SAID:
        SAID.add(text)
        print(text, flush=True)


def gradient(p, classes, width, batch):
    """The gradient of the mean cross-entropy, flat like the parameters."""
    result = [0.0] * len(p)
    for features, label in batch:
        scores = [p[classes * width + c] + sum(map(float.__mul__, p[c * width:(c + 1) * width], features))
                  for c in range(classes)]
        odds = [math.exp(score - max(scores)) for score in scores]
        for c in range(classes):
            error = (odds[c] / sum(odds) - (c == label)) / len(batch)
            result[classes * width + c] += error
            for f, feature in enumerate(features):
                result[c * width + f] += error * feature
    return result


def train(start, layout, terms, file=None):
    """Mini-batch gradient descent as an offer's training says: the end, the steps taken, the examples used."""
    (classes, width), p, deck, used = shape_of(layout), list(start), [], set()
    mine = examples(layout, file)[:terms["maxExamples"]]
    steps = terms.get("steps") or terms["epochs"] * math.ceil(len(mine) / terms["batch"])
    pace, shrink, v = terms.get("momentum", 0), terms.get("weightDecay", 0), [0.0] * len(p)
    for _ in range(steps):
        if not deck:
            deck = random.sample(range(len(mine)), len(mine))
        hand, deck = deck[:terms["batch"]], deck[terms["batch"]:]
        used.update(hand)
        slope = gradient(p, classes, width, [mine[i] for i in hand])
        v = [pace * last + g + terms["proximal"] * (now - then) + shrink * now
             for last, now, then, g in zip(v, p, start, slope)]
        p = [now - terms["learningRate"] * step for now, step in zip(p, v)]
    return p, steps, len(used)
