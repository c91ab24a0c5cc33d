import type { MetricReport, TrialOutcome } from '@isoflop/results-store';
import type { EpochReport, Evaluation, EvaluationError } from './evaluators/evaluator.js';
import type { StudySpec } from './study-session.js';
import { TEST_ACCURACY } from './test-accuracy.js';

/** What the store keeps of an epoch. */
export function metricsOf(report: EpochReport): readonly MetricReport[] {
  const { epoch, seconds } = report;
  return [
    { epoch, seconds, name: 'loss', value: report.trainLoss },
    { epoch, seconds, name: 'val-loss', value: report.validationLoss },
    { epoch, seconds, name: 'val-accuracy', value: report.validationAccuracy },
  ];
}

/** `epoch` is the last one. */
export function completeOutcome({ testAccuracy, ...measured }: Evaluation, epoch: number): TrialOutcome {
  const test = testAccuracy === undefined ? [] : [{ epoch, name: TEST_ACCURACY, value: testAccuracy }];
  return { state: 'complete', ...measured, facts: { ...measured.facts, epochs: epoch }, metrics: test };
}

/** Of a candidate that was too weak after an epoch. `kept` is what its evaluation wrote and measured until then. */
export function prunedOutcome(
  { epoch, validationAccuracy, validationLoss, seconds }: EpochReport,
  { search }: StudySpec,
  kept?: Pick<EvaluationError, 'artifacts' | 'facts'>,
): TrialOutcome {
  const { method = 'asha', epochs: [first, second] = [1, 2] } = search.fidelity ?? {};
  const reason = `${method}: not among the best 1/${second / first} of those that reached epoch ${epoch}`;
  return {
    state: 'pruned',
    reason,
    accuracy: validationAccuracy,
    loss: validationLoss,
    seconds,
    facts: { ...kept?.facts, epochs: epoch },
    ...(kept && { artifacts: kept.artifacts }),
  };
}

export function failedOutcome({ message, logTail, artifacts, facts }: EvaluationError): TrialOutcome {
  return { state: 'failed', reason: message, logTail, artifacts, facts };
}
