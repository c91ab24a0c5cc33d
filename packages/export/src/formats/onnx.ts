import { join } from 'node:path';
import { architectureHash } from '@isoflop/blocks';
import { foldBatchNorm } from '../fold-batch-norm.js';
import type { Exportable, Format } from '../format.js';
import { ONNX_CHECK } from '../onnx/check.js';
import { onnxModel } from '../onnx/model.js';
import { encodeOnnx } from '../onnx/proto.js';
import { compareOnnx, openOnnxRuntime } from '../onnx/run.js';
import { preprocessing } from '../preprocessing.js';
import { sharedWorker } from '../python/shared-worker.js';

const PLAIN = 'onnx/model.onnx';
const FOLDED = 'onnx/model-folded.onnx';

/** Two ONNX files of one function: batch normalisations as such, and worked into the convolutions before them. Standard operators of opset 17. */
export const onnx: Format = {
  holdsWeights: true,
  use: "ONNX Runtime: `onnxruntime.InferenceSession('onnx/model.onnx').run(None, {'images': x})`, images [batch, channels, height, width]; `model-folded.onnx` is the same function without batch normalisations.",
  tolerance: 1e-4,
  async write(exportable) {
    const { architecture, graph, weights } = exportable;
    const metadata = metadataOf(exportable);
    const plain = { graph, weights };
    return [
      { path: PLAIN, content: encodeOnnx(onnxModel(architecture.name, plain, metadata)) },
      { path: FOLDED, content: encodeOnnx(onnxModel(architecture.name, foldBatchNorm(plain), metadata)) },
    ];
  },
  async verify(_exportable, { folder, read }, probes) {
    const runtime = await openOnnxRuntime();
    if (!runtime) return { verified: false, reason: 'ONNX Runtime has no binary for this machine; npm install onnxruntime-node tells why' };
    const errors = [await compareOnnx(runtime, await read(PLAIN), probes), await compareOnnx(runtime, await read(FOLDED), probes)];
    const checker = await sharedWorker(ONNX_CHECK);
    await checker?.ask({ paths: [join(folder, PLAIN), join(folder, FOLDED)] });
    const { node, common } = runtime.env.versions;
    const by = [`ONNX Runtime ${node ?? common}`, ...(checker ? [checker.version] : [])].join(', ');
    return { verified: true, maxAbsError: Math.max(...errors), by };
  },
};

function metadataOf(exportable: Exportable): Record<string, string> {
  return {
    'isoflop.architecture': JSON.stringify(exportable.architecture),
    'isoflop.hash': architectureHash(exportable.architecture),
    'isoflop.preprocessing': JSON.stringify({ ...preprocessing(exportable), layout: 'NCHW' }),
  };
}
