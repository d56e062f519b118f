// Reads and writes Sparkplug B topics: spBv1.0/<group>/<type>/<edge node>[/<device>] and spBv1.0/STATE/<host>.
import { SparkplugError } from './errors.ts';

/** The namespace token of Sparkplug B 3.0. */
export const SPARKPLUG_NAMESPACE = 'spBv1.0';

const NODE_TYPES = ['NBIRTH', 'NDEATH', 'NDATA', 'NCMD'] as const;
const DEVICE_TYPES = ['DBIRTH', 'DDEATH', 'DDATA', 'DCMD'] as const;

export type NodeMessageType = (typeof NODE_TYPES)[number];
export type DeviceMessageType = (typeof DEVICE_TYPES)[number];
export type SparkplugMessageType = NodeMessageType | DeviceMessageType | 'STATE';

export interface NodeTopic {
  type: NodeMessageType;
  groupId: string;
  edgeNodeId: string;
  deviceId?: undefined;
}
export interface DeviceTopic {
  type: DeviceMessageType;
  groupId: string;
  edgeNodeId: string;
  deviceId: string;
}
export interface StateTopic {
  type: 'STATE';
  hostId: string;
}
export type SparkplugTopic = NodeTopic | DeviceTopic | StateTopic;

/**
 * Takes a topic apart. `null` when it is no well-formed Sparkplug B topic: another namespace, an unknown type, a node
 * message with a device level or a device message without one, an empty element or a wildcard in it
 * (tck-id-topic-structure).
 */
export function parseTopic(topic: string): SparkplugTopic | null {
  const parts = topic.split('/');
  if (parts[0] !== SPARKPLUG_NAMESPACE || !parts.every(isElement)) return null;
  const [, groupId, type, edgeNodeId, deviceId] = parts as [string, string, string, string, string];
  if (groupId === 'STATE') return parts.length === 3 ? { type: 'STATE', hostId: type } : null;
  if (parts.length === 4 && isNodeType(type)) return { type, groupId, edgeNodeId };
  if (parts.length === 5 && isDeviceType(type)) return { type, groupId, edgeNodeId, deviceId };
  return null;
}

/**
 * Writes a topic.
 * @throws SparkplugError `SPARKPLUG_TOPIC` when an id is empty, holds `+`, `/`, `#` or NUL, or the group is `STATE`
 */
export function formatTopic(topic: SparkplugTopic): string {
  if (topic.type === 'STATE') return join(['STATE', topic.hostId]);
  if (topic.groupId === 'STATE') throw new SparkplugError('SPARKPLUG_TOPIC', 'the group id cannot be STATE');
  const node = [topic.groupId, topic.type, topic.edgeNodeId];
  return join(isDeviceType(topic.type) ? [...node, topic.deviceId ?? ''] : node);
}

/** True for NBIRTH, NDEATH, NDATA and NCMD. */
export function isNodeType(type: string): type is NodeMessageType {
  return (NODE_TYPES as readonly string[]).includes(type);
}

/** True for DBIRTH, DDEATH, DDATA and DCMD. */
export function isDeviceType(type: string): type is DeviceMessageType {
  return (DEVICE_TYPES as readonly string[]).includes(type);
}

function join(elements: string[]): string {
  for (const element of elements) {
    if (!isElement(element)) throw new SparkplugError('SPARKPLUG_TOPIC', JSON.stringify(element));
  }
  return [SPARKPLUG_NAMESPACE, ...elements].join('/');
}

function isElement(text: string): boolean {
  return text.length > 0 && !/[+/#\0]/.test(text);
}
