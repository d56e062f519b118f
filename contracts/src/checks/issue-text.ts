// Words for what the schema finds wrong: the path, what was found there, and what is allowed.
import type { z } from 'zod';
import { listed, notAllowed } from './fault.ts';

type Issue = z.core.$ZodIssue;

/** One line for an issue of a schema that was parsed with `reportInput`. */
export function issueText(issue: Issue): string {
  return `${issue.path.map(String).join('.') || '(top)'}: ${reasonOf(issue)}`;
}

function reasonOf(issue: Issue): string {
  const { input } = issue;
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'invalid_type':
      return notAllowed(input, issue.expected === 'int' ? 'a whole number' : `${article(issue.expected)}`);
    case 'too_small':
      return notAllowed(input, `${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}${unitOf(issue.origin)}`);
    case 'too_big':
      return notAllowed(input, `${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}${unitOf(issue.origin)}`);
    case 'invalid_format':
      return notAllowed(input, issue.message);
    case 'invalid_value':
      return notAllowed(input, listed(issue.values.map(String)));
    case 'invalid_key':
      return notAllowed(input, issue.issues.map(({ message }) => message).join('; '));
    case 'unrecognized_keys':
      return `unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    case 'invalid_union':
      return unionReason(issue);
    default:
      return issue.message;
  }
}

function unionReason(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const { discriminator, options, input } = issue as { discriminator?: string; options?: unknown[]; input?: unknown };
  if (discriminator === undefined || options === undefined) return notAllowed(input, issue.message);
  return notAllowed((input as Record<string, unknown> | undefined)?.[discriminator], listed(options.map(String)));
}

function article(kind: string): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

function unitOf(origin: string): string {
  if (origin === 'array') return ' entries';
  return origin === 'string' ? ' characters' : '';
}
