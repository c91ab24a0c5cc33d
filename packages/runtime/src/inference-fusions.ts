import type { ActivationFunction, Node } from '@isoflop/blocks';

/** Ops whose kernel and bias can take in a scale and shift per channel of their output. */
const LINEAR: readonly Node['op']['kind'][] = ['conv2d', 'depthwise-conv2d', 'dense'];

/** Nodes whose work a linear layer does at inference, because nothing reads what lies between. */
export interface Fusion {
  /** Index of the batch normalisation that its kernel and bias take in. */
  readonly norm?: number;
  /** Index of the activation behind both. */
  readonly activation?: number;
}

/**
 * What each linear layer does at inference beside its own work, by its index. A convolution with such a kernel, bias and activation is one pass where
 * the three were five.
 */
export function inferenceFusions(nodes: readonly Node[]): Map<number, Fusion> {
  const readers = nodes.map((): number[] => []);
  for (const [index, { inputs }] of nodes.entries()) for (const input of inputs) readers[input].push(index);
  const onlyReader = (index: number, kind: Node['op']['kind']) => {
    const [reader, ...others] = readers[index];
    return reader !== undefined && others.length === 0 && nodes[reader].op.kind === kind ? reader : undefined;
  };
  const fusions = new Map<number, Fusion>();
  for (const [index, { op }] of nodes.entries()) {
    if (!LINEAR.includes(op.kind)) continue;
    const norm = onlyReader(index, 'batch-norm');
    const activation = onlyReader(norm ?? index, 'activation');
    if (norm !== undefined || activation !== undefined) {
      fusions.set(index, { ...(norm !== undefined && { norm }), ...(activation !== undefined && { activation }) });
    }
  }
  return fusions;
}

/** The function of an activation node. */
export function activationOf({ op }: Node): ActivationFunction {
  if (op.kind !== 'activation') throw new RangeError(`fusions: the node must be an activation, got ${op.kind}; see inferenceFusions`);
  return op.function;
}
