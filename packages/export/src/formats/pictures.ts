import type { Architecture, Graph } from '@isoflop/blocks';
import { ExportError, type Format } from '../format.js';
import { drawDot } from '../picture/dot.js';
import { drawSvg } from '../picture/svg.js';

/** A picture is its source text: verified when the file holds what is drawn. */
function picture(path: string, use: string, draw: (architecture: Architecture, graph: Graph) => string): Format {
  return {
    holdsWeights: false,
    use,
    write: async ({ architecture, graph }) => [{ path, content: draw(architecture, graph) }],
    async verify({ architecture, graph }, { read }) {
      const found = new TextDecoder().decode(await read(path));
      if (found !== draw(architecture, graph)) throw new ExportError(`${path}: must hold the picture of this network; export again`);
      return { verified: true, maxAbsError: 0, by: 'isoflop' };
    },
  };
}

/** The stages as an SVG picture, with their shapes, parameters and shares of the multiply-adds. */
export const svg = picture('architecture.svg', 'Open `architecture.svg` in a browser.', drawSvg);

/** Every op as a Graphviz graph. */
export const dot = picture('architecture.dot', 'Render `architecture.dot` with `dot -Tsvg architecture.dot`.', drawDot);
