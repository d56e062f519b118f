// Finds the persistent sessions whose subscriptions match a topic, one topic level a step.
import { startsWithWildcard } from '../topic-filter.ts';

interface Node {
  children: Map<string, Node>;
  /** Client id to granted QoS. */
  sessions: Map<string, number>;
}

/** Subscriptions by topic level. Matching costs at most 2^levels steps, usually one a level. */
export class SubscriptionTrie {
  readonly #root: Node = createNode();

  add(filter: string, clientId: string, qos: number): void {
    let node = this.#root;
    for (const level of filter.split('/')) {
      let child = node.children.get(level);
      if (!child) {
        child = createNode();
        node.children.set(level, child);
      }
      node = child;
    }
    node.sessions.set(clientId, qos);
  }

  remove(filter: string, clientId: string): void {
    const path: [Node, string][] = [];
    let node = this.#root;
    for (const level of filter.split('/')) {
      const child = node.children.get(level);
      if (!child) return;
      path.push([node, level]);
      node = child;
    }
    node.sessions.delete(clientId);
    for (const [parent, level] of path.reverse()) {
      const child = parent.children.get(level) as Node;
      if (child.sessions.size > 0 || child.children.size > 0) return;
      parent.children.delete(level);
    }
  }

  /** Client id to the highest QoS among its matching subscriptions, so that a session gets a message once. */
  match(topic: string): Map<string, number> {
    const found = new Map<string, number>();
    collect(this.#root, topic.split('/'), 0, found);
    return found;
  }
}

function collect(node: Node, levels: readonly string[], depth: number, found: Map<string, number>): void {
  // [MQTT-4.7.2-1]: a leading wildcard does not match a topic that starts with `$`
  const wildcards = depth > 0 || !levels[0]?.startsWith('$');
  const rest = wildcards ? node.children.get('#') : undefined;
  if (rest) merge(rest, found);
  if (depth === levels.length) return merge(node, found);
  const level = levels[depth] as string;
  const exact = startsWithWildcard(level) ? undefined : node.children.get(level);
  if (exact) collect(exact, levels, depth + 1, found);
  const single = wildcards ? node.children.get('+') : undefined;
  if (single) collect(single, levels, depth + 1, found);
}

function merge({ sessions }: Node, found: Map<string, number>): void {
  for (const [clientId, qos] of sessions) found.set(clientId, Math.max(qos, found.get(clientId) ?? 0));
}

function createNode(): Node {
  return { children: new Map(), sessions: new Map() };
}
