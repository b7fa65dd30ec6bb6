#!/usr/bin/env python3
"""How long a run stands still when the coordinator that leads it is killed.

    bench/failover.py [--trials 30] [--victims coordinator|both] [--standby|--no-standby]

Starts coordinators and two nodes on this machine, kills the leader (with --victims both a node as well) again and again, and reads
from the logs when the next generation begins. With --no-standby the same command is started again by hand instead. The killed
process comes back before the next trial. Prints each trial, and the quantiles.
"""
import argparse
import atexit
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """One of the run's processes, and when it said what. None is left when this program ends."""

    def __init__(self, *arguments):
        self.events = []
        self.process = subprocess.Popen(
            [os.path.join(ROOT, "distill"), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            start_new_session=True)
        atexit.register(self.kill)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stderr:
            try:
                self.events.append((time.monotonic(), json.loads(line)))
            except ValueError:
                self.events.append((time.monotonic(), {"event": "text", "text": line}))

    def kill(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def heard(self, event, since):
        return next((when for when, said in self.events if said.get("event") == event and when > since), None)


def wait(condition, what, limit=60):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    sys.exit(f"{what}: not within {limit} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=30)
    parser.add_argument("--victims", choices=["coordinator", "both"], default="coordinator")
    parser.add_argument("--standby", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    random.seed(1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    folder = tempfile.mkdtemp(prefix="failover-")
    ports = [free_port(), free_port()]
    seeds = ",".join(f"127.0.0.1:{port}" for port in ports[:2 if options.standby else 1])

    def coordinator(index):
        return Process(
            "coordinator", os.path.join(ROOT, "examples/bench-cluster.yaml"), "--run-dir", os.path.join(folder, "run"),
            "--listen", f"127.0.0.1:{ports[index]}", *(["--coordinator", seeds] if options.standby else []),
            "--set", "train.replicas=2", "--set", "cluster.nodes=2", "--set", "telemetry.log_format=json",
            "--set", "telemetry.tensorboard=false", "--set", "evaluate.every_epochs=1000000", "--set", "checkpoint.every_steps=1000000")

    def node():
        return Process("node", "--coordinator", seeds, "--threads", "1", "--log-format", "json")

    coordinators = {0: coordinator(0)}
    leader = 0
    wait(lambda: coordinators[0].heard("listening", 0), "the first coordinator")
    if options.standby:
        time.sleep(3)
        coordinators[1] = coordinator(1)
    nodes = [node(), node()]
    wait(lambda: coordinators[leader].heard("generation_begun", 0), "the first generation")
    stood = []
    try:
        for trial in range(options.trials):
            # Whoever was killed is back, has joined, and all train.
            time.sleep(6 + random.random())
            killed = time.monotonic()
            coordinators[leader].kill()
            if options.victims == "both":
                lost = random.randrange(2)
                nodes[lost].kill()
            if options.standby:
                former, leader = leader, 1 - leader
            else:
                coordinators[leader] = coordinator(leader)
            begun = wait(lambda: coordinators[leader].heard("generation_begun", killed), f"trial {trial}")
            stood.append(begun - killed)
            print(f"trial {trial + 1}: {stood[-1]:.3f} s", flush=True)
            if options.standby:
                coordinators[former] = coordinator(former)
            if options.victims == "both":
                nodes[lost] = node()
    finally:
        for process in [*coordinators.values(), *nodes]:
            process.kill()
        shutil.rmtree(folder)
    ordered = sorted(stood)
    print(f"{len(ordered)} trials: median {ordered[len(ordered) // 2]:.3f} s, p90 {ordered[int(0.9 * (len(ordered) - 1))]:.3f} s, "
          f"max {ordered[-1]:.3f} s")


if __name__ == "__main__":
    main()
