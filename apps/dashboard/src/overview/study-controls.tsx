import { useState } from 'react';
import type { StudyRow } from '../api/answers.js';
import { pathOf } from '../api/client.js';
import { isHeld, useCanWrite, useChange } from '../api/queries.js';

type Command = 'pause' | 'stop' | 'cancel' | 'resume' | 'rerun-failed';

const MEANINGS: Readonly<Record<Command, readonly [title: string, meaning: string]>> = {
  pause: ['Pause', 'starts no candidate until resumed'],
  stop: ['Stop', 'finishes those under way and ends'],
  cancel: ['Cancel', 'puts those under way back and ends at once'],
  resume: ['Resume', 'goes on with what is left'],
  'rerun-failed': ['Run failed trials again', 'queues each once more'],
};

/** Pause, stop, cancel and resume a study. Cancel asks first, since it drops what is under way. */
export function StudyControls({ study }: { readonly study: StudyRow }) {
  const canWrite = useCanWrite();
  const [asking, setAsking] = useState(false);
  const change = useChangeOf(study.name);
  if (!canWrite) return null;
  const commands = commandsOf(study);
  const isPaused = study.state === 'paused';
  if (commands.length === 0) return null;
  return (
    <div className="study-controls">
      {commands.map((command) => (
        <button
          key={command}
          type="button"
          className={`plain-button ${command === 'cancel' ? 'danger' : ''}`}
          title={MEANINGS[command][1]}
          disabled={change[command].isPending}
          onClick={() => (command === 'cancel' ? setAsking(true) : change[command].mutate({}))}
        >
          {MEANINGS[command][0]}
        </button>
      ))}
      {asking && (
        <span className="asking" role="alert">
          Trials under way lose what they have trained since their last checkpoint.{' '}
          <button
            type="button"
            className="plain-button danger"
            onClick={() => {
              setAsking(false);
              change.cancel.mutate({});
            }}
          >
            Cancel the search
          </button>{' '}
          <button type="button" className="plain-button" onClick={() => setAsking(false)}>
            Let it run
          </button>
        </span>
      )}
      {isHeld(study) && study.request !== null && !isPaused && <span className="soft">asked to {study.request}…</span>}
      {isHeld(study) && isPaused && <span className="soft">its process waits</span>}
      {Object.values(change).map(
        ({ error }) =>
          error !== null && (
            <p key={error.message} role="alert">
              {error.message}
            </p>
          ),
      )}
    </div>
  );
}

/** What can be asked of a study as it is: a process that was told to stop can only be hurried. */
function commandsOf(study: StudyRow): Command[] {
  const again: Command[] = (study.counts.search?.failed ?? 0) > 0 ? ['rerun-failed'] : [];
  if (study.state === 'complete') return again;
  if (!isHeld(study)) return ['resume', ...again];
  switch (study.request) {
    case null:
      return ['pause', 'stop', 'cancel', ...again];
    case 'pause':
      return ['resume', 'stop', 'cancel', ...again];
    case 'stop':
      return ['cancel', ...again];
    case 'cancel':
      return again;
  }
}

function useChangeOf(study: string) {
  const to = (command: Command) => pathOf(study, command);
  return {
    pause: useChange('POST', to('pause'), ['studies']),
    stop: useChange('POST', to('stop'), ['studies']),
    cancel: useChange('POST', to('cancel'), ['studies']),
    resume: useChange('POST', to('resume'), ['studies']),
    'rerun-failed': useChange('POST', to('rerun-failed'), ['studies']),
  };
}
