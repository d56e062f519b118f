// The decisions of the broker, in the form aedes asks for them.
import type { AedesOptions, AuthenticateError, Client, PublishPacket } from 'aedes';
import type { Logger } from 'pino';
import type { Authenticate } from './authenticate.ts';
import { isSharedSubscription, mayPublish, maySubscribe, type Principal } from './authorize.ts';
import { BrokerError, type BrokerErrorCode } from './errors.ts';
import { judgeForward } from './guards/slow-subscriber.ts';
import { TokenBucket } from './guards/token-bucket.ts';
import type { BrokerMetrics, RejectReason } from './metrics.ts';
import type { BrokerPersistence } from './persistence/broker-persistence.ts';

export interface HookContext {
  authenticate: Authenticate;
  persistence: BrokerPersistence;
  metrics: BrokerMetrics;
  log: Logger;
  /** Largest payload of a message [bytes]. */
  maxPayloadBytes: number;
  maxMessagesPerSecondPerClient: number;
}

type Hooks = Required<
  Pick<AedesOptions, 'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'>
>;

interface ClientState {
  principal: Principal | null;
  willTopic: string | undefined;
  bucket: TokenBucket;
}

// Fields of an aedes client that its type does not declare.
interface ClientInside {
  subscriptions: Record<string, { qos: number }>;
  broker: { clients: Record<string, Client | undefined> };
}

const BAD_USERNAME_OR_PASSWORD = 4;
const NOT_AUTHORIZED = 5;
const IDENTIFIER_REJECTED = 2;

/** Builds the hooks of one broker. */
export function createHooks(context: HookContext): Hooks {
  const states = new WeakMap<Client, ClientState>();
  const stateOf = (client: Client): ClientState => {
    let state = states.get(client);
    if (!state) {
      const bucket = new TokenBucket(context.maxMessagesPerSecondPerClient);
      state = { principal: null, willTopic: undefined, bucket };
      states.set(client, state);
    }
    return state;
  };
  return {
    preConnect(client, packet, done) {
      stateOf(client).willTopic = packet.will?.topic;
      done(null, true);
    },
    authenticate(client, username, password, done) {
      void settle(admit(context, client, { username, password }, stateOf), (error) =>
        done(error as AuthenticateError | null, error === null),
      );
    },
    authorizePublish(client, packet, done) {
      if (client === null) return done(null);
      const { principal, bucket } = stateOf(client);
      const refusal = judgePublish(context, client, principal, packet);
      if (refusal) return done(refusal);
      throttle(context, client, bucket, (error) => {
        if (error || packet.qos !== 1) return done(error);
        void settle(context.persistence.acceptPublish(client, packet), done);
      });
    },
    authorizeSubscribe(client, subscription, done) {
      const { principal } = stateOf(client);
      if (principal && maySubscribe(principal, subscription.topic)) {
        context.persistence.allowSubscription(subscription);
        return done(null, subscription);
      }
      const isShared = isSharedSubscription(subscription.topic);
      const code = isShared ? 'BROKER_SHARED_SUBSCRIPTION' : 'BROKER_SUBSCRIBE_FORBIDDEN';
      refuse(context, client, 'subscribe', code, subscription.topic);
      done(null, null); // [MQTT-3.9.3-1]: SUBACK with return code 0x80
    },
    authorizeForward: (client, packet) => (forwards(context, client, packet.qos) ? packet : null),
  };
}

/** Brings the outcome of a promise to a callback. */
async function settle(work: Promise<void>, done: (error: Error | null) => void): Promise<void> {
  let failure: Error | null = null;
  try {
    await work;
  } catch (error) {
    failure = error as Error;
  }
  done(failure);
}

