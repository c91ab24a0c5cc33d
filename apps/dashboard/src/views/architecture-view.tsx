import { useMemo } from 'react';
import { useTrial } from '../api/queries.js';
import { ArchitectureDiff } from '../architecture/architecture-diff.js';
import { LayerGraph } from '../architecture/layer-graph.js';
import { Lineage } from '../architecture/lineage.js';
import { StageTable } from '../architecture/stage-table.js';
import { limitsOf } from '../front/limits.js';
import { focusTrial, useParameter } from '../place/use-place.js';
import { useStudy } from '../study/study-context.js';
import { Standing } from '../study/trial-panel.js';
import { frontOf } from '../trials/front.js';
import { numberOf, rowOf, stateOf } from '../trials/trial-columns.js';
import { Failure, Loading } from '../ui/notice.js';
import { TrialPick } from '../ui/trial-pick.js';

/** The network of a trial: its stages, its layers, what sets it apart from another, and where it comes from. */
export default function ArchitectureView() {
  const { study, columns, focused } = useStudy();
  const [other, setOther] = useParameter('against', '');
  const front = useMemo(() => frontOf(columns, 'macs', limitsOf(study.budget)), [columns, study.budget]);
  // Without a choice the most accurate member of the front is shown.
  const best = front.members.at(-1);
  const trial = focused ?? (best === undefined ? 1 : numberOf(columns, best));
  const row = rowOf(columns, trial);
  const { data, error, isPending, refetch } = useTrial(study.name, trial, row === undefined ? undefined : stateOf(columns, row));
  const against = other === '' ? undefined : Number(other);
  const second = useTrial(study.name, against, undefined).data;
  const members = front.members.map((member) => numberOf(columns, member));
  return (
    <>
      <div className="view-controls">
        <TrialPick label="Trial" value={trial} suggestions={members} onChange={focusTrial} />
        <TrialPick
          label="Against"
          value={against}
          suggestions={members}
          onChange={(next) => setOther(next === undefined ? '' : String(next))}
        />
      </div>
      {isPending && <Loading what="the architecture" />}
      {error !== null && <Failure error={error} onRetry={() => void refetch()} stale={false} />}
      {row !== undefined && data?.architecture != null && (
        <>
          <div className="card">
            <h3>Trial {trial}</h3>
            <Standing row={row} />
          </div>
          {second?.architecture != null && second.number !== trial && (
            <ArchitectureDiff names={[`Trial ${trial}`, `Trial ${second.number}`]} a={data.architecture} b={second.architecture} />
          )}
          <div className="architecture-grid">
            <div>
              <StageTable study={study.name} title={`Stages of trial ${trial}`} architecture={data.architecture} />
              <Lineage row={row} />
            </div>
            <LayerGraph study={study.name} title={`Layers of trial ${trial}`} architecture={data.architecture} />
          </div>
        </>
      )}
    </>
  );
}
