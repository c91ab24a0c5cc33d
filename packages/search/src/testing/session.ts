import type { SessionOptions } from '../study-session.js';

/** What tests give a study's session unless they are about it. */
export const quietSession = (): Pick<SessionOptions, 'resume' | 'runner' | 'signal' | 'onEvent' | 'now'> => ({
  resume: false,
  runner: { pid: process.pid, host: 'here' },
  signal: new AbortController().signal,
  onEvent: () => {},
  now: () => 0,
});
