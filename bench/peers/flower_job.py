"""The job on Flower: federated averaging in its simulation engine, a Ray actor a core."""

import os

import torch
from flwr.clientapp import ClientApp
from flwr.common import ArrayRecord, Message, MetricRecord, RecordDict
from flwr.serverapp import ServerApp
from flwr.serverapp.strategy import FedAvg
from flwr.simulation import run_simulation

import digits

PATH = digits.path_of_job()
JOB = digits.job(PATH)

client_app = ClientApp()
server_app = ServerApp()


@client_app.train()
def train(message, context):
    """One client's local epochs from the parameters it was sent."""
    images, labels = digits.share(PATH, int(context.node_config["partition-id"]))
    model = digits.net(JOB["layers"])
    model.load_state_dict(message.content["arrays"].to_torch_state_dict())
    descent = torch.optim.SGD(model.parameters(), lr=JOB["learningRate"])
    for _ in range(JOB["epochs"]):
        for start in range(0, len(labels), JOB["batch"]):
            batch = slice(start, start + JOB["batch"])
            descent.zero_grad()
            torch.nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            descent.step()
    content = {"arrays": ArrayRecord(model.state_dict()), "metrics": MetricRecord({"num-examples": len(labels)})}
    return Message(content=RecordDict(content), reply_to=message)


class Averaging(FedAvg):
    """Federated averaging that does not go on without clients that failed."""

    def aggregate_train(self, server_round, replies):
        replies = list(replies)
        failed = [reply.error.reason for reply in replies if reply.has_error()]
        if failed or len(replies) != JOB["cohort"]:
            raise RuntimeError(f"round {server_round} had {len(replies)} replies, {len(failed)} of them failures: {failed[:1]}")
        return super().aggregate_train(server_round, replies)


@server_app.main()
def serve(grid, context):
    """All rounds, then the evaluation on the test set."""
    torch.manual_seed(JOB["seed"])
    model = digits.net(JOB["layers"])
    strategy = Averaging(
        fraction_train=JOB["cohort"] / JOB["clients"],
        fraction_evaluate=0.0,
        min_train_nodes=JOB["cohort"],
        min_available_nodes=JOB["clients"],
    )
    result = strategy.start(
        grid=grid,
        initial_arrays=ArrayRecord(model.state_dict()),
        num_rounds=JOB["rounds"],
        evaluate_fn=lambda number, arrays: digits.mark(number, JOB["rounds"]) if number > 0 else None,
    )
    model.load_state_dict(result.arrays.to_torch_state_dict())
    digits.end(digits.accuracy(model, JOB["data"]))


if __name__ == "__main__":
    run_simulation(
        server_app,
        client_app,
        num_supernodes=JOB["clients"],
        backend_config={
            "client_resources": {"num_cpus": 1, "num_gpus": 0.0},
            "init_args": {"num_cpus": os.cpu_count(), "include_dashboard": False, "logging_level": "ERROR"},
        },
    )
