import { useState } from 'react';
import type { TrialAnswer, TrialRow } from '../api/answers.js';
import { pathOf, send } from '../api/client.js';
import { useCanWrite } from '../api/queries.js';
import { focusTrial } from '../place/use-place.js';

/** Queues the trial again with another seed, or a candidate with changed settings. */
export function Rerun({ study, trial }: { readonly study: string; readonly trial: TrialAnswer }) {
  const canWrite = useCanWrite();
  const [problem, setProblem] = useState<string>();
  const [queued, setQueued] = useState<number>();
  if (!canWrite) return null;
  const run = async (ask: () => Promise<TrialRow>) => {
    setProblem(undefined);
    try {
      setQueued((await ask()).number);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const again = (data: FormData) =>
    run(() => {
      const seed = String(data.get('seed') ?? '');
      return send<TrialRow>('POST', pathOf(study, 'trials', trial.number, 'rerun'), seed === '' ? {} : { seed: Number(seed) });
    });
  const edited = (data: FormData) =>
    run(() => {
      const params = Object.fromEntries(
        Object.entries(trial.params).map(([name, value]) => [name, parsed(String(data.get(name) ?? ''), value)]),
      );
      return send<TrialRow>('POST', pathOf(study, 'enqueue'), { params });
    });
  return (
    <section className="card rerun" aria-labelledby="rerun-title">
      <h3 id="rerun-title">Run again</h3>
      <form action={again} className="inline-form">
        <label>
          Seed <input name="seed" type="number" step={1} placeholder="the next" />
        </label>
        <button type="submit" className="plain-button">
          Measure it again
        </button>
      </form>
      <details>
        <summary>With other settings</summary>
        <form action={edited}>
          <div className="setting-fields">
            {Object.entries(trial.params).map(([name, value]) => (
              <label key={name}>
                <span>{name}</span>
                <input name={name} type="text" defaultValue={typeof value === 'string' ? value : JSON.stringify(value)} />
              </label>
            ))}
          </div>
          <button type="submit" className="plain-button">
            Queue this candidate
          </button>
        </form>
      </details>
      <p role="status">
        {queued !== undefined && (
          <>
            Queued as{' '}
            <button type="button" className="link" onClick={() => focusTrial(queued)}>
              trial {queued}
            </button>
            .
          </>
        )}
      </p>
      {problem !== undefined && <p role="alert">{problem}</p>}
    </section>
  );
}

/** What was typed, as the kind of value it was before. */
function parsed(text: string, before: unknown): unknown {
  if (typeof before === 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
