"""Copies the runs of a sweep to MLflow, with MLflow's own client; what is there already is left as it is.

    python3 mlflow_export.py DIR [--experiment NAME] [--tracking URI] [--artifacts URI]

DIR is the folder of psephos simulate … --out DIR. Of each run: parameters are the keys that were set and the seed,
metrics are accuracy, loss and bytes by round, tags are version and digest, and the job file is an artefact. The
tracking server is that of MLFLOW_TRACKING_URI, where no other is named, and MLflow says where artefacts are kept (below
the current folder, where there is no server), unless --artifacts does when the experiment is made.
"""
import argparse
import json
import pathlib
import time

from mlflow import MlflowClient
from mlflow.entities import Metric, Param

MOST_METRICS = 1000  # that MLflow takes in one call
MEASURES = ("accuracy", "loss", "uploadBytes", "downloadBytes")


def experiment(client, name, artifacts):
    """The id of the experiment, which is made where it is missing."""
    known = client.get_experiment_by_name(name)
    return known.experiment_id if known else client.create_experiment(name, artifacts)


def is_there(client, where, key):
    """Whether the run was copied before, to its end."""
    wanted = f"tags.`psephos.key` = '{key}' and attributes.status != 'RUNNING'"
    return bool(client.search_runs([where], filter_string=wanted, max_results=1))


def copy(client, where, run, name):
    """Copies one run."""
    now = int(time.time() * 1000)
    tags = {"mlflow.runName": name, "psephos.key": run["key"], "psephos.version": run["version"],
            "psephos.digest": run["digest"], "psephos.state": run["state"], "psephos.reason": run["reason"] or ""}
    copied = client.create_run(where, start_time=now - int(run["seconds"] * 1000), tags=tags).info.run_id
    params = {"job": run["job"], "seed": run["seed"], **run["set"]}
    client.log_batch(copied, params=[Param(key, text(value)) for key, value in params.items()])
    metrics = [Metric(measure, point[measure], now, point["round"])
               for point in run["points"] for measure in MEASURES if point[measure] is not None]
    for start in range(0, len(metrics), MOST_METRICS):
        client.log_batch(copied, metrics=metrics[start:start + MOST_METRICS])
    client.log_text(copied, json.dumps(run["jobFile"], indent=2), "job.json")
    client.set_terminated(copied, "FINISHED" if run["state"] == "finished" else "FAILED", now)


def text(value):
    """A value as a job file has it."""
    return value if isinstance(value, str) else json.dumps(value)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", metavar="DIR")
    parser.add_argument("--experiment", default="psephos")
    parser.add_argument("--tracking", metavar="URI")
    parser.add_argument("--artifacts", metavar="URI")
    arguments = parser.parse_args()
    client = MlflowClient(arguments.tracking)
    where = experiment(client, arguments.experiment, arguments.artifacts)
    copied = left = 0
    for file in sorted(pathlib.Path(arguments.folder, "runs").glob("*.json")):
        run = json.loads(file.read_text("utf-8"))
        if is_there(client, where, run["key"]):
            left += 1
        else:
            copy(client, where, run, file.stem)
            copied += 1
    print(f"copied: {copied}, there already: {left}")


if __name__ == "__main__":
    main()
