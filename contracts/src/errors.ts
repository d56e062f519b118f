// The error table: every coded error of the product, with its HTTP status and whether trying again can help.

/** One row a code. `message` may hold {placeholders} that are filled from the details. */
export const ERRORS = {
  LINE_MODEL_INVALID: { status: 422, message: 'The line model has faults: {faults}', retryable: false },
  LINE_MODEL_UNREADABLE: { status: 422, message: 'The line model {path} cannot be read: {reason}', retryable: false },
  LINE_NOT_EMULATED: { status: 422, message: 'The emulated plant cannot do this line: {faults}', retryable: false },
  CONFIG_INVALID: { status: 500, message: 'The configuration is wrong: {faults}', retryable: false },
  PORT_IN_USE: { status: 500, message: 'Port {port} is in use; choose another with {flag}', retryable: true },
  DATA_DIR_LOCKED: {
    status: 500,
    message: 'The database folder {path} is in use by process {pid}; stop it or choose another folder',
    retryable: true,
  },
  DATABASE_UNAVAILABLE: { status: 503, message: 'The database cannot be reached: {reason}', retryable: true },
  LINE_NOT_FOUND: { status: 404, message: 'There is no line {line}; there is: {allowed}', retryable: false },
  ASSET_NOT_FOUND: { status: 404, message: 'There is no station or buffer {asset} in {line}', retryable: false },
  ALARM_NOT_FOUND: { status: 404, message: 'There is no alarm {alarm}', retryable: false },
  ALARM_STATE: { status: 409, message: 'Alarm {alarm} is {state}; {action} is not possible', retryable: false },
  REQUEST_INVALID: { status: 400, message: 'The request is wrong: {faults}', retryable: false },
  ROUTE_NOT_FOUND: { status: 404, message: 'There is nothing at {path}', retryable: false },
  SCENARIO_INVALID: { status: 422, message: 'The scenario cannot be run: {faults}', retryable: false },
  SCENARIO_NOT_FOUND: { status: 404, message: 'There is no scenario {id}', retryable: false },
  LOOK_AHEAD_TOO_LARGE: {
    status: 422,
    message: 'That is {hours} hours of the line to simulate, about {seconds} s; allowed are {allowedHours}',
    retryable: false,
  },
  EXPERIMENT_NOT_FOUND: { status: 404, message: 'There is no experiment {id}', retryable: false },
  EXPERIMENT_STATE: { status: 409, message: 'Experiment {id} is {state}; {action} is not possible', retryable: false },
  STUDY_INVALID: { status: 422, message: 'The study cannot be run: {faults}', retryable: false },
  STUDY_FAILED: { status: 422, message: 'The study came to a stop: {reason}', retryable: false },
  FORECAST_NOT_READY: { status: 503, message: 'No forecast yet: {reason}', retryable: true },
  MIRROR_INVALID: { status: 409, message: 'The mirror is out of step with the line: {reason}', retryable: true },
  INTERNAL: { status: 500, message: 'Something unexpected went wrong; the log has the details', retryable: false },
} as const satisfies Record<string, { status: number; message: string; retryable: boolean }>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorDetails = Record<string, string | number | boolean | readonly string[]>;

/** A coded error. `details` fill the placeholders of the message and travel in the problem+json. */
export class TwinError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options: { cause?: unknown } = {}) {
    super(fill(ERRORS[code].message, details), options);
    this.name = 'TwinError';
    this.code = code;
    this.details = details;
  }

  /** HTTP status for this error. */
  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** True for a coded error, of that code if one is given. */
export function isTwinError(error: unknown, code?: ErrorCode): error is TwinError {
  return error instanceof TwinError && (code === undefined || error.code === code);
}

/** RFC 9457 problem details. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  retryable: boolean;
  details: ErrorDetails;
}

/** The problem+json body for a coded error. */
export function toProblem(error: TwinError): Problem {
  const { status, retryable } = ERRORS[error.code];
  const title = error.code.toLowerCase().replaceAll('_', ' ');
  const type = `/docs/errors#${error.code.toLowerCase()}`;
  return { type, title, status, code: error.code, detail: error.message, retryable, details: error.details };
}

function fill(template: string, details: ErrorDetails): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = details[name];
    if (value === undefined) return placeholder;
    return Array.isArray(value) ? value.join('; ') : String(value);
  });
}
