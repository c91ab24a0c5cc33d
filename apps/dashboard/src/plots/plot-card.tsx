import { type ReactNode, useId, useRef, useState } from 'react';
import { download, fileName } from '../save/download.js';
import { plotToPng, plotToSvg } from '../save/plot-image.js';
import { type TableData, toCsv, toJson } from '../save/table-data.js';
import { DataTable } from '../ui/data-table.js';
import { Menu } from '../ui/menu.js';

interface PlotCardProps {
  readonly title: string;
  /** Names the files that are saved, together with the title. */
  readonly study: string;
  /** What the plot shows, as a table: for CSV, JSON and those who would rather read. */
  readonly data: () => TableData;
  readonly controls?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A plot with its title and controls, which can be saved and read as a table. */
export function PlotCard({ title, study, data, controls, children, className = '' }: PlotCardProps) {
  const id = useId();
  const card = useRef<HTMLElement>(null);
  const [asTable, setAsTable] = useState(false);
  const [problem, setProblem] = useState<string>();
  const named = (extension: string) => `${fileName(study, title)}.${extension}`;
  const withPlot = (save: (plot: HTMLElement) => void | Promise<void>) => async () => {
    const plot = card.current?.querySelector<HTMLElement>('.plot');
    if (plot == null) return;
    try {
      setProblem(undefined);
      await save(plot);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <section className={`card plot-card ${className}`} aria-labelledby={id} ref={card}>
      <div className="card-head">
        <h3 id={id}>{title}</h3>
        <div className="controls">
          {controls}
          <Menu title="Save" label={`Save ${title}`}>
            <button type="button" onClick={withPlot(async (plot) => download(named('png'), await plotToPng(plot)))}>
              PNG
            </button>
            <button type="button" onClick={withPlot((plot) => download(named('svg'), plotToSvg(plot).text, 'image/svg+xml'))}>
              SVG
            </button>
            <button type="button" onClick={() => download(named('csv'), toCsv(data()), 'text/csv')}>
              CSV
            </button>
            <button type="button" onClick={() => download(named('json'), toJson(data()), 'application/json')}>
              JSON
            </button>
            <button type="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              {asTable ? 'Hide the table' : 'Show as table'}
            </button>
          </Menu>
        </div>
      </div>
      {problem !== undefined && <p role="alert">The plot could not be saved: {problem}</p>}
      {children}
      {asTable && <DataTable data={data()} caption={title} />}
    </section>
  );
}
