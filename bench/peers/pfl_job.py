"""The job on pfl-research: federated averaging, as many processes as torchrun starts, or one."""

import numpy
import torch
from pfl.aggregate.simulate import SimulatedBackend
from pfl.algorithm.base import NNAlgorithmParams
from pfl.algorithm.federated_averaging import FederatedAveraging
from pfl.callback.base import TrainingProcessCallback
from pfl.data.dataset import Dataset
from pfl.data.federated_dataset import FederatedDataset
from pfl.hyperparam.base import NNEvalHyperParams, NNTrainHyperParams
from pfl.internal.ops.pytorch_ops import distributed
from pfl.metrics import Metrics
from pfl.model.pytorch import PyTorchModel

import digits


class Net(torch.nn.Module):
    """The net with the two methods that pfl asks for."""

    def __init__(self, layers):
        super().__init__()
        self.net = digits.net(layers)

    def forward(self, images):
        return self.net(images)

    def loss(self, images, labels):
        return torch.nn.functional.cross_entropy(self(images), labels)

    def metrics(self, images, labels):
        return {}


class Marks(TrainingProcessCallback):
    """Tells of rounds that are over."""

    def __init__(self, rounds):
        self.rounds = rounds

    def after_central_iteration(self, aggregate_metrics, model, *, central_iteration):
        if distributed.global_rank == 0:
            digits.mark(central_iteration + 1, self.rounds)
        return False, Metrics()


def clients(path):
    """All clients' examples, made before the first round, drawn uniformly."""
    sets = [Dataset(digits.share(path, client)) for client in range(digits.job(path)["clients"])]
    return FederatedDataset(sets.__getitem__, lambda: numpy.random.randint(len(sets)))


def main():
    path = digits.path_of_job()
    job = digits.job(path)
    torch.manual_seed(job["seed"])
    numpy.random.seed(job["seed"])
    model = Net(job["layers"])
    pool = clients(path)
    FederatedAveraging().run(
        NNAlgorithmParams(
            central_num_iterations=job["rounds"],
            evaluation_frequency=job["rounds"] + 1,
            train_cohort_size=job["cohort"],
            val_cohort_size=0,
        ),
        SimulatedBackend(pool, pool),
        PyTorchModel(model, torch.optim.SGD, torch.optim.SGD(model.parameters(), lr=1.0)),
        NNTrainHyperParams(
            local_batch_size=job["batch"],
            local_num_epochs=job["epochs"],
            local_learning_rate=job["learningRate"],
        ),
        NNEvalHyperParams(local_batch_size=None),
        [Marks(job["rounds"])],
        send_metrics_to_platform=False,
    )
    if distributed.global_rank == 0:
        digits.end(digits.accuracy(model, job["data"]))


if __name__ == "__main__":
    main()
