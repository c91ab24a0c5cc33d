import type { Trial } from '@isoflop/results-store';
import type { StudyEvent } from '@isoflop/search';
import { formatQuantity } from '@isoflop/search-space';
import { configuration, duration, percent } from '../format.js';

/** One line for each thing that happens in a study. */
export function progressLine(event: StudyEvent): string {
  if ('message' in event) return event.message;
  const { trial, progress } = event;
  const done = `[${progress.finishedTrials}/${progress.plannedTrials}]`;
  const eta = progress.etaSeconds === undefined ? '' : `  ETA ${duration(progress.etaSeconds)}`;
  const name = `${done} trial ${trial.number}${trial.label ? ` (${trial.label})` : ''}`;
  switch (event.kind) {
    case 'trial-started':
      return `${name}  ${formatQuantity(trial.cost.macs)} MACs  ${configuration(trial.params)}${eta}`;
    case 'epoch': {
      const { epoch, epochs, trainLoss, validationAccuracy, restored } = event.report;
      const from = restored ? '  (from the checkpoint)' : '';
      return `${name}  epoch ${epoch}/${epochs}  loss ${trainLoss.toFixed(3)}  accuracy ${percent(validationAccuracy)}${from}${eta}`;
    }
    case 'trial-finished': {
      const outcome =
        trial.state === 'complete' ? `accuracy ${percent(trial.accuracy)}${throughput(trial)}` : `${trial.state}: ${trial.reason}`;
      return `${name}  done: ${outcome}${eta}`;
    }
    default:
      return event satisfies never;
  }
}

function throughput({ imagesPerSecond, facts }: Trial): string {
  if (typeof facts?.sameAsTrial === 'number') return `, the same network as trial ${facts.sameAsTrial}`;
  return imagesPerSecond === null ? '' : `, ${Math.round(imagesPerSecond)} images/s`;
}
