// A Chromium with the dashboard open, and the page's own account of what it shows (`window.__twin`).
import type { Alarm, Forecast, KnownState } from '@mini-factory-twin/contracts';
import { type Browser, chromium, type Page } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-quic',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

export type Theme = 'dark' | 'light';

/** The part of the dashboard's `window.__twin` that the checks use. */
export interface TwinHook {
  states(): Record<string, KnownState>;
  parts(): number;
  partPosition(id: string): { x: number; y: number; height: number } | null;
  project(id: string): { x: number; y: number } | null;
  pick(x: number, y: number): string | null;
  frames(): number;
  lastFrameAppliedMs(): number;
  stackLightColor(id: string): string | null;
  forecast(): Forecast | null;
  alarms(): readonly Alarm[];
}

/** The dashboard as a visitor has it open. */
export interface Dashboard {
  page: Page;
  /** Errors the page has thrown or logged. */
  errors: string[];
  /** Calls one function of `window.__twin`; undefined while the page has none. */
  twin<K extends keyof TwinHook>(
    name: K,
    ...args: Parameters<TwinHook[K]>
  ): Promise<ReturnType<TwinHook[K]> | undefined>;
  /** Mean red, green and blue [0..255] around a point of the page, as it is on the screen. */
  colorAt(point: { x: number; y: number }): Promise<[number, number, number]>;
}

/** Starts the Chromium of `CHROMIUM_PATH`, drawing WebGL in software. */
export function launch(): Promise<Browser> {
  const { CHROMIUM_PATH: executablePath } = process.env;
  if (!executablePath) throw new Error('CHROMIUM_PATH is not set; run this with npm run e2e');
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Opens the dashboard at 1440x900. */
export async function openDashboard(browser: Browser, url: string, theme: Theme): Promise<Dashboard> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(`${url}/?theme=${theme}`);
  return {
    page,
    errors,
    twin: (name, ...args) => page.evaluate(callHook, { name, args }) as Promise<never>,
    async colorAt({ x, y }) {
      const clip = { x: Math.round(x) - 4, y: Math.round(y) - 4, width: 8, height: 8 };
      return page.evaluate(meanColor, (await page.screenshot({ clip })).toString('base64'));
    },
  };
}

/** Runs in the page. */
function callHook({ name, args }: { name: string; args: unknown[] }): unknown {
  const { __twin: hook } = globalThis as unknown as { __twin?: Record<string, (...args: unknown[]) => unknown> };
  return hook?.[name]?.(...args);
}

interface PageCanvas {
  getContext(kind: '2d'): {
    drawImage(image: unknown, x: number, y: number): void;
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
}
interface PageGlobals {
  createImageBitmap(blob: Blob): Promise<{ width: number; height: number }>;
  OffscreenCanvas: new (width: number, height: number) => PageCanvas;
}

/** Runs in the page, which can decode a PNG. */
async function meanColor(pngBase64: string): Promise<[number, number, number]> {
  const { createImageBitmap, OffscreenCanvas } = globalThis as unknown as PageGlobals;
  const bytes = Uint8Array.from(atob(pngBase64), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const sums: [number, number, number] = [0, 0, 0];
  for (let index = 0; index < data.length; index++) {
    if (index % 4 < 3) sums[index % 4] = (sums[index % 4] as number) + (data[index] as number);
  }
  const pixels = data.length / 4;
  return [sums[0] / pixels, sums[1] / pixels, sums[2] / pixels];
}
