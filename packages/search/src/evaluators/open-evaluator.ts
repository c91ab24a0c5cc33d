import { dirname, resolve } from 'node:path';
import { type Experiment, tableKeyOf } from '@isoflop/search-space';
import { StudyError } from '../errors.js';
import type { StudySpec } from '../study-session.js';
import type { Evaluator } from './evaluator.js';
import { moduleEvaluator } from './module-evaluator.js';
import { tableEvaluator } from './table-evaluator.js';
import { type TrainEvaluatorOptions, trainEvaluator } from './train-evaluator.js';

export interface EvaluatorOptions extends TrainEvaluatorOptions {
  readonly experiment: StudySpec & Partial<Pick<Experiment, 'space'>>;
  /** The experiment file: paths in it are relative to its folder. */
  readonly experimentFile: string;
}

/** The evaluator that an experiment asks for. Throws `StudyError` where its file is missing or not what it should be. */
export async function openEvaluator(options: EvaluatorOptions): Promise<Evaluator> {
  const { evaluator, space, budget, runtime } = options.experiment;
  if (evaluator.kind !== 'train' && budget.latency !== undefined)
    throw new StudyError(`budget.latency: needs an evaluator that trains, got ${evaluator.kind}; limit macs instead`);
  const fileOf = (file: string) => resolve(dirname(options.experimentFile), file);
  switch (evaluator.kind) {
    case 'train':
      return trainEvaluator(options);
    case 'table':
      if (space === undefined) throw new StudyError('evaluator: a table has networks of one space, got a study without; use kind: train');
      return tableEvaluator(fileOf(evaluator.file), (params) => tableKeyOf(space, params));
    case 'module':
      return moduleEvaluator(fileOf(evaluator.file), runtime.timeoutMinutes * 60);
  }
}
