// Reads a line model from YAML or JSON text or a file, with faults that name their path.
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { issueText } from './checks/issue-text.ts';
import { TwinError } from './errors.ts';
import { type LineModel, lineModelSchema } from './line-model.ts';

/**
 * Line model from YAML (JSON is YAML).
 * @throws TwinError LINE_MODEL_UNREADABLE when it is not YAML, LINE_MODEL_INVALID with one `path: found ..., allowed: ...` each.
 */
export function parseLineText(text: string, path = 'line model'): LineModel {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (cause) {
    throw new TwinError('LINE_MODEL_UNREADABLE', { path, reason: (cause as Error).message }, { cause });
  }
  return parseLine(raw, path);
}

/** Line model from a value as JSON gives it. @throws TwinError LINE_MODEL_INVALID with one `path: fault` line each. */
export function parseLine(raw: unknown, path = 'line model'): LineModel {
  const parsed = lineModelSchema.safeParse(raw, { reportInput: true });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(issueText);
  throw new TwinError('LINE_MODEL_INVALID', { path, faults });
}

/** Line model from a file. @throws TwinError LINE_MODEL_UNREADABLE, LINE_MODEL_INVALID. */
export async function readLineFile(path: string): Promise<LineModel> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new TwinError('LINE_MODEL_UNREADABLE', { path, reason: (cause as Error).message }, { cause });
  }
  return parseLineText(text, path);
}
