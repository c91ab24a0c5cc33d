import { pathOf } from '../api/client.js';
import { formatCount, formatPercent } from '../format/numbers.js';
import { formatAgo } from '../format/times.js';
import { BestTrials } from '../overview/best-trials.js';
import { ExperimentCard } from '../overview/experiment.js';
import { Failures } from '../overview/failures.js';
import { FrontCard } from '../overview/front-card.js';
import { ProgressBar } from '../overview/progress-bar.js';
import { RunningTrials } from '../overview/running-trials.js';
import { StudyControls } from '../overview/study-controls.js';
import { useStudy } from '../study/study-context.js';
import { statusOf } from '../study/study-status.js';
import { Notes } from '../trial/notes.js';
import { FactList } from '../ui/facts.js';

/** How a study stands: progress, results, what runs, and what went wrong. */
export default function OverviewView() {
  const { study } = useStudy();
  const best = study.best?.accuracy ?? null;
  const facts: readonly (readonly [string, string])[] = [
    ['Best accuracy', best === null ? '–' : formatPercent(best)],
    ['Front', `${study.frontSize} ${study.frontSize === 1 ? 'trial' : 'trials'}`],
    ['Hypervolume', study.hypervolume === null ? '–' : study.hypervolume.toFixed(4)],
    [
      'Budget',
      study.budgetMacs === null
        ? '–'
        : `${formatCount(study.budgetMacs)} MACs${study.budget.band === undefined ? '' : ` ± ${study.budget.band * 100} %`}`,
    ],
    ['Data set', study.dataset ?? '–'],
    ['Sampler', study.sampler ?? '–'],
    ['Started', formatAgo(study.createdAt, Date.now())],
    ['Last change', formatAgo(study.updatedAt, Date.now())],
  ];
  return (
    <div className="overview">
      <StudyControls study={study} />
      <FactList className="facts" facts={facts} />
      {statusOf(study) === 'interrupted' && (
        <p className="hint">
          The process that ran it is gone. Finished trials are kept; resume it here, or with <code>isoflop search … --resume</code>.
        </p>
      )}
      <ProgressBar study={study} />
      <div className="trial-grid">
        <div>
          <RunningTrials />
          <FrontCard />
          <BestTrials />
        </div>
        <div>
          <Notes path={pathOf(study.name)} note={study.note} tags={study.tags} reread={['studies']} />
          <Failures />
          <ExperimentCard />
        </div>
      </div>
    </div>
  );
}
