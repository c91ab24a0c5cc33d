import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import * as library from './index.js';

test('the example of the README runs and prints what it says', () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, code] = /```ts\n([\s\S]*?)```/.exec(text)!;
  const [, names] = /import \{ (.*) \} from 'hyperopt-js';/.exec(code!)!;
  // What is left of TypeScript in the example are non-null marks.
  const body = code!
    .replace(/^import.*$/m, '')
    .replaceAll(/!(?=[.[])/g, '')
    .replaceAll('[0]! ', '[0] ');
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  new Function('library', `const { ${names} } = library;\n${body}`)(library);
  expect(log).toHaveBeenCalledWith(true, expect.stringMatching(/^gp: 29 of 30 planned/));
  log.mockRestore();
});
