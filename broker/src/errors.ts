// The broker's coded errors: one table, one class.

/** Every code the broker raises. `status` is the HTTP status where the error can reach an HTTP answer. */
export const BROKER_ERRORS = {
  BROKER_CONFIG_INVALID: { message: 'The broker configuration is not valid' },
  BROKER_ANONYMOUS_NOT_LOOPBACK: { message: 'Anonymous clients are allowed on a loopback address only' },
  BROKER_NO_WAY_IN: { message: 'Nobody could connect: anonymous clients are off and there is no users file' },
  BROKER_PORT_IN_USE: { message: 'The port is already in use' },
  BROKER_LISTEN_FAILED: { message: 'The address cannot be listened on' },
  BROKER_USERS_FILE_INVALID: { message: 'The users file is not valid' },
  BROKER_DATA_DIR_IN_USE: { message: 'Another broker is using the data directory' },
  BROKER_JOURNAL_FAILED: { status: 503, message: 'The message journal cannot be written' },
  BROKER_PUBLISH_FORBIDDEN: { status: 403, message: 'The client may not publish on this topic' },
  BROKER_SUBSCRIBE_FORBIDDEN: { status: 403, message: 'The client may not subscribe to this filter' },
  BROKER_SHARED_SUBSCRIPTION: { status: 400, message: 'Shared subscriptions are not supported' },
  BROKER_WILL_FORBIDDEN: { status: 403, message: 'The client may not leave a Will on this topic' },
  BROKER_PACKET_TOO_LARGE: { status: 413, message: 'The packet is larger than allowed' },
  BROKER_PACKET_MALFORMED: { status: 400, message: 'The bytes are not an MQTT packet' },
  BROKER_CLIENT_ID_TAKEN: { status: 409, message: 'The client id belongs to another user' },
} as const satisfies Record<string, { status?: number; message: string }>;

export type BrokerErrorCode = keyof typeof BROKER_ERRORS;

/** An error with a stable `code` of {@link BROKER_ERRORS}; the text may add what was found and what is allowed. */
export class BrokerError extends Error {
  readonly code: BrokerErrorCode;

  constructor(code: BrokerErrorCode, detail?: string, options?: ErrorOptions) {
    const { message } = BROKER_ERRORS[code];
    super(detail ? `${message}: ${detail}` : message, options);
    this.name = 'BrokerError';
    this.code = code;
  }
}

/** Whether `error` is a {@link BrokerError}, of the given code if one is given. */
export function isBrokerError(error: unknown, code?: BrokerErrorCode): error is BrokerError {
  return error instanceof BrokerError && (code === undefined || error.code === code);
}
