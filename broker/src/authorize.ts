// Who may publish and subscribe where: pure functions of a principal and a topic.
import { filterCovers, topicMatches } from './topic-filter.ts';

export const ROLES = ['edge-node', 'twin', 'reader'] as const;
export type Role = (typeof ROLES)[number];

/** A connected client as the rules see it. */
export interface Principal {
  /** User name, or `anonymous`. */
  name: string;
  role: Role;
  /** Sparkplug edge node ids that an `edge-node` speaks for. */
  edgeNodes: readonly string[];
  /** Topic filters beyond the role, for sources that speak plain JSON. */
  publish: readonly string[];
  subscribe: readonly string[];
}

const EDGE_MESSAGE_TYPES = ['NBIRTH', 'NDATA', 'NDEATH', 'DBIRTH', 'DDATA', 'DDEATH'];
const STATE_FILTERS = ['spBv1.0/STATE/+', 'STATE/+'];

/**
 * Whether the client may publish on the topic.
 * Topics that start with `$` belong to the broker: nobody forges `$sparkplug/certificates/...` or `$SYS/...`.
 */
export function mayPublish(principal: Principal, topic: string): boolean {
  if (topic.startsWith('$')) return false;
  switch (principal.role) {
    case 'twin':
      return true;
    case 'reader':
      return false;
    case 'edge-node':
      if (isStateTopic(topic)) return false; // tck-id-host-topic-phid-birth-topic: STATE is the host application's word
      return anyMatches(edgePublishFilters(principal), topic) || anyMatches(principal.publish, topic);
  }
}

/** Whether the client may subscribe to the filter: all it could match must be allowed. */
export function maySubscribe(principal: Principal, filter: string): boolean {
  if (isSharedSubscription(filter)) return false;
  if (filter.startsWith('$')) return mayReadBrokerTopics(principal, filter);
  if (principal.role === 'twin' || principal.role === 'reader') return true;
  const allowed = [...edgeSubscribeFilters(principal), ...STATE_FILTERS, ...principal.subscribe];
  return allowed.some((outer) => filterCovers(outer, filter));
}

/** `$share/...`: aedes accepts it and never delivers, so it must be refused. */
export function isSharedSubscription(filter: string): boolean {
  return filter === '$share' || filter.startsWith('$share/');
}

/** Sparkplug STATE, in the form of 3.0 and the older one. */
export function isStateTopic(topic: string): boolean {
  return topic.startsWith('spBv1.0/STATE/') || topic.startsWith('STATE/');
}

function mayReadBrokerTopics(principal: Principal, filter: string): boolean {
  if (principal.role === 'twin') return true;
  return principal.role === 'reader' && filterCovers('$sparkplug/#', filter);
}

function edgePublishFilters({ edgeNodes }: Principal): string[] {
  return edgeNodes.flatMap((node) => EDGE_MESSAGE_TYPES.map((type) => `spBv1.0/+/${type}/${node}/#`));
}

function edgeSubscribeFilters({ edgeNodes }: Principal): string[] {
  return edgeNodes.flatMap((node) => ['NCMD', 'DCMD'].map((type) => `spBv1.0/+/${type}/${node}/#`));
}

function anyMatches(filters: readonly string[], topic: string): boolean {
  return filters.some((filter) => topicMatches(filter, topic));
}
