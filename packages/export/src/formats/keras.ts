import { architectureHash } from '@isoflop/blocks';
import type { Exportable, Format } from '../format.js';
import { kerasCheck } from '../keras/check.js';
import { KERAS_HELPERS } from '../keras/helpers.js';
import { type KerasNetwork, kerasNetwork, kerasState } from '../keras/network.js';
import { compareInPython } from '../python/compare.js';
import { encodeSafetensors } from '../safetensors.js';

/** A Python file that builds the functional Keras 3 model, its weights, and how to use them; run by itself it writes `model.keras`. */
export const keras: Format = {
  holdsWeights: true,
  use: 'Keras 3: `from model import load; network = load()` in `keras/`, as `usage.py` shows; images [batch, height, width, channels]. `python model.py` writes `model.keras`.',
  tolerance: 1e-4,
  async write(exportable) {
    const { architecture, graph, weights } = exportable;
    const network = kerasNetwork(graph);
    const tensors = kerasState(graph, weights, network.layers);
    return [
      { path: 'keras/model.py', content: source(exportable, network) },
      { path: 'keras/model.safetensors', content: encodeSafetensors(tensors, { hash: architectureHash(architecture) }) },
      { path: 'keras/usage.py', content: usage(exportable) },
    ];
  },
  verify: (exportable, { folder }, probes) => compareInPython(kerasCheck, exportable, folder, probes),
};

function source({ architecture, graph, normalization }: Exportable, { lines, helpers }: KerasNetwork): string {
  const [height, width, channels] = graph.nodes[0].output;
  const perChannel = (values: readonly number[] | undefined, otherwise: string) =>
    `[${(values ?? new Array<string>(channels).fill(otherwise)).join(', ')}]`;
  return `"""${architecture.name}: a network exported by isoflop.

Architecture ${architectureHash(architecture)}.
Keras 3; load() reads model.safetensors beside this file, and python model.py writes model.keras.
"""

import json
import pathlib
import struct

import keras
import numpy
from keras import layers${helpers.size > 0 ? ', ops' : ''}

HEIGHT, WIDTH, CHANNELS = ${height}, ${width}, ${channels}
# Images are (pixel - MEAN) / STD, pixels from 0 to 1.${normalization ? '' : ' This network was not trained, so any scale does.'}
MEAN = numpy.array(${perChannel(normalization?.mean, '0.0')}, dtype="float32")
STD = numpy.array(${perChannel(normalization?.std, '1.0')}, dtype="float32")

${[...helpers]
  .sort()
  .map((helper) => `\n${KERAS_HELPERS[helper]}\n\n`)
  .join('')}
def build():
    """The network with new weights: images [batch, height, width, channels] to logits."""
${lines.map((line) => (line === '' ? '' : `    ${line}`)).join('\n')}


def read_safetensors(path):
    """The arrays of a .safetensors file, by name."""
    data = pathlib.Path(path).read_bytes()
    start = 8 + struct.unpack_from("<Q", data)[0]
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    return {
        name: numpy.frombuffer(memoryview(data)[start:][slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
        for name, entry in header.items()
    }


def load(path=pathlib.Path(__file__).with_name("model.safetensors")):
    """The network with the exported weights."""
    network = build()
    arrays = read_safetensors(path)
    for layer in network.layers:
        for weight in layer.weights:
            if weight.name != "seed_generator_state":  # of dropout
                weight.assign(arrays[f"{layer.name}/{weight.name}"])
    return network


if __name__ == "__main__":
    load().save("model.keras")
`;
}

const usage = ({ graph }: Exportable) => `import keras
import numpy

from model import CHANNELS, HEIGHT, MEAN, STD, WIDTH, load

network = load()
pixels = numpy.random.rand(1, HEIGHT, WIDTH, CHANNELS)  # your images, from 0 to 1
shares = keras.ops.softmax(network((pixels - MEAN) / STD, training=False))
print(keras.ops.top_k(shares, ${Math.min(5, graph.nodes[graph.nodes.length - 1].output[2])}))
# To train on: network.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True)); network.fit(...)
`;
