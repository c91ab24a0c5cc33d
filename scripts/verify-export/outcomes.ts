import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { ExportError, type Exported, type FormatName } from '@isoflop/export';
import { type TrainedExportable, verifiedExport } from '@isoflop/export/testing';

/** A network that is compared, and what was drawn before it. */
export interface Compared {
  /** Of the architecture. */
  readonly name: string;
  readonly exported: Exported;
  readonly seconds: number;
  /** Draws that were put back: too large, and chaotic. */
  readonly large: number;
  readonly chaotic: number;
}

interface Line {
  readonly network: string;
  readonly formats: readonly FormatName[];
  readonly compared?: Compared;
  readonly error?: string;
}

/** A network as it is drawn for comparison. */
export interface Drawn {
  readonly exportable: TrainedExportable;
  readonly large: number;
  readonly chaotic: number;
}

const keyOf = ({ network, formats }: Pick<Line, 'network' | 'formats'>) => `${network} to ${formats.join()}`;

/** What became of every network: kept in a file line by line where one is named, whose networks that agreed are not compared again. */
export class Outcomes {
  /** What does not agree, as lines to print. */
  readonly failures: string[] = [];
  private readonly known = new Map<string, Compared>();

  constructor(private readonly log: string | undefined) {
    if (log === undefined || !existsSync(log)) return;
    for (const text of readFileSync(log, 'utf8').split('\n').filter(Boolean)) {
      const line: Line = JSON.parse(text);
      if (line.compared) this.known.set(keyOf(line), line.compared);
    }
  }

  /**
   * Exports a network to `formats` and compares. Undefined, with a line in `failures`, where a file does not compute what the model does; what
   * else goes wrong is thrown.
   */
  async compare(network: string, formats: readonly FormatName[], draw: () => Promise<Drawn>): Promise<Compared | undefined> {
    const known = this.known.get(keyOf({ network, formats }));
    if (known) return known;
    let name = '';
    try {
      const { exportable, large, chaotic } = await draw();
      name = exportable.architecture.name;
      const start = performance.now();
      const exported = await verifiedExport(exportable, formats);
      const compared = { name, exported, seconds: (performance.now() - start) / 1000, large, chaotic };
      this.keep({ network, formats, compared });
      return compared;
    } catch (error) {
      if (!(error instanceof ExportError)) throw error;
      const failure = `${network}, ${name}: ${error.message}`;
      this.failures.push(failure);
      this.keep({ network, formats, error: error.message });
      process.stderr.write(`${failure}\n`);
      return undefined;
    }
  }

  private keep(line: Line): void {
    if (this.log !== undefined) appendFileSync(this.log, `${JSON.stringify(line)}\n`);
  }
}
