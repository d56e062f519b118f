// Rights that the integration tests do not go through one by one.
import { expect, test } from 'vitest';
import { isStateTopic, mayPublish, maySubscribe, type Principal, type Role } from './authorize.ts';
import { certificateTopic } from './sparkplug-births.ts';

const a = (role: Role, more: Partial<Principal> = {}): Principal => {
  return { name: 'n', role, edgeNodes: ['n'], publish: [], subscribe: [], ...more };
};

test('an extra topic right never opens STATE or broker topics', () => {
  const edge = a('edge-node', { publish: ['#', '$sparkplug/#', 'spBv1.0/STATE/+'], subscribe: ['data/#'] });
  expect(mayPublish(edge, 'data/x')).toBe(true);
  expect(mayPublish(edge, 'spBv1.0/STATE/host')).toBe(false);
  expect(mayPublish(edge, 'STATE/host')).toBe(false);
  expect(mayPublish(edge, '$sparkplug/certificates/spBv1.0/g/NBIRTH/n')).toBe(false);
  expect(maySubscribe(edge, 'data/+')).toBe(true);
  expect(maySubscribe(edge, '+/x')).toBe(false);
});

test('shared subscriptions are refused to everyone', () => {
  for (const role of ['edge-node', 'twin', 'reader'] as const) expect(maySubscribe(a(role), '$share/g/a')).toBe(false);
});

test('an edge node speaks for several nodes when it is told so', () => {
  const gateway = a('edge-node', { edgeNodes: ['x', 'y'] });
  expect(mayPublish(gateway, 'spBv1.0/g/DBIRTH/y/d')).toBe(true);
  expect(mayPublish(gateway, 'spBv1.0/g/DBIRTH/n/d')).toBe(false);
});

test.each([
  ['spBv1.0/g/NBIRTH/n', '$sparkplug/certificates/spBv1.0/g/NBIRTH/n'],
  ['spBv1.0/g/DBIRTH/n/d', '$sparkplug/certificates/spBv1.0/g/DBIRTH/n/d'],
  ['spBv1.0/g/NDATA/n', null],
  ['spBv1.0/g/DBIRTH/n', null],
])('tck-id-conformance-mqtt-aware: the copy of %s is %s', (topic, copy) => {
  expect(certificateTopic(topic)).toBe(copy);
});

test('STATE is known in both forms', () => {
  expect([isStateTopic('spBv1.0/STATE/h'), isStateTopic('STATE/h'), isStateTopic('spBv1.0/g/NDATA/STATE')]).toEqual([
    true,
    true,
    false,
  ]);
});
