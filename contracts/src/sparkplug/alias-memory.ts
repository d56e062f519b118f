// Remembers what the births of an edge node announced, and with it names and types the metrics of DATA and commands.
import type { SparkplugDatatype } from './datatypes.ts';
import { SPARKPLUG_ERRORS, type SparkplugErrorCode } from './errors.ts';
import { createElementBudget, DEFAULT_DECODE_LIMITS, type ElementBudget } from './limits.ts';
import type { Metric, MetricValue, Payload, PropertySet, Template, Uint64 } from './payload.ts';
import { settle } from './raw-value.ts';

/** A metric whose name, datatype and value are all known. */
export interface ResolvedMetric extends Metric {
  name: string;
  datatype: SparkplugDatatype;
  value: MetricValue;
}

/** Why a metric is not resolved, or what is wrong with one that is. */
export interface MetricProblem {
  code: SparkplugErrorCode;
  message: string;
  name?: string;
  alias?: Uint64;
}

/** Metrics in the order of the payload; those that stay unclear are missing here and named in `problems`. */
export interface Resolution {
  metrics: ResolvedMetric[];
  problems: MetricProblem[];
}

/** The memory of one edge node and its devices. A host keeps one for each edge node. */
export interface MetricMemory {
  /**
   * Takes the metrics of an NBIRTH (no `deviceId`; forgets everything before, devices included) or a DBIRTH (forgets
   * what that device had announced before).
   */
  birth(payload: Payload, deviceId?: string): Resolution;
  /**
   * Fills name, datatype and value into the metrics of a DATA or command payload, in place. A problem
   * `SPARKPLUG_UNKNOWN_ALIAS` or `SPARKPLUG_UNKNOWN_METRIC` is a reason to request a rebirth.
   * @throws SparkplugError `SPARKPLUG_LIMIT` when arrays hold more elements than `DEFAULT_DECODE_LIMITS` allows
   */
  resolve(payload: Payload, deviceId?: string): Resolution;
  /** Forgets a device (DDEATH), or the node with all its devices (NDEATH). */
  death(deviceId?: string): void;
}

interface Announced {
  name: string;
  datatype: SparkplugDatatype | undefined;
  properties: ReadonlyMap<string, SparkplugDatatype>;
  members: Scope | undefined;
}

/** What is announced in one place: by the node, by a device, or inside one template. */
interface Scope {
  byName: Map<string, Announced>;
  byAlias: Map<Uint64, Announced>;
}

/** Creates an empty memory, in which every alias and name is unknown. */
export function createMetricMemory(): MetricMemory {
  const scopes = new Map<string | undefined, Scope>();
  const forget = (deviceId: string | undefined): void => {
    if (deviceId === undefined) scopes.clear();
    else scopes.delete(deviceId);
  };
  return {
    birth(payload, deviceId) {
      forget(deviceId);
      const problems: MetricProblem[] = [];
      const scope = announce(payload.metrics, problems);
      scopes.set(deviceId, scope);
      const resolution = resolveAll(payload.metrics, scope);
      return { metrics: resolution.metrics, problems: [...problems, ...resolution.problems] };
    },
    resolve: (payload, deviceId) => resolveAll(payload.metrics, scopes.get(deviceId) ?? EMPTY_SCOPE),
    death: forget,
  };
}

const EMPTY_SCOPE: Scope = { byName: new Map(), byAlias: new Map() };

function announce(metrics: readonly Metric[], problems: MetricProblem[]): Scope {
  const scope: Scope = { byName: new Map(), byAlias: new Map() };
  for (const metric of metrics) {
    const { name, alias, datatype } = metric;
    if (name === undefined) continue;
    const template = templateOf(metric);
    const members = template && announce(template.metrics, problems);
    const announced: Announced = { name, datatype, properties: propertyTypes(metric.properties), members };
    scope.byName.set(name, announced);
    if (alias === undefined) continue;
    if (scope.byAlias.has(alias)) problems.push(problem('SPARKPLUG_ALIAS_DUPLICATE', metric));
    scope.byAlias.set(alias, announced);
  }
  return scope;
}

function propertyTypes(properties: PropertySet = {}): Map<string, SparkplugDatatype> {
  const types = new Map<string, SparkplugDatatype>();
  for (const [key, { type }] of Object.entries(properties)) if (type !== undefined) types.set(key, type);
  return types;
}

function resolveAll(metrics: readonly Metric[], scope: Scope): Resolution {
  const resolution: Resolution = { metrics: [], problems: [] };
  const budget = createElementBudget(DEFAULT_DECODE_LIMITS.maxElements);
  for (const metric of metrics) {
    resolveOne(metric, scope, budget, resolution.problems);
    if (isResolved(metric)) resolution.metrics.push(metric);
  }
  return resolution;
}

function resolveOne(metric: Metric, scope: Scope, budget: ElementBudget, problems: MetricProblem[]): void {
  const known = find(metric, scope);
  if (known !== undefined) fill(metric, known, budget);
  const code = faultOf(metric, known);
  if (code !== undefined) problems.push(problem(code, metric));
  const members = templateOf(metric)?.metrics ?? [];
  for (const member of members) resolveOne(member, known?.members ?? EMPTY_SCOPE, budget, problems);
}

/** The name counts before the alias: a message that carries both is right about its own name. */
function find({ name, alias }: Metric, scope: Scope): Announced | undefined {
  const byName = name === undefined ? undefined : scope.byName.get(name);
  return byName ?? (name === undefined && alias !== undefined ? scope.byAlias.get(alias) : undefined);
}

function fill(metric: Metric, known: Announced, budget: ElementBudget): void {
  metric.name ??= known.name;
  metric.datatype ??= known.datatype;
  if (metric.wire !== undefined) settle(metric, metric.datatype, false, budget);
  if (metric.properties !== undefined) fillProperties(metric.properties, known, budget);
}

function fillProperties(properties: PropertySet, known: Announced, budget: ElementBudget): void {
  for (const [key, property] of Object.entries(properties)) {
    property.type ??= known.properties.get(key);
    if (property.wire !== undefined) settle(property, property.type, false, budget);
  }
}

function faultOf(metric: Metric, known: Announced | undefined): SparkplugErrorCode | undefined {
  if (metric.name === undefined)
    return metric.alias === undefined ? 'SPARKPLUG_NAME_MISSING' : 'SPARKPLUG_UNKNOWN_ALIAS';
  if (known === undefined) return 'SPARKPLUG_UNKNOWN_METRIC';
  if (metric.datatype === undefined) return 'SPARKPLUG_DATATYPE';
  return metric.value === undefined ? 'SPARKPLUG_VALUE_TYPE' : undefined;
}

function isResolved(metric: Metric): metric is ResolvedMetric {
  return metric.name !== undefined && metric.datatype !== undefined && metric.value !== undefined;
}

function templateOf({ value, raw }: Metric): Template | undefined {
  const content = value ?? raw;
  if (typeof content !== 'object' || content === null || !('isDefinition' in content)) return undefined;
  return content as Template;
}

function problem(code: SparkplugErrorCode, { name, alias }: Metric): MetricProblem {
  return { code, message: SPARKPLUG_ERRORS[code], name, alias };
}
