import { useMemo } from 'react';
import { frontData } from '../front/front-data.js';
import { FrontPlot } from '../front/front-plot.js';
import { Legend } from '../front/legend.js';
import { limitsOf } from '../front/limits.js';
import { goTo } from '../place/use-place.js';
import { PlotCard } from '../plots/plot-card.js';
import { select } from '../selection/use-selection.js';
import { useStudy } from '../study/study-context.js';
import { fidelityOf } from '../trials/fidelity.js';
import { frontOf, roleAt } from '../trials/front.js';
import { PlaceLink } from '../ui/place-link.js';

/** The front as it is now, as the way to all that its view can do. */
export function FrontCard() {
  const { study, columns, selection } = useStudy();
  const limits = useMemo(() => limitsOf(study.budget), [study.budget]);
  const front = useMemo(() => frontOf(columns, 'macs', limits, { trained: 'full' }), [columns, limits]);
  const view = useMemo(() => ({ scale: 'log', focus: 'all', budget: limits.macs?.[1] ?? null, others: [] }) as const, [limits]);
  if (front.members.length === 0) return null;
  return (
    <PlotCard
      title="Front so far"
      study={study.name}
      data={() => frontData(columns, front)}
      controls={<PlaceLink to={{ study: study.name, view: 'front' }}>replay, costs, other studies</PlaceLink>}
    >
      <FrontPlot
        front={front}
        view={view}
        errorBars={[]}
        onLasso={(lasso) => select({ ...selection, lasso })}
        onFocus={(trial) => goTo({ study: study.name, view: 'trial', trial })}
      />
      <Legend present={new Set(Array.from(front.rows, (row) => roleAt(front, row)))} fidelity={fidelityOf(columns)} other={undefined} />
    </PlotCard>
  );
}
