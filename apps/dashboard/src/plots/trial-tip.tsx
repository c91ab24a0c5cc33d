import { lazy, Suspense } from 'react';
import { useStudy } from '../study/study-context.js';
import { measureAxis } from '../trials/axes.js';
import { settingsOf } from '../trials/stage-settings.js';
import { kindOf, type Measure, nameOf, paramsOf, stateOf } from '../trials/trial-columns.js';
import type { Frame, Point } from './frame.js';

const StageSketch = lazy(() => import('../architecture/trial-sketch.js'));

interface TrialTipProps {
  /** Of the trial. */
  readonly row: number;
  readonly place: Point;
  readonly frame: Frame;
  readonly note?: string;
}

const SHOWN: readonly Measure[] = ['accuracy', 'macs', 'params', 'latencyMs', 'epochs'];

/** What is under the pointer or the keyboard's cursor. It keeps to the side with more room and never takes the pointer. */
export function TrialTip({ row, place, frame, note }: TrialTipProps) {
  const { columns } = useStudy();
  const [leftwards, upwards] = [place.x > frame.width / 2, place.y > frame.height / 2];
  const style = {
    ...(leftwards ? { right: frame.width - place.x + 14 } : { left: place.x + 14 }),
    ...(upwards ? { bottom: frame.height - place.y + 10 } : { top: place.y + 10 }),
  };
  const measures = SHOWN.map((key) => measureAxis(columns, key)).filter(({ values }) => !Number.isNaN(values[row]));
  const state = stateOf(columns, row);
  return (
    <div className="tip" style={style} aria-hidden="true">
      <p className="tip-title">
        {nameOf(columns, row)} <span>{note ?? (state === 'complete' ? kindOf(columns, row) : state)}</span>
      </p>
      <dl>
        {measures.map(({ key, title, values, format }) => (
          <div key={key}>
            <dt>{title.toLowerCase().replace('macs', 'MACs')}</dt>
            <dd>{format(values[row] ?? 0)}</dd>
          </div>
        ))}
      </dl>
      <dl className="tip-configuration">
        {settingsOf(paramsOf(columns, row)).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Suspense>
        <StageSketch row={row} />
      </Suspense>
    </div>
  );
}
