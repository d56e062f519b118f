// The port to a database that speaks PostgreSQL: one statement, or several in one transaction.

/** A statement with `$1`-style parameters. */
export interface Statement {
  sql: string;
  params: unknown[];
}

/** One row as the values of its columns, in order. */
export type Row = unknown[];

/** A connected database. All methods reject when the connection or the statement fails. */
export interface SqlEngine {
  readonly name: 'pglite' | 'postgres';
  query(statement: Statement): Promise<Row[]>;
  /** Runs statements without parameters, some of which may not run in a prepared form (migrations), in one transaction. */
  script(statements: string[]): Promise<void>;
  /**
   * Runs `guard` and then the statements in one transaction.
   * @returns false, with nothing changed, when the guard returned no row
   */
  transaction(guard: Statement, statements: Statement[]): Promise<boolean>;
  close(): Promise<void>;
}

/** What the history logs to; a pino logger fits. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
