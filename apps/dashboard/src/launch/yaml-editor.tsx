import { useEffect, useRef, useState } from 'react';
import type { Issue } from '../api/answers.js';
import type { CodeEditor } from './code-editor.js';
import type { JsonSchema } from './schema-choices.js';

interface YamlEditorProps {
  readonly text: string;
  readonly issues: readonly Issue[];
  readonly schema: JsonSchema | undefined;
  readonly onChange: (text: string) => void;
}

/** The experiment file. The editor is loaded when it is needed; until then, and where it cannot be loaded, a plain field does. */
export function YamlEditor({ text, issues, schema, onChange }: YamlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | undefined>(undefined);
  const [ready, setReady] = useState(false);
  // The editor is opened once and asks for what is current.
  const current = useRef({ text, schema, onChange });
  current.current = { text, schema, onChange };
  useEffect(() => {
    let closed = false;
    void import('./code-editor.js').then(({ openEditor }) => {
      if (closed || host.current === null) return;
      editor.current = openEditor({
        host: host.current,
        text: current.current.text,
        schema: () => current.current.schema,
        onChange: (next) => current.current.onChange(next),
      });
      setReady(true);
    });
    return () => {
      closed = true;
      editor.current?.close();
      editor.current = undefined;
    };
  }, []);
  useEffect(() => editor.current?.setText(text), [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once it is ready, what was found before is shown as well
  useEffect(() => editor.current?.setIssues(issues), [issues, ready]);
  return (
    <>
      <div ref={host} className="code-editor" data-ready={ready} />
      {!ready && <textarea aria-label="Experiment file" rows={16} value={text} onChange={({ target }) => onChange(target.value)} />}
      <ul className="issues" aria-live="polite">
        {issues.map(({ line, column, message }) => (
          <li key={`${line}:${column}:${message}`}>
            <strong>
              {line}:{column}
            </strong>{' '}
            {message}
          </li>
        ))}
      </ul>
    </>
  );
}
