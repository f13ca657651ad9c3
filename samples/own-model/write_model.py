"""Writes an untrained model and the examples of three devices. Needs: pip install numpy tinygrad"""

import numpy
from tinygrad import Tensor
from tinygrad.nn.state import safe_save

random = numpy.random.default_rng(7)
HIDDEN, INPUTS, CLASSES = 16, 2, 3


def tensor(scale, *shape):
    return Tensor(random.normal(0, scale, shape).astype(numpy.float32))


safe_save({
    "layer2.weight": tensor(0.1, CLASSES, HIDDEN),
    "layer1.weight": tensor(1.0, HIDDEN, INPUTS),
    "layer1.bias": tensor(0.3, HIDDEN),
}, "rings.safetensors", metadata={"made-by": "write_model.py"})


def write_examples(file, count):
    """Lines of label,x,y: points on three rings around the origin."""
    with open(file, "w") as lines:
        for label in numpy.arange(count) % CLASSES:
            angle, radius = random.uniform(0, 2 * numpy.pi), 0.35 + 0.65 * label + random.normal(0, 0.12)
            lines.write("%d,%.2f,%.2f\n" % (label, radius * numpy.cos(angle), radius * numpy.sin(angle)))


for device in (1, 2, 3):
    write_examples("examples-%d.csv" % device, 60)
write_examples("examples-held-out.csv", 150)
