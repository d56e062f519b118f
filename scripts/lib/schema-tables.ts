// A schema as tables for people: each object with its fields, what they allow and what they are when left out.

/** JSON Schema as zod gives it, as far as the line model uses it. */
export interface JsonSchema {
  type?: string | string[];
  const?: string | number | boolean;
  enum?: (string | number)[];
  default?: unknown;
  format?: string;
  pattern?: string;
  minItems?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  required?: string[];
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
}

/** One field as a table has it: its default is as YAML, `required`, or `none` when nothing takes its place. */
export interface FieldRow {
  field: string;
  allowed: string;
  fallback: string;
}

/** How to call what has no words of its own. */
export interface Words {
  /**
   * Heading of each object by the path where it comes first, such as `stations[].outputs[]`; of a variant
   * `buffers[].conveyor`. A heading `Distribution: constant` puts it into a table with others, its fields under its name.
   */
  headings: Readonly<Record<string, string>>;
  /** What to write for a pattern or a format. */
  patterns: Readonly<Record<string, string>>;
}

/** Rows by heading, of every object in a schema; one that comes again elsewhere is listed once. @throws Error for an object without a heading */
export function schemaTables(root: JsonSchema, words: Words): Map<string, FieldRow[]> {
  const titles = new Map<string, string>();
  const objects = objectsIn(root, '').filter(({ path, schema }) => {
    if (titles.has(shapeOf(schema))) return false;
    const title = words.headings[path];
    if (title === undefined) throw new Error(`no heading for the object at "${path}"`);
    titles.set(shapeOf(schema), title);
    return true;
  });
  const tables = new Map<string, FieldRow[]>();
  for (const { schema } of objects) {
    const [heading = '', variant] = (titles.get(shapeOf(schema)) ?? '').split(': ');
    const rows = Object.entries(schema.properties ?? {}).map(([field, inner]) => ({
      field: variant === undefined ? field : `${variant}.${field}`,
      allowed: allowedText(inner, { titles, patterns: words.patterns }),
      fallback: fallbackOf(inner, schema.required?.includes(field) === true),
    }));
    const kept = variant === undefined ? rows : rows.filter(({ field }) => field !== `${variant}.type`);
    tables.set(heading, [...(tables.get(heading) ?? []), ...kept]);
  }
  return tables;
}

/** A schema of what may be written, with the defaults that zod tells only of what comes out. */
export function withDefaults(written: JsonSchema, read: JsonSchema | undefined): JsonSchema {
  if (read === undefined) return written;
  const { items, oneOf, properties, default: fallback = read.default } = written;
  const inner = Object.entries(properties ?? {}).map(([name, value]) => [
    name,
    withDefaults(value, read.properties?.[name]),
  ]);
  return {
    ...written,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(items === undefined ? {} : { items: withDefaults(items, read.items) }),
    ...(oneOf === undefined
      ? {}
      : { oneOf: oneOf.map((variant, index) => withDefaults(variant, read.oneOf?.[index])) }),
    ...(properties === undefined ? {} : { properties: Object.fromEntries(inner) as Record<string, JsonSchema> }),
  };
}

/** Members of every enumeration in a schema, by path. */
export function enumsIn(root: JsonSchema): Map<string, string[]> {
  const found = objectsIn(root, '').flatMap(({ path, schema }) =>
    Object.entries(schema.properties ?? {}).flatMap(([field, inner]) => {
      const members = inner.enum ?? inner.items?.enum;
      return members === undefined ? [] : [[`${path}.${field}`, members.map(String)] as const];
    }),
  );
  return new Map(found);
}

/** All objects, outer ones first, each with its path. */
function objectsIn(schema: JsonSchema, path: string): { path: string; schema: JsonSchema }[] {
  const { items, oneOf, properties, additionalProperties } = schema;
  if (items !== undefined) return objectsIn(items, `${path}[]`);
  if (typeof additionalProperties === 'object') return objectsIn(additionalProperties, `${path}{}`);
  if (oneOf !== undefined) return oneOf.flatMap((variant) => objectsIn(variant, `${path}.${variantOf(variant)}`));
  if (properties === undefined) return [];
  const inner = Object.entries(properties).flatMap(([field, value]) =>
    objectsIn(value, path === '' ? field : `${path}.${field}`),
  );
  return [{ path, schema }, ...inner];
}

/** The constant by which a variant of a union is known. */
function variantOf({ properties = {} }: JsonSchema): string {
  return String(Object.values(properties).find((field) => field.const !== undefined)?.const);
}

function shapeOf({ default: _left, ...schema }: JsonSchema): string {
  return JSON.stringify(schema);
}

interface Known {
  titles: ReadonlyMap<string, string>;
  patterns: Words['patterns'];
}

function allowedText(schema: JsonSchema, known: Known): string {
  const { items, oneOf, anyOf, properties, additionalProperties, minItems } = schema;
  if (anyOf !== undefined) return anyOf.map((member) => allowedText(member, known)).join(', or ');
  if (items !== undefined)
    return `list of ${allowedText(items, known)}${minItems === undefined ? '' : `; ${minItems} or more`}`;
  if (typeof additionalProperties === 'object') return `by id: ${allowedText(additionalProperties, known)}`;
  if (oneOf !== undefined) return [...new Set(oneOf.map((variant) => allowedText(variant, known)))].join(' or ');
  if (properties !== undefined) return linkTo(known.titles.get(shapeOf(schema)) ?? '');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((member) => `\`${String(member)}\``).join(', ');
  return simpleText(schema, known.patterns);
}

function simpleText({ type, pattern, format, ...bounds }: JsonSchema, patterns: Words['patterns']): string {
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'null') return '`null`';
  if (type === 'number' || type === 'integer')
    return `${type === 'integer' ? 'whole number' : 'number'}${range(bounds)}`;
  const text = patterns[format ?? pattern ?? ''] ?? (pattern === undefined ? 'text' : `text \`${pattern}\``);
  return Array.isArray(type) && type.includes('null') ? `${text}, or \`null\`` : text;
}

function range({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const least = exclusiveMinimum === undefined ? minimum : exclusiveMinimum;
  const parts = [
    ...(least === undefined ? [] : [exclusiveMinimum === undefined ? `from ${short(least)}` : `above ${short(least)}`]),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? [] : [`up to ${short(maximum)}`]),
  ];
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}

/** 1e12 instead of a row of noughts. */
function short(value: number): string {
  return Math.abs(value) >= 1e5 && Number.isInteger(Math.log10(Math.abs(value)))
    ? value.toExponential().replace('e+', 'e')
    : String(value);
}

function linkTo(title: string): string {
  const [heading = ''] = title.split(': ');
  return `[${heading}](#${heading.toLowerCase().replaceAll(' ', '-')})`;
}

function fallbackOf(schema: JsonSchema, isRequired: boolean): string {
  if (isRequired) return 'required';
  return schema.default === undefined ? 'none' : `\`${flow(schema.default)}\``;
}

/** A value in the flow style of YAML. */
function flow(value: unknown): string {
  if (value === null || typeof value !== 'object') return value === '' ? '""' : String(value as string | number);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${flow(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
