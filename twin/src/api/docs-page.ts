// The API's description as one page without scripts or anything from elsewhere, made from the OpenAPI document.
import { html, raw } from 'hono/html';

interface MediaType {
  schema?: unknown;
}
interface Operation {
  summary?: string;
  tags?: string[];
  parameters?: unknown[];
  requestBody?: unknown;
  responses?: unknown;
}
/** What the page reads of the document. */
export interface ApiDocument {
  info: { title: string; version: string; description?: string };
  paths?: object;
  components?: { schemas?: object };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The whole page. All texts of the document are escaped. */
export async function docsPage(document: ApiDocument): Promise<string> {
  const routes = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = (item as Partial<Record<(typeof METHODS)[number], Operation>>)[method];
      return operation === undefined ? [] : [operationSection(method, path, operation)];
    }),
  );
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) => html`<details id="schema-${name}"><summary>${name}</summary>
<pre>${JSON.stringify(schema, null, 2)}</pre></details>`,
  );
  const { title, version, description } = document.info;
  const page = await html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} API</title><style>${raw(STYLE)}</style></head><body>
<header><h1>${title} API <small>${version}</small></h1><p>${description ?? ''}
Machine-readable: <a href="/api/openapi.json">openapi.json</a>.</p></header>
<main>${routes}<h2>Schemas</h2>${schemas}</main></body></html>`;
  return page.toString();
}

function operationSection(method: string, path: string, operation: Operation) {
  const parameters = (operation.parameters ?? []).map((parameter) => parameterRow(asRecord(parameter)));
  const body = asRecord(operation.requestBody)['content'];
  const responses = Object.entries(asRecord(operation.responses)).map(
    ([
      status,
      response,
    ]) => html`<tr><td><code>${status}</code></td><td>${textOf(asRecord(response)['description'])}</td>
<td>${schemaLinks(asRecord(response)['content'])}</td></tr>`,
  );
  return html`<section><h3><b>${method.toUpperCase()}</b> <code>${path}</code></h3><p>${operation.summary ?? ''}</p>
${parameters.length > 0 ? html`<table><tr><th>Parameter</th><th>In</th><th></th></tr>${parameters}</table>` : ''}
${body === undefined ? '' : html`<p>Body: ${schemaLinks(body)}</p>`}
<table><tr><th>Status</th><th>Meaning</th><th>Answer</th></tr>${responses}</table></section>`;
}

function parameterRow(parameter: Record<string, unknown>) {
  const description = textOf(parameter['description']) || textOf(asRecord(parameter['schema'])['description']);
  const need = parameter['required'] === true ? 'required' : 'optional';
  return html`<tr><td><code>${textOf(parameter['name'])}</code></td><td>${textOf(parameter['in'])}, ${need}</td>
<td>${description}</td></tr>`;
}

function schemaLinks(content: unknown) {
  return Object.entries(asRecord(content)).map(([type, media]) => {
    const schema = asRecord((media as MediaType).schema);
    const reference = schema['$ref'] ?? asRecord(schema['items'])['$ref'];
    if (typeof reference !== 'string') return html`<code>${type}</code> <pre>${JSON.stringify(schema, null, 2)}</pre>`;
    const name = reference.slice(reference.lastIndexOf('/') + 1);
    return html`<code>${type}</code> ${schema['type'] === 'array' ? 'list of ' : ''}<a href="#schema-${name}">${name}</a>`;
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

const STYLE = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
section{border-top:1px solid #8884;padding:.5rem 0}
h3{margin:.5rem 0;font-weight:400}h3 b{color:#0a7d55}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
td,th{text-align:left;padding:.25rem .75rem .25rem 0;vertical-align:top;border-bottom:1px solid #8882}
pre{overflow:auto;background:#8881;padding:.75rem;font-size:12px}summary{cursor:pointer}`;
