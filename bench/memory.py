#!/usr/bin/python3
"""Resident memory of a run, from step to step and by kind.

    bench/memory.py CONFIG [KEY=VALUE]...   such as: bench/memory.py examples/smoke.yaml train.steps=1000

Runs ./distill in a temporary folder and adds up /proc/PID/smaps whenever a step of STEPS has been applied. Kinds: managed
(.NET's heap), code (compiled by .NET), malloc (glibc's heaps; .NET's compiler takes its memory there), files (libraries), rest
(tensors, stacks). MB are 1,000,000 bytes."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

STEPS = {1, 10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000}
KINDS = ("managed", "code", "malloc", "files", "rest")
MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)")
ARENA_BYTES = 64 << 20  # glibc aligns the heaps of all threads but the first to this.


def mappings(process_id):
    """(begin, end, path, resident bytes) of each mapping."""
    current = None
    for line in pathlib.Path(f"/proc/{process_id}/smaps").read_text().splitlines():
        if match := MAPPING.match(line):
            current = (int(match[1], 16), int(match[2], 16), match[4])
        elif line.startswith("Rss:"):
            yield *current, 1024 * int(line.split()[1])


def managed_range(found):
    """.NET reserves one range for its heap, larger than anything else: neighbouring mappings without a file."""
    best = begin = end = 0, 0
    begin = end = 0
    for first, last, path, _ in found:
        begin, end = (begin, last) if first == end and not path else (first, last)
        if end - begin > best[1] - best[0]:
            best = begin, end
    return best


def kind_of(mapping, managed):
    begin, end, path, _ = mapping
    if "doublemapper" in path:
        return "code"
    if path == "[heap]" or not path and begin % ARENA_BYTES == 0 and end - begin < ARENA_BYTES:
        return "malloc"
    if path.startswith("/"):
        return "files"
    return "managed" if managed[0] <= begin < managed[1] else "rest"


def read(process_id):
    found = list(mappings(process_id))
    managed = managed_range(found)
    resident = dict.fromkeys(KINDS, 0)
    for mapping in found:
        resident[kind_of(mapping, managed)] += mapping[3]
    return resident


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    settings = ["telemetry.log_every_seconds=0", *sys.argv[2:]]
    distill = root / "artifacts/bin/Cli/release/distill.dll"
    first = None
    print(f"{'':16}" + "".join(f"{name:>10}" for name in ("all", *KINDS)) + "  since step 10")
    with tempfile.TemporaryDirectory() as folder:
        command = ["dotnet", distill, "run", sys.argv[1], "--run-dir", f"{folder}/run", "--json"]
        command += [part for setting in settings for part in ("--set", setting)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for line in map(json.loads, process.stdout):
                if line["event"] != "evaluated" and not (line["event"] == "step" and line["step"] in STEPS):
                    continue
                resident = read(process.pid)
                total = sum(resident.values())
                if line["step"] == 10:
                    first = total
                growth = f"{100 * (total / first - 1):+14.2f} %" if first else ""
                figures = "".join(f"{value / 1e6:10.1f}" for value in (total, *resident.values()))
                print(f"{line['event']:10}{line['step']:6}{figures}{growth}", flush=True)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