async function admit(
  context: HookContext,
  client: Client,
  given: { username: string | undefined; password: Buffer | undefined },
  stateOf: (client: Client) => ClientState,
): Promise<void> {
  const remoteAddress = 'remoteAddress' in client.conn ? client.conn.remoteAddress : undefined;
  const principal = await context.authenticate({ ...given, remoteAddress });
  if (!principal) {
    context.metrics.rejected.inc({ reason: 'credentials' });
    context.log.warn({ clientId: client.id, username: given.username, remoteAddress }, 'credentials refused');
    throw connectError(new Error('bad user name or password'), BAD_USERNAME_OR_PASSWORD);
  }
  const state = stateOf(client);
  if (state.willTopic !== undefined && !mayPublish(principal, state.willTopic)) {
    const error = refuse(context, client, 'will', 'BROKER_WILL_FORBIDDEN', state.willTopic);
    throw connectError(error, NOT_AUTHORIZED);
  }
  if (isOthersClientId(context, client, principal, stateOf)) {
    const error = refuse(context, client, 'client-id', 'BROKER_CLIENT_ID_TAKEN', client.id);
    throw connectError(error, IDENTIFIER_REJECTED);
  }
  context.persistence.setOwner(client, principal.name);
  state.principal = principal;
}

/** A client id is a session: another user must neither end it ([MQTT-3.1.4-2]) nor inherit its messages. */
function isOthersClientId(
  { persistence }: HookContext,
  client: Client,
  principal: Principal,
  stateOf: (client: Client) => ClientState,
): boolean {
  const current = (client as unknown as ClientInside).broker.clients[client.id];
  const owner = current ? stateOf(current).principal?.name : persistence.ownerOf(client.id);
  return owner !== undefined && owner !== principal.name;
}

function judgePublish(
  context: HookContext,
  client: Client,
  principal: Principal | null,
  { topic, payload }: PublishPacket,
): BrokerError | null {
  if (!principal || !mayPublish(principal, topic)) {
    return refuse(context, client, 'publish', 'BROKER_PUBLISH_FORBIDDEN', topic);
  }
  if (payload.length > context.maxPayloadBytes) {
    return refuse(context, client, 'packet-too-large', 'BROKER_PACKET_TOO_LARGE', topic);
  }
  return null;
}

function throttle(
  { metrics }: HookContext,
  client: Client,
  bucket: TokenBucket,
  proceed: (error: Error | null) => void,
): void {
  if (client.closed) return proceed(null); // its Will
  const delayMs = bucket.takeWithDelay();
  if (delayMs === 0) return proceed(null);
  // aedes reads no more from this client until the held packets are through, so TCP slows the sender down.
  metrics.throttled.inc();
  setTimeout(() => proceed(client.closed ? new Error('connection closed') : null), delayMs);
}

function forwards({ metrics, log }: HookContext, client: Client, messageQos: number): boolean {
  const { subscriptions } = client as unknown as ClientInside;
  const unsentBytes = client.conn.writableLength;
  const view = {
    unsentBytes,
    hasPersistentSession: !client.clean,
    get subscriptionQos() {
      return Object.values(subscriptions).map(({ qos }) => qos);
    },
  };
  const verdict = judgeForward(view, messageQos);
  if (verdict === 'drop') {
    metrics.droppedSlow.inc();
    return false;
  }
  if (verdict === 'close' && !client.conn.destroyed) {
    metrics.closedSlow.inc();
    log.warn({ clientId: client.id, unsentBytes }, 'subscriber does not read: closed');
    client.conn.destroy();
  }
  metrics.messagesOut.inc();
  return true; // also when closed: aedes must go through its own error path, or it forgets a queued message
}

function refuse(
  { metrics, log }: HookContext,
  client: Client,
  reason: RejectReason,
  code: BrokerErrorCode,
  detail: string,
): BrokerError {
  metrics.rejected.inc({ reason });
  log.warn({ clientId: client.id, code, topic: detail }, 'refused');
  return new BrokerError(code, detail);
}

function connectError(error: Error, returnCode: number): AuthenticateError {
  return Object.assign(error, { returnCode }) as AuthenticateError;
}
