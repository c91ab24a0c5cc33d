import type { TestProject } from 'vitest/node';
import { PostgresServer } from './postgres-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a PostgreSQL that runs as long as the tests do. */
    postgresUrl: string;
  }
}

/** Starts one server for a run of the tests, and removes it in the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await PostgresServer.create();
  project.provide('postgresUrl', server.url);
  return () => server.destroy();
}
