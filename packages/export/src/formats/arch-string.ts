import { type Architecture, architectureHash } from '@isoflop/blocks';
import { ExportError, type FileContent, type Format } from '../format.js';
import { fromPycls } from '../notation/from-pycls.js';
import { fromTimm, toTimm } from '../notation/timm.js';
import { toPycls } from '../notation/to-pycls.js';

/** A notation: how it is written and read, and where. */
interface Notation {
  readonly path: string;
  write(architecture: Architecture): string;
  read(text: string): Architecture;
}

const NOTATIONS: readonly Notation[] = [
  {
    path: 'arch-string/timm.json',
    write: (architecture) => `${JSON.stringify(toTimm(architecture), null, 2)}\n`,
    read: (text) => fromTimm(JSON.parse(text)),
  },
  { path: 'arch-string/pycls.yaml', write: toPycls, read: (text) => fromPycls(text, 'pycls') },
];

/** The architecture as timm's block strings and as a pycls configuration, whichever can say it. */
export const archString: Format = {
  holdsWeights: false,
  use: "timm's block strings are in `arch-string/timm.json` and a pycls configuration in `arch-string/pycls.yaml`, where those notations can say this network; `isoflop cost` reads both.",
  async write({ architecture }) {
    const { files, reasons } = writeAll(architecture);
    if (files.length === 0) throw new ExportError(`no notation says this network: ${[...new Set(reasons)].join('; ')}`);
    return files;
  },
  async verify({ architecture }, { read }) {
    const expected = architectureHash(architecture);
    const written = new Set(writeAll(architecture).files.map(({ path }) => path));
    for (const { path, read: parse } of NOTATIONS.filter((notation) => written.has(notation.path))) {
      const hash = architectureHash(parse(new TextDecoder().decode(await read(path))));
      if (hash !== expected) throw new ExportError(`${path}: must read back to hash ${expected}, got ${hash}; please report this network`);
    }
    return { verified: true, maxAbsError: 0, by: 'isoflop' };
  },
};

/** A file per notation that can say the architecture, and why the others cannot. */
function writeAll(architecture: Architecture): { files: FileContent[]; reasons: string[] } {
  const files: FileContent[] = [];
  const reasons: string[] = [];
  for (const { path, write } of NOTATIONS) {
    try {
      files.push({ path, content: write(architecture) });
    } catch (error) {
      if (!(error instanceof ExportError)) throw error;
      reasons.push(error.message);
    }
  }
  return { files, reasons };
}
