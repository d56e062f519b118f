// How the twin and the thread of its database talk to each other.
import { parentPort } from 'node:worker_threads';
import type { Row, SqlEngine, Statement } from './engine.ts';

/** What the thread is asked. */
export type WorkerRequest = { id: number } & (
  | { kind: 'query'; statement: Statement }
  | { kind: 'script'; statements: string[] }
  | { kind: 'transaction'; guard: Statement; statements: Statement[] }
  | { kind: 'close' }
);

/** What it answers: rows of a query, or whether the guard let the transaction through. Id 0 tells that it is open. */
export type WorkerReply = { id: number } & ({ rows: Row[] } | { done: boolean } | { error: string });

/** Answers the questions to an engine in this thread. */
export function serveEngine(opening: Promise<SqlEngine>): void {
  const port = parentPort;
  if (!port) throw new Error('an engine is served in a worker thread only');
  const reply = (message: WorkerReply): void => port.postMessage(message);
  opening.then(
    () => reply({ id: 0, done: true }),
    (error: unknown) => reply({ id: 0, error: messageOf(error) }),
  );
  port.on('message', async (request: WorkerRequest) => {
    try {
      reply(await answer(await opening, request));
    } catch (error) {
      reply({ id: request.id, error: messageOf(error) });
    }
  });
}

async function answer(engine: SqlEngine, request: WorkerRequest): Promise<WorkerReply> {
  const { id } = request;
  switch (request.kind) {
    case 'query':
      return { id, rows: await engine.query(request.statement) };
    case 'script':
      await engine.script(request.statements);
      return { id, done: true };
    case 'transaction':
      return { id, done: await engine.transaction(request.guard, request.statements) };
    case 'close':
      await engine.close();
      return { id, done: true };
  }
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
