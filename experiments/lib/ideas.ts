import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Experiment, ResultsFile } from './experiment.js';
import { bullets } from './render.js';

/** The story that the experiments belong to; what they found stands in it between two comments each. */
export const IDEAS_PAGE = fileURLToPath(new URL('../../docs/ideas.md', import.meta.url));

const place = (name: string) => new RegExp(`(<!-- ${name}: made from its results -->\\n)[\\s\\S]*?(<!-- ${name}: end -->)`);

/** What an experiment found, as the page tells it: verdict, command and plots. */
export function ideasBlock<R>(name: string, experiment: Experiment<R>, { results, command }: ResultsFile<R>): string {
  const folder = `../experiments/${name}`;
  const plots = Object.keys(experiment.plots(results)).map((plot) => `![${plot}](${folder}/${plot}.svg)`);
  const source = `Set-up, tables and intervals: [${name}](${folder}/README.md), made by \`${command}\`.`;
  return `\n${[bullets(experiment.verdict(results)), plots.join('\n'), source].join('\n\n')}\n\n`;
}

/** The block of an experiment as it stands on the page; undefined where the page has none. */
export function blockOnPage(name: string): string | undefined {
  const page = existsSync(IDEAS_PAGE) ? readFileSync(IDEAS_PAGE, 'utf8') : '';
  const [whole, start, end] = place(name).exec(page) ?? [];
  return whole?.slice(start.length, -end.length);
}

/** Writes a block into the page, if it has a place for it. */
export function updateIdeas(name: string, block: string): void {
  if (blockOnPage(name) === undefined) return;
  const page = readFileSync(IDEAS_PAGE, 'utf8');
  writeFileSync(
    IDEAS_PAGE,
    page.replace(place(name), (_, start: string, end: string) => `${start}${block}${end}`),
  );
}
