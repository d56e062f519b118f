// The built dashboard's files over HTTP: tags for caching, gzip, and index.html for the routes the browser knows.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);
const COMPRESS_FROM_BYTES = 1024;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.glb': 'model/gltf-binary',
};
const COMPRESSED = /^(text\/|application\/(json|manifest|wasm)|image\/svg|model\/)/;
/** Files whose name carries a hash of their content never change. */
const HASHED = /[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>mini-factory-twin</title>
<body style="font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>The twin is running</h1><p>The dashboard is not built: run <code>npm run build</code> and reload this page.</p>
<p>The API is there: <a href="/api/docs">/api/docs</a>.</p></body></html>`;

interface LoadedFile {
  mtimeMs: number;
  bytes: Uint8Array<ArrayBuffer>;
  zipped: Uint8Array<ArrayBuffer> | null;
  etag: string;
  type: string;
  isHashed: boolean;
}

/** Answers for paths outside the API. */
export interface DashboardFiles {
  /** Null when there is no such file. */
  respond(request: Request, path: string): Promise<Response | null>;
}

/** Files of `dir`, read when first asked for and kept in memory until they change on disk. */
export function createDashboardFiles(dir: string | undefined): DashboardFiles {
  const root = dir === undefined ? null : resolve(dir);
  const loaded = new Map<string, LoadedFile>();

  async function load(path: string): Promise<LoadedFile | null> {
    const info = await stat(path).catch(() => null);
    if (info === null || !info.isFile()) return null;
    const known = loaded.get(path);
    if (known !== undefined && known.mtimeMs === info.mtimeMs) return known;
    const file = await readAsset(path, info.mtimeMs);
    loaded.set(path, file);
    return file;
  }

  return {
    async respond(request, path) {
      const wanted = root === null ? null : insideOf(root, path === '/' ? '/index.html' : path);
      const exact = wanted === null ? null : await load(wanted);
      if (exact !== null) return fileResponse(request, exact);
      // A missing script must not be answered with a page; a route of the browser's has no extension.
      if (extname(path) !== '' && path !== '/index.html') return null;
      const index = root === null ? null : await load(join(root, 'index.html'));
      if (index !== null) return fileResponse(request, index);
      return new Response(NOT_BUILT, {
        headers: { 'Content-Type': TYPES['.html'] ?? '', 'Cache-Control': 'no-store' },
      });
    },
  };
}

/** Absolute path below `root`, or null when the request tries to leave it. */
function insideOf(root: string, path: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const full = resolve(root, `.${decoded}`);
  return full.startsWith(root + sep) ? full : null;
}

async function readAsset(path: string, mtimeMs: number): Promise<LoadedFile> {
  const bytes = new Uint8Array(await readFile(path));
  const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
  const isWorthIt = bytes.length >= COMPRESS_FROM_BYTES && COMPRESSED.test(type);
  const zipped = isWorthIt ? new Uint8Array(await compress(bytes)) : null;
  const etag = createHash('sha256').update(bytes).digest('base64url').slice(0, 20);
  const isHashed = path.includes(`${sep}assets${sep}`) && HASHED.test(path);
  return { mtimeMs, bytes, zipped, etag, type, isHashed };
}

function fileResponse(request: Request, file: LoadedFile): Response {
  const isZipped = file.zipped !== null && /\bgzip\b/.test(request.headers.get('Accept-Encoding') ?? '');
  // Each encoding is a representation of its own and has its own tag (RFC 9110, 8.8.3.3).
  const etag = `"${file.etag}${isZipped ? '-gz' : ''}"`;
  const headers = new Headers({
    'Content-Type': file.type,
    'Cache-Control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: etag,
    Vary: 'Accept-Encoding',
  });
  const known = request.headers.get('If-None-Match')?.split(/\s*,\s*/) ?? [];
  if (known.some((tag) => tag.replace(/^W\//, '') === etag)) return new Response(null, { status: 304, headers });
  if (isZipped) headers.set('Content-Encoding', 'gzip');
  return new Response(isZipped ? file.zipped : file.bytes, { headers });
}
