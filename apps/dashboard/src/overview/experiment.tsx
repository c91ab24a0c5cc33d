import { useExperiment } from '../api/queries.js';
import { useStudy } from '../study/study-context.js';
import { CopyMenu } from '../trial/copy-menu.js';
import { toYaml } from '../trial/to-yaml.js';

/** The experiment as it was validated, and what the process that runs it printed. */
export function ExperimentCard() {
  const { study } = useStudy();
  const { data } = useExperiment(study.name);
  if (data === undefined) return null;
  return (
    <section className="card" aria-labelledby="experiment-title">
      <div className="card-head">
        <h3 id="experiment-title">Experiment</h3>
        <div className="controls">
          <CopyMenu title="Copy" value={data.spec} />
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable for the arrow keys */}
      <pre tabIndex={0}>{toYaml(data.spec).trimStart()}</pre>
      {data.log !== '' && (
        <details>
          <summary>What the search printed</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as above */}
          <pre tabIndex={0}>{data.log}</pre>
        </details>
      )}
    </section>
  );
}
