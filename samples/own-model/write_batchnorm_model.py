"""Writes an untrained model with batch normalization, weights in 16 bits. Needs: pip install numpy safetensors"""

import numpy
from safetensors.numpy import save_file

random = numpy.random.default_rng(7)
HIDDEN, INPUTS, CLASSES = 16, 2, 3


def halves(scale, *shape):
    return random.normal(0, scale, shape).astype(numpy.float16)


save_file({
    "layer1.weight": halves(1.0, HIDDEN, INPUTS),
    "layer1.bias": halves(0.3, HIDDEN),
    "norm.weight": numpy.ones(HIDDEN, numpy.float32),
    "norm.bias": numpy.zeros(HIDDEN, numpy.float32),
    "norm.running_mean": numpy.zeros(HIDDEN, numpy.float32),
    "norm.running_var": numpy.ones(HIDDEN, numpy.float32),
    "norm.num_batches_tracked": numpy.array(0, numpy.int64),
    "layer2.weight": halves(0.1, CLASSES, HIDDEN),
}, "batchnorm.safetensors", metadata={"format": "pt"})
