const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago a moment was, coarsely; both in milliseconds since 1970. A clock that is a little ahead counts as now. */
export function formatAgo(moment: number, now: number): string {
  const past = now - moment;
  if (past < MINUTE_MS) return 'just now';
  if (past < HOUR_MS) return `${Math.floor(past / MINUTE_MS)} min ago`;
  if (past < DAY_MS) return `${Math.floor(past / HOUR_MS)} h ago`;
  const days = Math.floor(past / DAY_MS);
  return days === 1 ? 'yesterday' : `${days} days ago`;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** A moment of a study: 31 Jan, 12:05. */
export function formatClock(moment: number): string {
  return CLOCK.format(moment);
}
