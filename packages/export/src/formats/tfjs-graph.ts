import type { io } from '@tensorflow/tfjs';
import type { Format } from '../format.js';
import { inferenceGraph } from '../graph-model/graph.js';
import { graphModel } from '../graph-model/model.js';
import { compareInTfjs } from './compare-in-tfjs.js';

const MODEL = 'tfjs-graph/model.json';
const WEIGHTS = 'weights.bin';

/** A TensorFlow.js graph model: for inference only, but of every op that a network may have. */
export const tfjsGraph: Format = {
  holdsWeights: true,
  use: "TensorFlow.js, for inference only: `await tf.loadGraphModel('tfjs-graph/model.json')`, images [batch, height, width, channels].",
  tolerance: 1e-5,
  async write({ graph, weights }) {
    // TensorFlow.js knows no groups.
    const model = graphModel(inferenceGraph(graph, weights, { grouped: false }), WEIGHTS);
    return [
      { path: MODEL, content: JSON.stringify(model.description) },
      { path: `tfjs-graph/${WEIGHTS}`, content: model.weights },
    ];
  },
  async verify({ tf }, { read }, probes) {
    const { weightsManifest, ...rest } = JSON.parse(new TextDecoder().decode(await read(MODEL)));
    const artifacts: io.ModelArtifacts = {
      ...rest,
      weightSpecs: weightsManifest[0].weights,
      weightData: (await read(`tfjs-graph/${WEIGHTS}`)).buffer,
    };
    const loaded = await tf.loadGraphModel(tf.io.fromMemory(artifacts));
    return compareInTfjs(tf, loaded, probes);
  },
};
