/** JSON as block YAML 1.2: for reading and for experiment files, not for every text there is. */
export function toYaml(value: unknown, indent = ''): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (value.every((item) => typeof item !== 'object' || item === null)) return `[${value.map((item) => scalar(item)).join(', ')}]`;
    return value.map((item) => `\n${indent}- ${toYaml(item, `${indent}  `).replace(/^\n\s*/, '')}`).join('');
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (entries.length === 0) return '{}';
    return entries
      .map(([key, item]) => {
        const text = toYaml(item, `${indent}  `);
        return `\n${indent}${scalar(key)}:${text.startsWith('\n') ? '' : ' '}${text}`;
      })
      .join('');
  }
  return scalar(value);
}

/** Plain where YAML reads the same text back, else in double quotes, which JSON's are. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  const isPlain = /^[A-Za-z_][\w./ -]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value) && !value.endsWith(' ');
  return isPlain ? value : JSON.stringify(value);
}
