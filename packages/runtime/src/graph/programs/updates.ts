import type { Scope } from '../builder/scope.js';
import { float32, type GraphTensor } from '../builder/tensor.js';
import type { GraphVariable } from '../builder/variable.js';
import { addAll } from '../kernels/add-all.js';
import { binary, cast, multiply, scaleBy, shiftBy, subtract, unary } from '../kernels/elementwise.js';
import type { AverageUpdate } from '../layer.js';
import { graphOptimizer } from '../optimizers/optimizers.js';
import type { NodeDef } from '../proto/graph-def.js';
import { finiteCheck } from './loss.js';
import type { TrainingOptions } from './options.js';
import { averageName, STEP_COUNT, type TrainerVariables } from './variables.js';

type UpdateOptions = Pick<TrainingOptions, 'optimizer' | 'decays' | 'averageDecay' | 'clipNorm'>;

interface StepResult {
  readonly loss: GraphTensor;
  /** Number of the step from 0. */
  readonly step: GraphTensor;
  readonly learningRate: GraphTensor;
  readonly averages: readonly AverageUpdate[];
}

/**
 * Writes every change that a step makes, each after the check that the loss is finite: a step that fails changes nothing. Returns the nodes that
 * finish them.
 */
export function writeUpdates(scope: Scope, variables: TrainerVariables, options: UpdateOptions, result: StepResult): NodeDef[] {
  const after = [finiteCheck(result.loss)];
  const trainable = variables.trainable;
  const values = trainable.map((variable) => scope.read(variable));
  const gradients = clipByNorm(scope.tape.gradients(result.loss, scope.float(1), values), options.clipNorm);
  const optimizer = graphOptimizer(options.optimizer);
  const changed = new Map<GraphVariable, NodeDef>();
  for (const [index, variable] of trainable.entries()) {
    const update = optimizer.update({
      scope,
      variable,
      value: values[index],
      gradient: gradients[index],
      slots: variables.slotsOf(variable, options.optimizer),
      learningRate: result.learningRate,
      step: result.step,
      decays: options.decays(variable.name),
      after,
    });
    changed.set(variable, update);
  }
  for (const { variable, value } of result.averages) changed.set(variable, scope.assign(variable, value, after));
  const counted = scope.effect(
    'AssignAddVariableOp',
    [scope.handle(STEP_COUNT), scope.constant({ dtype: 'float32', shape: [1], data: Float32Array.of(1) })],
    { dtype: { type: 'float32' } },
    { after },
  );
  const averaged =
    options.averageDecay === undefined ? [] : writeAverages(scope, variables, changed, averageShare(result.step, options.averageDecay));
  return [...changed.values(), counted, ...averaged];
}

/** Scales all gradients by the same factor where their common norm is larger than `limit`; weight decay comes later. */
function clipByNorm(gradients: readonly GraphTensor[], limit: number | undefined): readonly GraphTensor[] {
  if (limit === undefined) return gradients;
  const [{ scope }] = gradients;
  const halfSquares = gradients.map((gradient) => scope.tensor('L2Loss', [gradient], { T: { type: 'float32' } }, float32([])));
  const norm = unary('Sqrt', scaleBy(addAll(halfSquares), 2));
  const factor = binary('RealDiv', scope.float(limit), binary('Maximum', norm, scope.float(limit)));
  return gradients.map((gradient) => multiply(gradient, factor));
}

/** Share of the new value: 1 - min(decay, (1 + step) / (10 + step)), TensorFlow's rule, by which the average forgets its start quickly. */
function averageShare(step: GraphTensor, decay: number): GraphTensor {
  const count = cast(step, 'float32');
  const early = binary('RealDiv', shiftBy(count, 1), shiftBy(count, 10));
  return binary('Sub', count.scope.float(1), binary('Minimum', count.scope.float(decay), early));
}

/** average ← average + share · (value - average), with the values after the step. */
function writeAverages(
  scope: Scope,
  variables: TrainerVariables,
  changed: ReadonlyMap<GraphVariable, NodeDef>,
  share: GraphTensor,
): NodeDef[] {
  return [...changed].map(([variable, update]) => {
    const average = variables.named(averageName(variable.name));
    const attrs = { dtype: { type: 'float32' } } as const;
    const value = scope.tensor('ReadVariableOp', [scope.handle(variable)], attrs, variable, { after: [update] });
    const move = multiply(subtract(value, scope.read(average)), share);
    return scope.effect('AssignAddVariableOp', [scope.handle(average), move], attrs);
  });
}
