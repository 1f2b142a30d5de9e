"""The conversation with the benchmark: a line with the version, then for each request {"work", "reps"} a line of milliseconds."""

import json
import sys
import time

IMAGES = (10, 32, 224, 224)
FEATURES = (8, 64, 128, 128)
NORMALS = 16_000_000
QUANTILES = (0.01, 0.25, 0.5, 0.75, 0.99)


def threads():
    return int(sys.argv[1])


def serve(version, works):
    print(json.dumps({"version": version, "works": list(works)}), flush=True)
    name, run = None, None
    for line in sys.stdin:
        request = json.loads(line)
        if request["work"] != name:
            run = None
            name, run = request["work"], works[request["work"]]()
        times = []
        for _ in range(request["reps"]):
            start = time.perf_counter()
            result = run()
            times.append((time.perf_counter() - start) * 1000)
            del result
        print(json.dumps({"ms": times}), flush=True)
