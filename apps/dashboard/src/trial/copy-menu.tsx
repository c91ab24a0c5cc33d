import { useState } from 'react';
import { Menu } from '../ui/menu.js';
import { toYaml } from './to-yaml.js';

/** Copies something as JSON or YAML. */
export function CopyMenu({ title, value }: { readonly title: string; readonly value: unknown }) {
  const [told, setTold] = useState('');
  const copy = (name: string, text: string) =>
    navigator.clipboard.writeText(text).then(
      () => setTold(`copied as ${name}`),
      () => setTold('the browser did not allow it'),
    );
  return (
    <>
      <span role="status" className="soft">
        {told}
      </span>
      <Menu title={title}>
        <button type="button" onClick={() => void copy('JSON', `${JSON.stringify(value, null, 2)}\n`)}>
          as JSON
        </button>
        <button type="button" onClick={() => void copy('YAML', `${toYaml(value).trimStart()}\n`)}>
          as YAML
        </button>
      </Menu>
    </>
  );
}
