"""Runs Apache Otava's own change point detection on the series given as JSON on standard input.

OTAVA_PATH is a checkout of https://github.com/apache/otava (Apache License 2.0). Needs NumPy and SciPy."""
import json
import os
import sys

sys.path.insert(0, os.environ["OTAVA_PATH"])
from otava.analysis import compute_change_points  # noqa: E402

request = json.load(sys.stdin)
results = []
for series in request["series"]:
    points, _ = compute_change_points(
        series,
        window_len=50,
        max_pvalue=request["largestPValue"],
        min_magnitude=request["minimumMagnitude"],
    )
    results.append(
        [{"index": int(p.index), "change": float(p.stats.forward_rel_change())} for p in points]
    )
json.dump(results, sys.stdout)
