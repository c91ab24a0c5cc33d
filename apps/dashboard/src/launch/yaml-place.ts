/** Where a cursor is in a YAML text: inside the mapping at `path`, writing a key, or the value of the last key of it. */
export interface YamlPlace {
  readonly path: readonly string[];
  readonly writes: 'key' | 'value';
  /** What of it is written already. */
  readonly word: string;
}

/** The place of a cursor by indentation and open braces; enough for files of mappings, lists and short flow mappings. */
export function yamlPlace(text: string, cursor: number): YamlPlace {
  const before = text.slice(0, cursor).split('\n');
  const line = before.pop() ?? '';
  const indent = /^[ -]*/.exec(line)?.[0].length ?? 0;
  const parents: string[] = [];
  let least = indent;
  for (const earlier of before.reverse()) {
    const match = /^( *)(?:- )?([\w.-]+):\s*(?:#.*)?$/.exec(earlier);
    const depth = match?.[1]?.length ?? 0;
    if (match === null || depth >= least) continue;
    parents.unshift(match[2] ?? '');
    least = depth;
    if (least === 0) break;
  }
  return within(parents, line.slice(indent));
}

/** Goes through what stands on the line before the cursor. */
function within(parents: readonly string[], rest: string): YamlPlace {
  const path = [...parents];
  let key: string | undefined;
  let word = '';
  for (const sign of rest) {
    if (sign === ':') {
      key = word.trim();
      word = '';
    } else if (sign === '{') {
      if (key !== undefined) path.push(key);
      key = undefined;
      word = '';
    } else if (sign === ',') {
      if (!word.includes('[')) key = undefined;
      word = '';
    } else if (sign === '}') {
      path.pop();
      key = undefined;
      word = '';
    } else word += sign;
  }
  return key === undefined
    ? { path, writes: 'key', word: word.trim() }
    : { path: [...path, key], writes: 'value', word: word.replace(/^[\s[]+/, '') };
}
