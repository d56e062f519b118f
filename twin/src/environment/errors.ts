// What can be wrong in the use of an environment, each with a code that never changes its meaning.

/** One row a code; {placeholders} are filled from the details. */
export const ENVIRONMENT_ERRORS = {
  ENVIRONMENT_OPTIONS: 'The options are wrong: {faults}',
  ENVIRONMENT_SEED: 'The seed is wrong: found {found}, allowed: {allowed}',
  ENVIRONMENT_ORDERS: 'The orders drawn do not fit: found {found}, allowed: {allowed}',
  ENVIRONMENT_NOT_RESET: 'An environment starts with reset(), and no episode has been started',
  ENVIRONMENT_EPISODE_OVER: 'The episode is over ({end}); reset() starts the next one',
  ENVIRONMENT_ACTION: 'The action is not in the space: found {found}, allowed: whole numbers from 0 to {last}',
  ENVIRONMENT_ACTION_MASKED: 'The action is masked: found {found}, allowed now: 0 to {last}',
  ENVIRONMENT_CLOSED: 'The environment has been closed',
} as const;

export type EnvironmentErrorCode = keyof typeof ENVIRONMENT_ERRORS;

/** A coded error of an environment. `details` fill the placeholders of the message. */
export class EnvironmentError extends Error {
  readonly code: EnvironmentErrorCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: EnvironmentErrorCode, details: Readonly<Record<string, string | number>> = {}) {
    super(ENVIRONMENT_ERRORS[code].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name])));
    this.name = 'EnvironmentError';
    this.code = code;
    this.details = details;
  }
}
