"""What the peers' scripts share: the job, its examples and its net, on torch."""

import gzip
import json
import os
import sys
from functools import lru_cache

import numpy
import torch


@lru_cache
def job(path):
    with open(path) as file:
        return json.load(file)


def values(folder, stem, header):
    """The bytes of an IDX file after its header."""
    path = os.path.join(folder, "mnist", stem)
    open_file = gzip.open if os.path.exists(path + ".gz") else open
    with open_file(path + ".gz" if open_file is gzip.open else path, "rb") as file:
        return numpy.frombuffer(file.read(), dtype=numpy.uint8, offset=header)


@lru_cache
def examples(folder, part):
    """The images as bytes, a row each, and the labels; part is train or t10k."""
    images = values(folder, part + "-images-idx3-ubyte", 16).reshape(-1, 784)
    return images, values(folder, part + "-labels-idx1-ubyte", 8)


def tensors(images, labels):
    return torch.from_numpy(images.astype(numpy.float32) / 255), torch.from_numpy(labels.astype(numpy.int64))


@lru_cache(maxsize=None)
def share(path, client):
    """The examples of a client, as tensors that are made once a process."""
    images, labels = examples(job(path)["data"], "train")
    indices = shares(job(path)["partition"])[client]
    return tensors(images[indices], labels[indices])


@lru_cache
def shares(path):
    with open(path) as file:
        return json.load(file)


def net(layers):
    """Linear layers with rectifiers between them, begun as psephos does: He et al. (2015), or zeros where none is hidden."""
    steps = []
    for fan_in, fan_out in zip(layers, layers[1:]):
        linear = torch.nn.Linear(fan_in, fan_out)
        if len(layers) > 2:
            torch.nn.init.kaiming_uniform_(linear.weight, nonlinearity="relu")
        else:
            torch.nn.init.zeros_(linear.weight)
        torch.nn.init.zeros_(linear.bias)
        steps += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*steps[:-1])


@torch.no_grad()
def accuracy(model, folder):
    """The share of the test set that the model gets right."""
    images, labels = tensors(*examples(folder, "t10k"))
    return (model(images).argmax(dim=1) == labels).float().mean().item()


def mark(number, of):
    """Tells that a round is over, twenty times a run, as psephos does."""
    if number % max(1, of // 20) == 0:
        print(f"round {number}/{of}", flush=True)


def end(result):
    print(json.dumps({"accuracy": result}), flush=True)


def path_of_job():
    return sys.argv[1]
