import { autocompletion, type CompletionContext, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Issue } from '../api/answers.js';
import { choicesAt, type JsonSchema } from './schema-choices.js';
import { yamlPlace } from './yaml-place.js';

interface EditorOptions {
  /** Empty; the page's content security policy forbids style elements, and in a shadow tree the editor adopts style sheets instead. */
  readonly host: HTMLElement;
  readonly text: string;
  readonly schema: () => JsonSchema | undefined;
  readonly onChange: (text: string) => void;
}

/** An editor of experiment files that knows their schema. */
export interface CodeEditor {
  setText(text: string): void;
  setIssues(issues: readonly Issue[]): void;
  close(): void;
}

export function openEditor({ host, text, schema, onChange }: EditorOptions): CodeEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  root.replaceChildren();
  const complete = (context: CompletionContext) => completionsAt(context, schema());
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        yaml(),
        syntaxHighlighting(COLOURS),
        autocompletion({ override: [complete] }),
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ 'aria-label': 'Experiment file' }),
        EditorView.updateListener.of(({ docChanged, state }) => docChanged && onChange(state.doc.toString())),
        THEME,
      ],
    }),
  });
  return {
    setText: (next) => {
      if (next !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    setIssues: (issues) =>
      view.dispatch(
        setDiagnostics(
          view.state,
          issues.map((issue) => diagnosticOf(view.state, issue)),
        ),
      ),
    close: () => view.destroy(),
  };
}

function diagnosticOf({ doc }: EditorState, { line, column, message }: Issue): Diagnostic {
  const { from, to } = doc.line(Math.max(1, Math.min(doc.lines, line)));
  const start = Math.min(to, from + Math.max(0, column - 1));
  return { from: start, to: Math.max(start, to), severity: 'error', message };
}

function completionsAt(context: CompletionContext, schema: JsonSchema | undefined) {
  if (schema === undefined) return null;
  const { path, writes, word } = yamlPlace(context.state.doc.toString(), context.pos);
  if (word === '' && !context.explicit && writes === 'key') return null;
  const options = choicesAt(schema, path, writes).map(({ label, detail }) => ({
    label,
    info: detail,
    type: writes === 'key' ? 'property' : 'enum',
    apply: writes === 'key' ? `${label}: ` : label,
  }));
  return options.length === 0 ? null : { from: context.pos - word.length, options };
}

/** Custom properties reach into shadow trees, so that the editor follows the theme of the page. */
const THEME = EditorView.theme({
  '&': { fontSize: '13.5px', backgroundColor: 'var(--card)', color: 'var(--ink)', minHeight: '340px' },
  '.cm-content': { caretColor: 'var(--ink)', fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--ground)', color: 'var(--ink-soft)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'var(--hover)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--chosen)' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--ink)', border: '1px solid var(--line)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--chosen)', color: 'var(--ink)' },
});

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.content], color: 'var(--ink)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--finalist)' },
  { tag: tags.comment, color: 'var(--ink-soft)', fontStyle: 'italic' },
]);
