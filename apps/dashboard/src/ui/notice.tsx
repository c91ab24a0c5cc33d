import type { ReactNode } from 'react';

interface NoticeProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** What is shown where there is nothing else to show, and what to do about it. */
export function Notice({ title, children }: NoticeProps) {
  return (
    <section className="card notice">
      <h2>{title}</h2>
      <p>{children}</p>
    </section>
  );
}

export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="card loading" role="status">
      Loading {what}…
    </p>
  );
}

interface FailureProps {
  readonly error: Error;
  readonly onRetry: () => void;
  /** Whether what was read before is still shown. */
  readonly stale: boolean;
}

export function Failure({ error, onRetry, stale }: FailureProps) {
  return (
    <section className="card failure" role="alert">
      <p>
        <strong>{stale ? 'Not up to date' : 'Nothing could be read'}:</strong> {error.message}
      </p>
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </section>
  );
}
