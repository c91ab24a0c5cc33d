import { hostname } from 'node:os';
import { StudyBusyError } from './errors.js';
import type { JsonObject } from './records/json.js';
import type { RunnerIdentity, RunnerInfo, RunnerStatus } from './records/runner.js';
import type { StoreOptions } from './store.js';

export type StoreSettings = Required<StoreOptions>;

export function withDefaults({
  now = Date.now,
  host = hostname(),
  isAlive = processIsAlive,
  staleAfterSeconds = 60,
}: StoreOptions): StoreSettings {
  return { now, host, isAlive, staleAfterSeconds };
}

/** Whether a holder still counts. Of another machine only the heartbeat can be known. A heartbeat from the future (the clock was set back) is a fresh one. */
function isHeld(holder: RunnerInfo, { now, host, isAlive, staleAfterSeconds }: StoreSettings): boolean {
  if (holder.host === host && !isAlive(holder.pid)) return false;
  return silentSeconds(holder, now()) <= staleAfterSeconds;
}

/** Throws StudyBusyError while the study is held. */
export function requireFree(study: string, holder: RunnerInfo | undefined, settings: StoreSettings): void {
  if (holder === undefined || !isHeld(holder, settings)) return;
  const mend = `stop it first (isoflop stop, or Ctrl-C there), or wait: a runner that is silent for ${settings.staleAfterSeconds} s is given up`;
  throw new StudyBusyError(study, holder, silentSeconds(holder, settings.now()), mend);
}

export function runnerStatus(holder: RunnerInfo, settings: StoreSettings): RunnerStatus {
  const { pid, host, acquiredAt, heartbeatAt } = holder;
  return { pid, host, acquiredAt, heartbeatAt, alive: isHeld(holder, settings) };
}

export function leaseEvent(runner: RunnerIdentity, from: RunnerInfo | undefined): JsonObject {
  return {
    pid: runner.pid,
    host: runner.host,
    ...(from && { takenOverFrom: { pid: from.pid, host: from.host, heartbeatAt: from.heartbeatAt } }),
  };
}

function silentSeconds(holder: RunnerInfo, now: number): number {
  return Math.max(0, now - holder.heartbeatAt) / 1000;
}

/** Signal 0 asks without disturbing. EPERM means that it lives and is somebody else's. */
function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
