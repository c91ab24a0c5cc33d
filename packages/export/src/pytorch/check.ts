import type { PythonCheck } from '../python/compare.js';

/** Loads the exported file as a user would and answers the probes. */
export const torchCheck: PythonCheck = {
  missing: 'no Python here has PyTorch; apt-get install python3-torch, or set ISOFLOP_PYTHON to a Python that has it',
  program: `
import array, importlib.util, torch

def version():
    return "PyTorch " + torch.__version__

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
    return {"params": sum(p.numel() for p in model.parameters() if p.requires_grad)}
`,
};
