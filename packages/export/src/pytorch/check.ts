import type { PythonCheck } from '../python/compare.js';
import { TRAINING } from '../python/training.js';

/** Loads the exported file as a user would and answers the probes. */
export const torchCheck: PythonCheck = {
  missing: 'no Python here has PyTorch; apt-get install python3-torch, or set ISOFLOP_PYTHON to a Python that has it',
  program: `
${TRAINING}
import array, importlib.util, torch
from torch import nn

def version():
    return "PyTorch " + torch.__version__

def train(network, images):
    """A step of gradient descent on one batch: losses, and what training would not reach."""
    network.train()
    norms = {name: module for name, module in network.named_modules() if isinstance(module, nn.BatchNorm2d)}
    averages = {name: (norm.running_mean.clone(), norm.running_var.clone()) for name, norm in norms.items()}
    weights = {name: weight for name, weight in network.named_parameters() if weight.requires_grad}

    def loss_now():
        torch.manual_seed(0)  # the same dropout in every step, so that losses compare
        logits = network(images)
        return nn.functional.cross_entropy(logits, torch.arange(len(logits)) % logits.shape[1])

    loss = loss_now()
    loss.backward()
    reached = {name: (weight.detach().clone(), weight.grad) for name, weight in weights.items() if weight.grad is not None}
    squares = [float(gradient.square().sum()) for _, gradient in reached.values()]

    @torch.no_grad()
    def step(rate, first):
        for index, (name, (start, gradient)) in enumerate(reached.items()):
            weights[name].copy_(start - rate * gradient if index >= first else start)
        return loss_now().item()

    losses = [loss.item(), descend(loss.item(), squares, step)]
    still = [name for name, (mean, var) in averages.items()
             if torch.equal(mean, norms[name].running_mean) and torch.equal(var, norms[name].running_var)]
    return {"losses": losses, "untrained": [name for name in weights if name not in reached], "still": still}

def check(request):
    spec = importlib.util.spec_from_file_location("exported_model", request["folder"] + "/pytorch/model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model = module.load()
    for probe in request["probes"]:
        with open(probe["images"], "rb") as file:
            images = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(probe["shape"])
        with torch.inference_mode():
            logits = model(images.permute(0, 3, 1, 2))
        with open(probe["answer"], "wb") as file:
            array.array("f", logits.flatten().tolist()).tofile(file)
    params = sum(p.numel() for p in model.parameters() if p.requires_grad)
    _, height, width, channels = images.shape
    torch.manual_seed(0)
    batch = torch.randn(request["trainingImages"], channels, height, width)
    return {"params": params, "training": train(model, batch)}
`,
};
