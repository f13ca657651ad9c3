"""The runs of a sweep as pandas tables; from the command line, the mean and deviation of each setting.

    python3 psephos_results.py DIR      # DIR as in psephos simulate … --out DIR
"""
import json
import pathlib
import sys

import pandas


def runs(folder):
    """A row for each run; a key that was set is the column set.KEY."""
    files = sorted(pathlib.Path(folder, "runs").glob("*.json"))
    return pandas.json_normalize([json.loads(file.read_text("utf-8")) for file in files], max_level=1)


def points(folder):
    """A row for each evaluation of each run: digest of the run's key, round, accuracy, loss, bytes and seconds."""
    return pandas.concat([pandas.DataFrame(run.points).assign(key=run.key) for run in runs(folder).itertuples()])


if __name__ == "__main__":
    table = runs(sys.argv[1])
    keys = [column for column in table if column.startswith("set.")] or ["job"]
    finished = table[table.state == "finished"].astype({key: str for key in keys})
    print(finished.groupby(keys).accuracy.agg(["count", "mean", "std"]).sort_values("mean", ascending=False))
