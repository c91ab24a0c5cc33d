"""Counts a torchvision network with forward hooks, the usual way, and times it. Prints one line of JSON.

usage: cost_torch.py NAME RESOLUTION RUNS
"""
import json
import sys
import time

import torch
import torchvision


def count(model, resolution):
    """Parameters, and multiply-adds of convolutions and dense layers, of one image."""
    macs = 0

    def hook(module, inputs, output):
        nonlocal macs
        if isinstance(module, torch.nn.Conv2d):
            height, width = module.kernel_size
            macs += output.numel() * (module.in_channels // module.groups) * height * width
        else:
            macs += output.numel() * module.in_features

    hooks = [m.register_forward_hook(hook) for m in model.modules() if isinstance(m, (torch.nn.Conv2d, torch.nn.Linear))]
    with torch.no_grad():
        model.eval()(torch.zeros(1, 3, resolution, resolution))
    for handle in hooks:
        handle.remove()
    return sum(p.numel() for p in model.parameters()), macs


def main():
    name, resolution, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(1)
    start = time.perf_counter()
    model = getattr(torchvision.models, name)()
    build_seconds = time.perf_counter() - start
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        params, macs = count(model, resolution)
        seconds.append(time.perf_counter() - start)
    seconds.sort()
    print(json.dumps({
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "params": params,
        "macs": macs,
        "buildSeconds": build_seconds,
        "countSeconds": seconds[len(seconds) // 2],
    }))


main()
