import { useState } from 'react';
import { useCanWrite, useChange } from '../api/queries.js';

interface NotesProps {
  /** Where they are written to. */
  readonly path: string;
  readonly note: string;
  readonly tags: readonly string[];
  /** Queries that hold them. */
  readonly reread: readonly string[];
}

/** A note and tags, to read and to change. */
export function Notes({ path, note, tags, reread }: NotesProps) {
  const canWrite = useCanWrite();
  const [editing, setEditing] = useState(false);
  const change = useChange<unknown, { note: string; tags: string[] }>('PATCH', path, reread);
  if (!editing) {
    return (
      <section className="card notes" aria-labelledby="notes-title">
        <div className="card-head">
          <h3 id="notes-title">Notes</h3>
          {canWrite && (
            <button type="button" className="plain-button" onClick={() => setEditing(true)}>
              Edit
            </button>
          )}
        </div>
        {note === '' ? <p className="hint">No note yet.</p> : <p className="note">{note}</p>}
        {tags.length > 0 && (
          <ul className="chips">
            {tags.map((tag) => (
              <li key={tag} className="chip">
                {tag}
              </li>
            ))}
          </ul>
        )}
      </section>
    );
  }
  const save = async (data: FormData) => {
    const words = String(data.get('tags') ?? '').split(',');
    await change.mutateAsync({
      note: String(data.get('note') ?? ''),
      tags: [...new Set(words.map((tag) => tag.trim()).filter((tag) => tag !== ''))],
    });
    setEditing(false);
  };
  return (
    <section className="card notes" aria-labelledby="notes-title">
      <h3 id="notes-title">Notes</h3>
      <form action={save}>
        <label>
          <span>Note</span>
          <textarea name="note" rows={4} defaultValue={note} />
        </label>
        <label>
          <span>Tags, with commas between</span>
          <input name="tags" type="text" defaultValue={tags.join(', ')} />
        </label>
        {change.error !== null && <p role="alert">{change.error.message}</p>}
        <p className="buttons">
          <button type="submit" className="main-button" disabled={change.isPending}>
            Save
          </button>
          <button type="button" className="plain-button" onClick={() => setEditing(false)}>
            Cancel
          </button>
        </p>
      </form>
    </section>
  );
}
