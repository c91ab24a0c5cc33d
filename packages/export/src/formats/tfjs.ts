import { buildModel, type TensorFlow, toLayersModel } from '@isoflop/runtime';
import type { io, Tensor } from '@tensorflow/tfjs';
import { type Exportable, ExportError, type FileContent, type Format } from '../format.js';

const MODEL = 'tfjs/model.json';
const WEIGHTS = 'weights.bin';

/** A TensorFlow.js layers model of stock layers: `tf.loadLayersModel` opens it without isoflop. Its output is the logits. */
export const tfjs: Format = {
  async write({ tf, graph, weights }) {
    const model = toLayersModel(tf, graph, weights);
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
  async verify(exportable, read) {
    const { tf, graph } = exportable;
    const description = JSON.parse(new TextDecoder().decode(await read(MODEL)));
    const weightData = (await read(`tfjs/${WEIGHTS}`)).buffer;
    const artifacts: io.ModelArtifacts = {
      modelTopology: description.modelTopology,
      format: description.format,
      weightSpecs: description.weightsManifest[0].weights,
      weightData,
    };
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
    try {
      const [height, width, channels] = graph.nodes[0].output;
      const errors = [1, 3].map((batch) => difference(exportable, [batch, height, width, channels], (x) => loaded.predict(x) as Tensor));
      const worst = Math.max(...errors);
      if (Number.isNaN(worst)) throw new ExportError(`${MODEL}: outputs must be finite, got NaN; check the weights`);
      return worst;
    } finally {
      loaded.dispose();
    }
  },
};

function filesOf({ modelTopology, weightSpecs, weightData, generatedBy }: io.ModelArtifacts): FileContent[] {
  const weightsManifest = [{ paths: [WEIGHTS], weights: weightSpecs }];
  const description = { format: 'layers-model', generatedBy, convertedBy: 'isoflop', modelTopology, weightsManifest };
  const buffers = Array.isArray(weightData) ? weightData : [weightData as ArrayBuffer];
  return [
    { path: MODEL, content: JSON.stringify(description) },
    { path: `tfjs/${WEIGHTS}`, content: Buffer.concat(buffers.map((buffer) => Buffer.from(buffer))) },
  ];
}

/** Largest absolute difference between the model in training, at inference, and another function of images. */
function difference({ tf, graph, weights }: Exportable, shape: [number, number, number, number], predict: (x: Tensor) => Tensor): number {
  const reference = buildModel(tf, graph, { seed: 0 });
  try {
    reference.setWeights(weights);
    return tf.tidy(() => {
      const x = tf.randomNormal<(typeof tf)['Rank']['R4']>(shape, 0, 1, 'float32', 1);
      return largest(tf, reference.forward(x, { training: false }), predict(x));
    });
  } finally {
    reference.dispose();
  }
}

function largest(tf: TensorFlow, a: Tensor, b: Tensor): number {
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];
}
