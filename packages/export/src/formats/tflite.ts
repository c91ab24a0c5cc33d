import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExportError, type Format } from '../format.js';
import { savedModel } from '../graph-model/saved-model.js';
import { answersOf, largestOf } from '../python/compare.js';
import { sharedWorker } from '../python/shared-worker.js';
import { type Rounding, roundingOf } from '../rounding.js';
import { TENSORFLOW } from '../tensorflow/check.js';

const FLOAT = 'tflite/model.tflite';
const INT8 = 'tflite/model-int8.tflite';

/**
 * Largest relative error of the file with int8 weights: rounding gives 1 to 20 % in networks that were not trained for it, a file of another
 * function about 140 %.
 */
const INT8_TOLERANCE = 0.5;

/** Two TensorFlow Lite files of one function, which TensorFlow's converter makes: in float32, and with weights rounded to int8 (dynamic range). */
export const tflite: Format = {
  holdsWeights: true,
  use: "TensorFlow Lite, for inference only: `ai_edge_litert.interpreter.Interpreter('tflite/model.tflite')` or `tf.lite.Interpreter`, images [batch, height, width, channels]; `model-int8.tflite` has weights rounded to int8, a quarter of the size, and answers that differ.",
  tolerance: 1e-4,
  async write({ graph, weights }) {
    const worker = await sharedWorker(TENSORFLOW.program);
    if (!worker) throw new ExportError(`TensorFlow's converter writes it, and ${TENSORFLOW.missing}`);
    const scratch = await mkdtemp(join(tmpdir(), 'isoflop-tflite-'));
    try {
      const [float, int8] = [join(scratch, 'float'), join(scratch, 'int8')];
      await writeFile(join(scratch, 'saved_model.pb'), savedModel(graph, weights));
      await worker.ask({ task: 'convert', path: scratch, float, int8 });
      return [
        { path: FLOAT, content: await readFile(float) },
        { path: INT8, content: await readFile(int8) },
      ];
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  },
  async verify(_exportable, { folder }, probes) {
    const float = await answersOf(TENSORFLOW, { task: 'tflite', path: join(folder, FLOAT) }, probes);
    const int8 = await answersOf(TENSORFLOW, { task: 'tflite', path: join(folder, INT8) }, probes);
    if (!float || !int8) return { verified: false, reason: TENSORFLOW.missing };
    const by = `TensorFlow Lite of ${float.by}`;
    const rounded = { [INT8]: withinTolerance(roundingOf(probes, int8.logits)) };
    return { verified: true, maxAbsError: largestOf(probes, float.logits), by, rounded };
  },
};

/** Throws `ExportError` where int8 weights change more than rounding explains. */
function withinTolerance(rounding: Rounding): Rounding {
  if (rounding.relativeError <= INT8_TOLERANCE) return rounding;
  const [allowed, found] = [INT8_TOLERANCE, rounding.relativeError].map((share) => `${(100 * share).toFixed(1)} %`);
  throw new ExportError(`tflite: int8 weights may change logits by ${allowed}, got ${found}; please report this network`);
}
