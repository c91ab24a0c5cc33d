import { float32, type GraphTensor } from '../builder/tensor.js';
import { multiply, scaleBy } from '../kernels/elementwise.js';
import { reduce } from '../kernels/reduce.js';
import type { NodeDef } from '../proto/graph-def.js';

/** Target distributions [batch, classes] of labels [batch], `smoothing` of each moved to the uniform one (Szegedy et al. 2016, section 7). */
export function smoothedTargets(labels: GraphTensor, classes: number, smoothing: number): GraphTensor {
  const { scope, shape } = labels;
  const [off, on] = [smoothing / classes, 1 - smoothing + smoothing / classes];
  return scope.tensor(
    'OneHot',
    [labels, scope.int(classes), scope.float(on), scope.float(off)],
    { T: { type: 'float32' }, TI: { type: 'int32' }, axis: { int: -1 } },
    float32([...shape, classes]),
  );
}

/** Mean cross-entropy in nats of logits [batch, classes] against target distributions of that shape. Recorded on the tape. */
export function crossEntropy(logits: GraphTensor, targets: GraphTensor): GraphTensor {
  const { scope } = logits;
  const [batch] = logits.shape;
  const attrs = { T: { type: 'float32' } } as const;
  const [losses, slope] = scope.op('SoftmaxCrossEntropyWithLogits', [logits, targets], attrs, [float32([batch]), logits]);
  return scope.tape.record(reduce('Mean', losses, [0], false), [logits], (dy) => [multiply(slope, scaleBy(dy, 1 / batch))]);
}

/** A node that fails when the loss is not finite: every change of a variable waits for it. */
export function finiteCheck(loss: GraphTensor): NodeDef {
  return loss.scope.effect('CheckNumerics', [loss], { T: { type: 'float32' }, message: { text: 'loss' } });
}
