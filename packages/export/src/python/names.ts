/** A Python identifier for a path of the graph: `branch/3x3-reduce/conv` is `branch_3x3_reduce_conv`. */
export function identifier(path: string, taken: ReadonlySet<string>): string {
  const words = path.replace(/\W/g, '_');
  let name = /^\d/.test(words) ? `branch_${words}` : words;
  while (taken.has(name) || RESERVED.has(name)) name += '_';
  return name;
}

/** Keywords, builtins and attributes of `nn.Module` that a path could spell. */
const RESERVED: ReadonlySet<string> = new Set([
  ...[
    'x',
    'self',
    'torch',
    'nn',
    'F',
    'layers',
    'ops',
    'keras',
    'and',
    'as',
    'class',
    'def',
    'del',
    'for',
    'from',
    'if',
    'in',
    'is',
    'not',
  ],
  ...[
    'or',
    'pass',
    'return',
    'try',
    'while',
    'with',
    'sum',
    'max',
    'min',
    'abs',
    'zip',
    'train',
    'eval',
    'half',
    'float',
    'double',
    'type',
  ],
  ...['to', 'cpu', 'cuda', 'apply', 'forward', 'children', 'modules', 'buffers', 'parameters', 'training', 'compile', 'inputs'],
]);

/** `fused-mbconv` as `FusedMbconv`. */
export const className = (kind: string) =>
  kind
    .split('-')
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('');

/** A text as a Python string. */
export const quoted = (text: string) => JSON.stringify(text);
