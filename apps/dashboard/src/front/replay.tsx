import { useEffect, useState } from 'react';
import { formatClock } from '../format/times.js';

interface ReplayProps {
  /** Moments at which trials finished, ascending. */
  readonly moments: Float64Array;
  /** How many of them are shown; undefined for all, as they come. */
  readonly shown: number | undefined;
  readonly onChange: (shown: number | undefined) => void;
}

/** A whole replay takes this long, however many trials there are. */
const REPLAY_SECONDS = 8;
const FRAMES_PER_SECOND = 12;

/** The scrubber: how the search went, trial by trial. */
export function Replay({ moments, shown, onChange }: ReplayProps) {
  const [playing, setPlaying] = useState(false);
  const total = moments.length;
  const at = shown ?? total;
  useEffect(() => {
    if (!playing) return;
    const step = Math.max(1, Math.ceil(total / (REPLAY_SECONDS * FRAMES_PER_SECOND)));
    const timer = window.setTimeout(() => {
      const next = at + step;
      if (next < total) return onChange(next);
      onChange(undefined);
      setPlaying(false);
    }, 1000 / FRAMES_PER_SECOND);
    return () => window.clearTimeout(timer);
  }, [playing, at, total, onChange]);
  if (total < 2) return null;
  const play = () => {
    if (!playing && at >= total) onChange(1);
    setPlaying(!playing);
  };
  return (
    <div className="replay">
      <button type="button" onClick={play} aria-label={playing ? 'Pause the replay' : 'Replay the search'}>
        <svg viewBox="0 0 10 10" width="11" height="11" aria-hidden="true">
          <path fill="currentColor" d={playing ? 'M1,0h3v10h-3zM6,0h3v10h-3z' : 'M1,0L10,5L1,10Z'} />
        </svg>
      </button>
      <input
        type="range"
        aria-label="Trials shown, in the order they finished"
        min={1}
        max={total}
        value={at}
        onChange={({ target }) => {
          setPlaying(false);
          onChange(target.valueAsNumber >= total ? undefined : target.valueAsNumber);
        }}
      />
      <output>
        {at.toLocaleString('en')} of {total.toLocaleString('en')}
        {shown === undefined ? '' : ` · ${formatClock(moments[at - 1] ?? 0)}`}
      </output>
    </div>
  );
}
