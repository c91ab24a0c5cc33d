import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useState } from 'react';
import type { CheckAnswer, StudyRow } from '../api/answers.js';
import { ApiError, get, send } from '../api/client.js';
import { formatCount, formatSeconds } from '../format/numbers.js';
import { goTo } from '../place/use-place.js';
import { Pick } from '../ui/pick.js';
import { budgetOf, experimentText, topLevel, withBudget, withPreset, withTopLevel } from './experiment-text.js';
import { FeasibilityMap } from './feasibility-map.js';
import type { JsonSchema } from './schema-choices.js';
import { YamlEditor } from './yaml-editor.js';

/** A pause in typing after which the text is checked. */
const CHECK_AFTER_MS = 300;

/** Starts a search: from a data set and a preset, or from a whole experiment file. */
export default function LaunchView() {
  const queries = useQueryClient();
  const presets =
    useQuery({ queryKey: ['presets'], queryFn: () => get<{ presets: { name: string }[] }>('/api/presets') }).data?.presets ?? [];
  const datasets =
    useQuery({ queryKey: ['datasets'], queryFn: () => get<{ datasets: { name: string }[] }>('/api/datasets') }).data?.datasets ?? [];
  const schema = useQuery({ queryKey: ['schema'], queryFn: () => get<JsonSchema>('/api/experiments/schema') }).data;
  const [text, setText] = useState(() => experimentText({ name: 'my-search', dataset: 'fashion-mnist', preset: 'mbconv', macs: 2e6 }));
  const [problem, setProblem] = useState<string>();
  const [starting, setStarting] = useState(false);
  const check = useCheck(text);
  const budget = budgetOf(text);
  const preset = /preset:\s*([\w-]+)/.exec(text)?.[1] ?? '';
  const dataset = topLevel(text, 'dataset') ?? '';
  const start = async () => {
    setProblem(undefined);
    setStarting(true);
    try {
      const { study } = await send<{ study: StudyRow }>('POST', '/api/studies', { text, start: true });
      await queries.invalidateQueries({ queryKey: ['studies'] });
      goTo({ study: study.name, view: 'overview' });
    } catch (error) {
      setProblem(
        error instanceof ApiError && error.issues.length > 0
          ? error.issues.map(({ message }) => message).join('; ')
          : String((error as Error).message),
      );
    } finally {
      setStarting(false);
    }
  };
  const known = (names: readonly string[], value: string) =>
    (names.includes(value) ? names : [value, ...names]).map((name) => [name, name || 'choose'] as const);
  const mayStart = check.data !== undefined && check.data.issues.length === 0 && !check.data.nameTaken && !starting;
  return (
    <div className="launch">
      <section className="card" aria-labelledby="launch-title">
        <div className="card-head">
          <h2 id="launch-title">Launch a search</h2>
          <div className="controls">
            <Pick
              label="Data set"
              value={dataset}
              onChange={(name) => setText(withTopLevel(text, 'dataset', name))}
              choices={known(
                datasets.map(({ name }) => name),
                dataset,
              )}
            />
            <Pick
              label="Space"
              value={preset}
              onChange={(name) => setText(withPreset(text, name))}
              choices={known(
                presets.map(({ name }) => name),
                preset,
              )}
            />
          </div>
        </div>
        <YamlEditor text={text} issues={check.data?.issues ?? []} schema={schema} onChange={setText} />
        <p className="hint fine">
          Ctrl-Space completes by the schema. The same file works from a terminal: <code>isoflop search FILE</code>.
        </p>
      </section>
      <div>
        <section className="card" aria-labelledby="budget-title">
          <h3 id="budget-title">Budget</h3>
          <BudgetSlider
            budget={budget}
            feasibility={check.data?.feasibility ?? undefined}
            onChange={(macs) => setText(withBudget(text, macs))}
          />
          <ForecastNote check={check.data} />
          <p className="buttons">
            <button type="button" className="main-button" disabled={!mayStart} onClick={() => void start()}>
              {starting ? 'Starting…' : 'Start the search'}
            </button>
            <span role="status" className="soft">
              {check.isFetching
                ? 'checking…'
                : check.data?.nameTaken === true
                  ? 'there is a study of this name; choose another'
                  : check.data !== undefined && check.data.issues.length > 0
                    ? `${check.data.issues.length} to mend`
                    : ''}
            </span>
          </p>
          {problem !== undefined && <p role="alert">{problem}</p>}
          {check.error !== null && <p role="alert">{check.error.message}</p>}
        </section>
        {check.data?.feasibility != null && <FeasibilityMap feasibility={check.data.feasibility} budget={budget} />}
      </div>
    </div>
  );
}

/** Checks the text when typing rests; what was found last stays until then. */
function useCheck(text: string) {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setRested(text), CHECK_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return useQuery({
    queryKey: ['check', rested],
    queryFn: () => send<CheckAnswer>('POST', '/api/experiments/check', { text: rested }),
    placeholderData: (previous) => previous,
  });
}

interface BudgetSliderProps {
  readonly budget: number | undefined;
  readonly feasibility: CheckAnswer['feasibility'] | undefined;
  readonly onChange: (macs: number) => void;
}

/** Logarithmic, over what the space costs. */
function BudgetSlider({ budget, feasibility, onChange }: BudgetSliderProps) {
  const shown = useDeferredValue(budget);
  const [low, high] = feasibility == null ? [1e5, 1e9] : [feasibility.macs.min, feasibility.macs.max];
  return (
    <label className="budget-slider">
      <span>Multiply-adds of one image: {shown === undefined ? 'no limit' : formatCount(shown)}</span>
      <input
        type="range"
        min={Math.log10(low)}
        max={Math.log10(high * 1.05)}
        step={0.005}
        value={Math.log10(budget ?? high)}
        onChange={({ target }) => onChange(10 ** target.valueAsNumber)}
      />
    </label>
  );
}

function ForecastNote({ check }: { readonly check: CheckAnswer | undefined }) {
  if (check?.forecast == null) return null;
  const { seconds, basis } = check.forecast;
  return (
    <p className="forecast">
      {seconds === null
        ? 'No forecast: '
        : `About ${formatSeconds(seconds.median)} (${formatSeconds(seconds.low)} to ${formatSeconds(seconds.high)}), by `}
      <span className="soft">{basis}</span>
    </p>
  );
}
