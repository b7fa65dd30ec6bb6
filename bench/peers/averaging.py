#!/usr/bin/python3
"""The gloo side of `distill bench averaging`: torch.distributed's all_reduce among processes of this machine.

It talks in lines, so that the benchmark can interleave both sides on a noisy machine. It first prints
{"ready": true, ...}. Then each line of input is answered by one line of JSON:

    run N     N times all_reduce, one after the other   {"rounds": N, "seconds": S}; S of the slowest process
    quit      ends the program; so does the end of input

A line that is none of these is answered by {"error": "..."}. The sum is not divided by the number of processes, which gloo
cannot do in the same pass: the peer does a little less than the product. --divide adds that pass.

Every process has one PyTorch thread, and is pinned to nothing. Between two runs all of them wait and use no processor.
"""

import argparse
import json
import os
import socket
import sys
import time


def parse_arguments():
    parser = argparse.ArgumentParser(description="Timed all_reduce over gloo, driven line by line.")
    parser.add_argument("--processes", type=int, required=True)
    parser.add_argument("--elements", type=int, required=True, help="of each process's vector, float32")
    parser.add_argument("--divide", action="store_true", help="divide each sum by the number of processes")
    return parser.parse_args()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


ARGUMENTS = parse_arguments()
# OpenMP reads this when it loads, and gloo its interface, so they are set before PyTorch is imported.
os.environ.update(OMP_NUM_THREADS="1", GLOO_SOCKET_IFNAME="lo", MASTER_ADDR="127.0.0.1", MASTER_PORT=str(free_port()))


class Member:
    def __init__(self, rank, arguments):
        import torch
        from torch import distributed
        self.torch, self.distributed, self.arguments = torch, distributed, arguments
        torch.set_num_threads(1)
        distributed.init_process_group("gloo", rank=rank, world_size=arguments.processes)
        self.vector = torch.empty(arguments.elements)

    def run(self, rounds):
        # Sums grow from round to round; these stay normal numbers for long, and what is infinite is not slower.
        self.vector.uniform_(1e-30, 2e-30)
        self.distributed.barrier()
        start = time.perf_counter()
        for _ in range(rounds):
            self.distributed.all_reduce(self.vector)
            if self.arguments.divide:
                self.vector /= self.arguments.processes
        return time.perf_counter() - start


def fork_followers(count):
    """Children that read rounds from one pipe and write seconds to another. Returns (rank, ends of pipes)."""
    pipes = []
    for rank in range(1, count + 1):
        to_child, to_parent = os.pipe(), os.pipe()
        if os.fork() == 0:
            for reading, writing in pipes:
                reading.close(), writing.close()
            os.close(to_child[1]), os.close(to_parent[0])
            return rank, [(os.fdopen(to_child[0]), os.fdopen(to_parent[1], "w", 1))]
        os.close(to_child[0]), os.close(to_parent[1])
        pipes.append((os.fdopen(to_parent[0]), os.fdopen(to_child[1], "w", 1)))
    return 0, pipes


def follow(member, requests, answers):
    for line in requests:
        answers.write(f"{member.run(int(line))}\n")
    os._exit(0)  # Standard input and output are the leader's.


def lead(member, pipes):
    say({"ready": True, "torch": member.torch.__version__, "processes": ARGUMENTS.processes, "elements": ARGUMENTS.elements})
    for line in sys.stdin:
        words = line.split()
        if words == ["quit"]:
            break
        if len(words) != 2 or words[0] != "run" or not words[1].isdigit() or int(words[1]) < 1:
            say({"error": f"unknown request '{line.strip()}'; it is 'run N' or 'quit'"})
            continue
        for _, requests in pipes:
            requests.write(words[1] + "\n")
        seconds = [member.run(int(words[1]))] + [float(answers.readline()) for answers, _ in pipes]
        say({"rounds": int(words[1]), "seconds": max(seconds)})


def say(message):
    print(json.dumps(message), flush=True)


def main():
    rank, pipes = fork_followers(ARGUMENTS.processes - 1)
    member = Member(rank, ARGUMENTS)
    if rank == 0:
        lead(member, pipes)
    else:
        follow(member, *pipes[0])


if __name__ == "__main__":
    main()
