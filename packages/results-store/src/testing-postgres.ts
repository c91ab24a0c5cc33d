/** PostgreSQL servers of their own, for the tests of other packages. */
export { newSchema } from './testing/postgres-schema.js';
export { PostgresServer, type StopMode } from './testing/postgres-server.js';
