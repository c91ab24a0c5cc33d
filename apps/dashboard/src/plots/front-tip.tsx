import { formatSetting, settingsOf } from '../format/configuration.js';
import { formatCount, formatPercent } from '../format/numbers.js';
import type { FrontMark } from './front-marks.js';
import type { Frame } from './front-scales.js';

const ROLE_NAMES = { front: 'on the front', dominated: 'dominated', baseline: 'baseline', finalist: 'finalist' } as const;

/** A mark in one sentence, for screen readers. */
export function describeMark({ trial, role, macs, accuracy }: FrontMark): string {
  const label = trial.label === null ? '' : `, ${trial.label}`;
  return `Trial ${trial.number}${label}: accuracy ${formatPercent(accuracy)}, ${formatCount(macs)} MACs, ${ROLE_NAMES[role]}`;
}

interface FrontTipProps {
  readonly mark: FrontMark;
  readonly place: { readonly x: number; readonly y: number };
  readonly frame: Frame;
}

/** What is under the pointer or the keyboard's cursor. It keeps to the side with more room and never takes the pointer. */
export function FrontTip({ mark, place, frame }: FrontTipProps) {
  const { trial, role } = mark;
  const leftwards = place.x > frame.width / 2;
  const upwards = place.y > frame.height / 2;
  const style = {
    ...(leftwards ? { right: frame.width - place.x + 14 } : { left: place.x + 14 }),
    ...(upwards ? { bottom: frame.height - place.y + 10 } : { top: place.y + 10 }),
  };
  return (
    <div className="tip" style={style} aria-hidden="true">
      <p className="tip-title">
        Trial {trial.number} <span>{trial.label ?? ROLE_NAMES[role]}</span>
      </p>
      <dl>
        <dt>accuracy</dt>
        <dd>{formatPercent(mark.accuracy)}</dd>
        <dt>MACs</dt>
        <dd>{formatCount(mark.macs)}</dd>
        <dt>parameters</dt>
        <dd>{formatCount(trial.cost.params)}</dd>
      </dl>
      <dl className="tip-configuration">
        {settingsOf(trial.params).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatSetting(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
