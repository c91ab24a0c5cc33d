import { toLayersModel } from '@isoflop/runtime';
import type { io } from '@tensorflow/tfjs';
import { ExportError, type FileContent, type Format } from '../format.js';
import { compareInTfjs } from './compare-in-tfjs.js';

const MODEL = 'tfjs/model.json';
const WEIGHTS = 'weights.bin';

/** A TensorFlow.js layers model of stock layers: `tf.loadLayersModel` opens it without isoflop. Its output is the logits. */
export const tfjs: Format = {
  holdsWeights: true,
  use: "TensorFlow.js: `await tf.loadLayersModel('tfjs/model.json')`, images [batch, height, width, channels].",
  tolerance: 1e-5,
  async write({ tf, graph, weights }) {
    const model = layersModel(tf, graph, weights);
    let files: FileContent[] = [];
    try {
      await model.save(
        tf.io.withSaveHandler(async (artifacts) => {
          files = filesOf(artifacts);
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
        }),
      );
    } finally {
      model.dispose();
    }
    return files;
  },
  async verify({ tf }, { read }, probes) {
    const description = JSON.parse(new TextDecoder().decode(await read(MODEL)));
    const weightData = (await read(`tfjs/${WEIGHTS}`)).buffer;
    const artifacts: io.ModelArtifacts = {
      modelTopology: description.modelTopology,
      format: description.format,
      weightSpecs: description.weightsManifest[0].weights,
      weightData,
    };
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
    return compareInTfjs(tf, loaded, probes);
  },
};

function layersModel(...[tf, graph, weights]: Parameters<typeof toLayersModel>) {
  try {
    return toLayersModel(tf, graph, weights);
  } catch (error) {
    if (error instanceof RangeError) throw new ExportError(error.message);
    throw error;
  }
}

function filesOf({ modelTopology, weightSpecs, weightData, generatedBy }: io.ModelArtifacts): FileContent[] {
  const weightsManifest = [{ paths: [WEIGHTS], weights: weightSpecs }];
  const description = { format: 'layers-model', generatedBy, convertedBy: 'isoflop', modelTopology, weightsManifest };
  const buffers = Array.isArray(weightData) ? weightData : [weightData as ArrayBuffer];
  return [
    { path: MODEL, content: JSON.stringify(description) },
    { path: `tfjs/${WEIGHTS}`, content: Buffer.concat(buffers.map((buffer) => Buffer.from(buffer))) },
  ];
}
