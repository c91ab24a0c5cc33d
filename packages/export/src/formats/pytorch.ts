import { architectureHash } from '@isoflop/blocks';
import type { Exportable, Format } from '../format.js';
import { compareInPython } from '../python/compare.js';
import { torchCheck } from '../pytorch/check.js';
import { HELPERS } from '../pytorch/helpers.js';
import { type TorchNetwork, torchNetwork } from '../pytorch/network.js';
import { torchState } from '../pytorch/state.js';
import { encodeSafetensors } from '../safetensors.js';

/** A Python file of plain PyTorch, its weights as safetensors, and how to use them. */
export const pytorch: Format = {
  holdsWeights: true,
  use: 'PyTorch: `from model import load; network = load()` in `pytorch/`, as `usage.py` shows; images [batch, channels, height, width].',
  tolerance: 1e-4,
  async write(exportable) {
    const { architecture, graph, weights } = exportable;
    const network = torchNetwork(architecture, graph);
    const tensors = torchState(graph, weights, network.layers);
    return [
      { path: 'pytorch/model.py', content: source(exportable, network) },
      { path: 'pytorch/model.safetensors', content: encodeSafetensors(tensors, { format: 'pt', hash: architectureHash(architecture) }) },
      { path: 'pytorch/usage.py', content: usage(exportable) },
    ];
  },
  verify: (exportable, { folder }, probes) => compareInPython(torchCheck, exportable, folder, probes),
};

function source({ architecture, graph, normalization }: Exportable, { classes, helpers }: TorchNetwork): string {
  const [height, width, channels] = graph.nodes[0].output;
  const functional = [...classes, ...helpers].some((text) => text.includes('F.')) || helpers.size > 0;
  const perChannel = (values: readonly number[] | undefined, otherwise: string) =>
    `torch.tensor([${(values ?? new Array<string>(channels).fill(otherwise)).join(', ')}])[:, None, None]`;
  const parts = [
    `"""${architecture.name}: a network exported by isoflop.\n\nArchitecture ${architectureHash(architecture)}.\nPlain PyTorch; load() reads model.safetensors beside this file.\n"""`,
    [
      'import json',
      'import pathlib',
      'import struct',
      '',
      'import torch',
      ...(functional ? ['import torch.nn.functional as F'] : []),
      'from torch import nn',
    ].join('\n'),
    [
      `CHANNELS, HEIGHT, WIDTH = ${channels}, ${height}, ${width}`,
      `# Images are (pixel - MEAN) / STD, pixels from 0 to 1.${normalization ? '' : ' This network was not trained, so any scale does.'}`,
      `MEAN = ${perChannel(normalization?.mean, '0.0')}`,
      `STD = ${perChannel(normalization?.std, '1.0')}`,
    ].join('\n'),
    ...[...helpers].sort().map((helper) => HELPERS[helper]),
    ...classes,
    LOADER,
  ];
  return `${parts.slice(0, 3).join('\n\n')}\n\n\n${parts.slice(3).join('\n\n\n')}\n`;
}

const LOADER = `def read_safetensors(path):
    """The arrays of a .safetensors file, by name."""
    data = bytearray(pathlib.Path(path).read_bytes())
    start = 8 + struct.unpack_from("<Q", data)[0]
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    kinds = {"F32": torch.float32, "I64": torch.int64}
    whole = memoryview(data)[start:]
    return {
        name: torch.frombuffer(whole[slice(*entry["data_offsets"])], dtype=kinds[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
    }


def load(path=pathlib.Path(__file__).with_name("model.safetensors")):
    """The network with the exported weights, ready for inference; call train() to go on training."""
    network = Network()
    network.load_state_dict(read_safetensors(path))
    return network.eval()`;

const usage = ({ graph }: Exportable) => `import torch

from model import CHANNELS, HEIGHT, MEAN, STD, WIDTH, load

network = load()
pixels = torch.rand(1, CHANNELS, HEIGHT, WIDTH)  # your images, from 0 to 1
with torch.inference_mode():
    shares = network((pixels - MEAN) / STD).softmax(1)
print(shares.topk(${Math.min(5, graph.nodes[graph.nodes.length - 1].output[2])}))
`;
