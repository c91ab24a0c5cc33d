import type { Attrs } from '../proto/graph-def.js';
import { Scope } from './scope.js';
import type { GraphTensor } from './tensor.js';

/** What goes round in a loop, and what every round reads. */
export interface LoopInputs<S extends string, C extends string> {
  readonly state: Readonly<Record<S, GraphTensor>>;
  readonly constants: Readonly<Record<C, GraphTensor>>;
}

/**
 * Writes a loop: while `more` says so, `step` makes the next state of the last. Rounds follow one another; returns the state after the last.
 * These are TensorFlow's dataflow loops (Yu et al. 2018, section 4.1) rather than its `While` op: their nodes stand in the graph itself, where
 * its optimiser finds the fast kernels, and no function needs a pass of its own.
 */
export function writeLoop<S extends string, C extends string>(
  outer: Scope,
  name: string,
  { state, constants }: LoopInputs<S, C>,
  more: (state: Record<S, GraphTensor>) => GraphTensor,
  step: (state: Record<S, GraphTensor>, constants: Record<C, GraphTensor>) => Record<S, GraphTensor>,
): Record<S, GraphTensor> {
  const frame = (isConstant: boolean): Attrs => ({
    frame_name: { text: name },
    is_constant: { bool: isConstant },
    parallel_iterations: { int: 1 },
  });
  const enter = (x: GraphTensor, isConstant: boolean) => outer.tensor('Enter', [x], { T: { type: x.dtype }, ...frame(isConstant) }, x);
  // The second input of a Merge comes from the round before and is filled in below.
  const merges = mapValues(state, (x) => {
    const [entered, attrs] = [enter(x, false), { N: { int: 2 }, T: { type: x.dtype } } as const];
    return outer.op('Merge', [entered, entered], attrs, [x, { shape: [], dtype: 'int32' }])[0];
  });
  const [pivotMerge] = Object.values<GraphTensor>(merges);
  const testing = new Scope(outer.list, pivotMerge.node);
  const goesOn = more(mapValues(merges, (x) => movedTo(testing, x)));
  const condition = testing.tensor('LoopCond', [goesOn], {}, goesOn);
  const switches = mapValues(merges, (x) => testing.op('Switch', [movedTo(testing, x), condition], { T: { type: x.dtype } }, [x, x]));
  const pivot = testing.identity((Object.values(switches)[0] as GraphTensor[])[1]);
  const body = new Scope(outer.list, pivot.node);
  const next = step(
    mapValues(switches, ([, x]) => movedTo(body, x)),
    mapValues(constants, (x) => movedTo(body, enter(x, true))),
  );
  for (const key of Object.keys(state) as S[]) {
    const back = body.tensor('NextIteration', [next[key]], { T: { type: next[key].dtype } }, next[key]);
    merges[key].node.inputs[1] = back.ref;
  }
  return mapValues(switches, ([x]) => outer.tensor('Exit', [movedTo(outer, x)], { T: { type: x.dtype } }, x));
}

const movedTo = (scope: Scope, x: GraphTensor): GraphTensor => ({ ...x, scope, differentiable: false });

function mapValues<K extends string, A, B>(record: Readonly<Record<K, A>>, change: (value: A) => B): Record<K, B> {
  return Object.fromEntries(Object.entries<A>(record).map(([key, value]) => [key, change(value)])) as Record<K, B>;
}
