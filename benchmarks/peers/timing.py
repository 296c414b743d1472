"""Times one engine on the sheets of a job and writes its answers."""
import json
import sys
import time

import numpy as np


def run(prepare):
    """
    Time what `prepare` gives and print the seconds of each round and the most memory of the process.

    `prepare` takes the plain rules and the sheets, an array of option numbers with one row per sheet, and gives a
    function without arguments that returns the columns total, stars and unmet marks of each level; what these are
    iterated for is not timed. The first round warms up.
    """
    with open(sys.argv[1]) as file:
        job = json.load(file)
    sheets = np.fromfile(job["sheets"], dtype=np.uint8).reshape(-1, len(job["rules"]["criteria"]))
    rate = prepare(job["rules"], sheets)
    seconds = []
    for _ in range(job["rounds"] + 1):
        start = time.perf_counter()
        answers = rate()
        seconds.append(time.perf_counter() - start)
    np.stack(list(answers), axis=1).astype(np.uint8).tofile(job["answers"])
    with open("/proc/self/status") as file:
        peak = next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))
    print(json.dumps({"seconds": seconds[1:], "peak_bytes": peak}))
