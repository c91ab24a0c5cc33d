"""The networks of the benchmark in PyTorch, built from isoflop's own op list, so that both train the same thing.

Reads JSON lines: first {"nodes", "batch", "classes", "layout"}, then {"measure": "train" | "infer", "steps": n}; answers each with a JSON line of
CPU seconds per step. A window with `same` padding gets PyTorch's symmetrical k // 2, which is how its own networks are written and costs no copy.
"""
import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(0)


class DropPath(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, x):
        if not self.training or self.rate == 0:
            return x
        return x * (torch.rand(x.shape[0], 1, 1, 1) >= self.rate).float().div_(1 - self.rate)


class Multiply(nn.Module):
    def forward(self, x, gate):
        return x * gate


class Add(nn.Module):
    def forward(self, a, b):
        return a + b


class Flatten(nn.Module):
    def forward(self, x):
        return torch.flatten(x, 1)


ACTIVATIONS = {
    "relu": lambda: nn.ReLU(inplace=True),
    "relu6": lambda: nn.ReLU6(inplace=True),
    "silu": lambda: nn.SiLU(inplace=True),
    "sigmoid": nn.Sigmoid,
    "hard-swish": lambda: nn.Hardswish(inplace=True),
    "hard-sigmoid": nn.Hardsigmoid,
    "gelu": nn.GELU,
}


def padding(op):
    if op["padding"] == "same":
        return tuple(k // 2 for k in op["kernel"])
    if op["padding"] == "valid":
        return 0
    pads = op["padding"]
    assert pads["top"] == pads["bottom"] and pads["left"] == pads["right"]
    return (pads["top"], pads["left"])


def module(op, channels):
    kind = op["kind"]
    if kind == "conv2d":
        return nn.Conv2d(channels, op["filters"], tuple(op["kernel"]), tuple(op["stride"]), padding(op), groups=op["groups"], bias=op["bias"])
    if kind == "depthwise-conv2d":
        filters = channels * op["multiplier"]
        return nn.Conv2d(channels, filters, tuple(op["kernel"]), tuple(op["stride"]), padding(op), groups=channels, bias=op["bias"])
    if kind == "batch-norm":
        return nn.BatchNorm2d(channels, eps=op["epsilon"], momentum=1 - op["momentum"])
    if kind == "activation":
        return ACTIVATIONS[op["function"]]()
    if kind == "global-avg-pool":
        return nn.AdaptiveAvgPool2d(1)
    if kind == "dense":
        return nn.Sequential(Flatten(), nn.Linear(channels, op["units"], bias=op["bias"]))
    if kind == "dropout":
        return nn.Dropout(op["rate"])
    if kind == "drop-path":
        return DropPath(op["rate"])
    return {"add": Add, "multiply": Multiply}[kind]()


class Net(nn.Module):
    def __init__(self, nodes):
        super().__init__()
        self.inputs = [node["inputs"] for node in nodes]
        self.ops = nn.ModuleList(module(node["op"], nodes[node["inputs"][0]]["output"][2]) for node in nodes[1:])
        last = {source: index for index, node in enumerate(nodes) for source in node["inputs"]}
        # Outputs that nothing reads any more are let go, as in a module written by hand.
        self.free = [[source for source in set(node["inputs"]) if last[source] == index] for index, node in enumerate(nodes)]

    def forward(self, x):
        values = {0: x}
        for index, op in enumerate(self.ops, 1):
            values[index] = op(*(values[source] for source in self.inputs[index]))
            for source in self.free[index]:
                del values[source]
        return torch.flatten(values[len(self.ops)], 1)


def resident_bytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))


def main():
    idle = resident_bytes()
    setup = json.loads(sys.stdin.readline())
    height, width, channels = setup["nodes"][0]["output"]
    net = Net(setup["nodes"])
    x = torch.rand(setup["batch"], channels, height, width)
    y = torch.arange(setup["batch"]) % setup["classes"]
    if setup["layout"] == "channels_last":
        net = net.to(memory_format=torch.channels_last)
        x = x.contiguous(memory_format=torch.channels_last)
    kernels = [p for p in net.parameters() if p.dim() > 1]
    others = [p for p in net.parameters() if p.dim() <= 1]
    groups = [{"params": kernels, "weight_decay": 5e-4}, {"params": others, "weight_decay": 0}]
    optimizer = torch.optim.SGD(groups, 0.01, momentum=0.9, nesterov=True)

    def train():
        net.train()
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(net(x), y, label_smoothing=0.1)
        loss.backward()
        optimizer.step()
        return loss.item()

    def infer():
        net.eval()
        with torch.no_grad():
            return net(x)[0, 0].item()

    runs = {"train": train, "infer": infer}
    print(json.dumps({"ready": True, "version": torch.__version__, "params": sum(p.numel() for p in net.parameters()), "idleBytes": idle}), flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        seconds = []
        for _ in range(task["steps"]):
            start = time.process_time()
            runs[task["measure"]]()
            seconds.append(time.process_time() - start)
        print(json.dumps({"seconds": seconds}), flush=True)


main()
