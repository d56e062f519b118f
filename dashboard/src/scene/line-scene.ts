// The 3D line: takes states and moves, a clock to draw them against, and nothing from React; leaks no three types.
import { Vector3, WebGLRenderer } from 'three';
import type { KnownState, LineModel, Move } from '@mini-factory-twin/contracts';
import type { VisualState } from '../ui/states.ts';
import { CameraRig } from './camera-rig.ts';
import type { CameraPreset, Padding } from './camera-rig.ts';
import { PartFlow } from './flow.ts';
import { Labels } from './labels.ts';
import { Pacer } from './pacer.ts';
import type { ScenePalette } from './palette.ts';
import { Picker } from './picking.ts';
import { cornersOf, labelAnchors, lightAnchors, Stage } from './stage.ts';

export interface StationLook {
  id: string;
  state: KnownState;
  queue: number;
}

export interface LineSceneOptions {
  canvas: HTMLCanvasElement;
  /** Empty element over the canvas for the labels. */
  labels: HTMLElement;
  model: LineModel;
  palette: ScenePalette;
  /** Plant time to draw [ms since 1970], asked once per frame: live, replay, forecast and what-if differ only in this. */
  clock: () => number;
  camera: CameraPreset;
  /** Test mode: no multisampling, no camera flights. */
  isStill: boolean;
  onSelect: (station: string | null) => void;
  onHover: (station: string | null) => void;
}

const PADDING: Padding = { left: 22, right: 22, top: 76, bottom: 44 };
/** Longest step of the machines' motion, so that a jump of the clock does not spin them [s]. */
const LONGEST_STEP_SECONDS = 0.5;
const CLICK_PX = 5;
/** Height of the legend over the scene, kept free of labels [px]. */
const LEGEND_PX = 48;

/** One drawn line on one canvas, from construction to `dispose`. */
export class LineScene {
  readonly #options: LineSceneOptions;
  readonly #renderer: WebGLRenderer;
  readonly #rig: CameraRig;
  readonly #flow: PartFlow;
  readonly #labels: Labels;
  readonly #picker: Picker;
  readonly #pacer: Pacer;
  readonly #anchors: ReadonlyMap<string, Vector3>;
  readonly #lights: ReadonlyMap<string, Vector3>;
  readonly #looks = new Map<string, StationLook>();
  readonly #listeners = new AbortController();
  readonly #point = new Vector3();
  #stage: Stage;
  #selected: string | null = null;
  #hovered: string | null = null;
  #isDirty = true;
  #areLabelsDirty = true;
  #size = { width: 1, height: 1 };
  #lastPlantMs = Number.NaN;
  #frames = 0;
  #scriptMs = 0;
  #quality = 1;
  #down: { x: number; y: number } | null = null;

  /** Builds the scene and starts drawing. Throws when the browser has no WebGL. */
  constructor(options: LineSceneOptions) {
    const { canvas, model } = options;
    this.#options = options;
    this.#pacer = new Pacer((nowMs) => this.#frame(nowMs));
    this.#renderer = new WebGLRenderer({ canvas, antialias: !options.isStill, powerPreference: 'high-performance' });
    this.#stage = new Stage(model, options.palette);
    this.#rig = new CameraRig(canvas, cornersOf(model), options.isStill);
    this.#flow = new PartFlow(model);
    this.#picker = new Picker(model);
    this.#labels = new Labels(
      options.labels,
      model.stations.map(({ id, name, kind }) => ({ id, name, isMinor: kind === 'sink' })),
    );
    this.#anchors = labelAnchors(model);
    this.#lights = lightAnchors(model);
    this.#listen();
    this.resize();
    this.#rig.arrive(options.camera, performance.now());
  }

  /** Shows the states of these stations; the others keep theirs. */
  setStations(looks: readonly StationLook[]): void {
    for (const look of looks) {
      const known = this.#looks.get(look.id);
      if (known?.state === look.state && known.queue === look.queue) continue;
      if (known?.state !== look.state) this.#stage.setState(look.id, look.state);
      this.#looks.set(look.id, look);
      this.#labels.set(look.id, look.state, look.queue);
      this.#areLabelsDirty = true;
      this.#isDirty = true;
    }
  }

  /** Takes moves in; they are drawn when the clock reaches them. `isReset`: these are all parts there are. */
  pushMoves(moves: readonly Move[], isReset: boolean): void {
    this.#flow.push(moves, isReset);
  }

  /** Marks the selected station; null for none. */
  select(station: string | null): void {
    this.#selected = station;
    this.#highlight();
  }

  /** Marks the station that something outside the scene points at. */
  hover(station: string | null): void {
    if (this.#hovered === station) return;
    this.#hovered = station;
    this.#highlight();
  }

  /** Lets machines in other states step back; null shows all alike. */
  focus(visual: VisualState | null): void {
    this.#options.labels.dataset.focus = visual ?? '';
  }

  /** Flies the camera to a preset. */
  setCamera(preset: CameraPreset): void {
    this.#rig.go(preset, performance.now());
  }

  /** Redraws everything in the colours of another theme. */
  setPalette(palette: ScenePalette): void {
    this.#stage.dispose();
    this.#stage = new Stage(this.#options.model, palette);
    for (const look of this.#looks.values()) this.#stage.setState(look.id, look.state);
    this.#highlight();
  }

  /** Fits the drawing to the canvas' size on the page. */
  resize(): void {
    const { clientWidth, clientHeight } = this.#options.canvas;
    this.#size = { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight) };
    this.#quality = this.#pacer.quality;
    const ratio = this.#options.isStill ? 1 : Math.min(window.devicePixelRatio, 2) * this.#quality;
    this.#renderer.setPixelRatio(ratio);
    this.#renderer.setSize(this.#size.width, this.#size.height, false);
    this.#rig.resize(this.#size.width, this.#size.height, PADDING);
    this.#isDirty = true;
  }

  /** Screen point of a station's stack light [px from the canvas' top left]; null when unknown or out of sight. */
  project(station: string): { x: number; y: number } | null {
    const anchor = this.#lights.get(station);
    return anchor === undefined ? null : this.#toScreen(anchor);
  }

  /** Station at a point of the canvas [px]; null for none. */
  pick(x: number, y: number): string | null {
    const { width, height } = this.#size;
    return this.#picker.pick((x / width) * 2 - 1, 1 - (y / height) * 2, this.#rig.camera);
  }

  /** Colour shown by a station's stack light, as CSS hex. */
  stackLightColor(station: string): string | null {
    return this.#stage.lightColor(station);
  }

  /** Where a part is drawn: metres, z up as in the plan's third axis; null when it is not on the line. */
  partPosition(part: string): { x: number; y: number; height: number } | null {
    const placed = this.#flow.parts.get(part);
    return placed === undefined ? null : { x: placed.x, y: -placed.z, height: placed.y };
  }

  /** Figures for tests and the benchmark. */
  stats(): { drawCalls: number; triangles: number; frames: number; parts: number; scriptMs: number; quality: number } {
    const { calls, triangles } = this.#renderer.info.render;
    const { parts } = this.#flow;
    return {
      drawCalls: calls,
      triangles,
      frames: this.#frames,
      parts: parts.size,
      scriptMs: this.#scriptMs,
      quality: this.#pacer.quality,
    };
  }

  /** Stops drawing and frees what the GPU holds. */
  dispose(): void {
    this.#pacer.stop();
    this.#listeners.abort();
    this.#rig.dispose();
    this.#labels.dispose();
    this.#stage.dispose();
    this.#renderer.dispose();
  }

  #frame(nowMs: number): boolean {
    const startMs = performance.now();
    if (this.#pacer.quality !== this.#quality) this.resize();
    const plantMs = this.#options.clock();
    const stepSeconds = Math.min(LONGEST_STEP_SECONDS, Math.max(0, (plantMs - this.#lastPlantMs) / 1000 || 0));
    this.#lastPlantMs = plantMs;
    const haveMachinesMoved = this.#stage.machines.advance(stepSeconds);
    const havePartsMoved = this.#flow.advance(plantMs);
    const hasCameraMoved = this.#rig.advance(nowMs);
    if (!haveMachinesMoved && !havePartsMoved && !hasCameraMoved && !this.#isDirty) return false;
    if (havePartsMoved || this.#isDirty) this.#drawParts();
    this.#isDirty = false;
    this.#renderer.render(this.#stage.scene, this.#rig.camera);
    if (hasCameraMoved || this.#areLabelsDirty) this.#placeLabels();
    this.#frames += 1;
    this.#scriptMs += (performance.now() - startMs - this.#scriptMs) * (this.#frames < 20 ? 0.5 : 0.05);
    return true;
  }

  #drawParts(): void {
    const before = this.#stage.parts.mesh;
    const grown = this.#stage.parts.update(this.#flow.parts);
    if (grown !== null) this.#stage.scene.remove(before).add(grown);
  }

  #placeLabels(): void {
    this.#areLabelsDirty = false;
    this.#labels.place(
      (id) => {
        const anchor = this.#anchors.get(id);
        return (anchor && this.#toScreen(anchor)) ?? { x: Number.NaN, y: Number.NaN };
      },
      { ...this.#size, top: LEGEND_PX },
    );
  }

  #toScreen(anchor: Vector3): { x: number; y: number } | null {
    const { x, y, z } = this.#point.copy(anchor).project(this.#rig.camera);
    if (z > 1) return null;
    return { x: ((x + 1) / 2) * this.#size.width, y: ((1 - y) / 2) * this.#size.height };
  }

  #highlight(): void {
    this.#stage.highlight(this.#selected, this.#hovered);
    this.#labels.highlight(this.#selected, this.#hovered);
    this.#areLabelsDirty = true;
    this.#isDirty = true;
  }

  #listen(): void {
    const { canvas, onSelect, onHover } = this.#options;
    const { signal } = this.#listeners;
    const at = (event: PointerEvent) => this.pick(event.offsetX, event.offsetY);
    canvas.addEventListener('pointerdown', (event) => (this.#down = { x: event.clientX, y: event.clientY }), {
      signal,
    });
    canvas.addEventListener(
      'pointerup',
      (event) => {
        const down = this.#down;
        this.#down = null;
        if (down !== null && Math.hypot(event.clientX - down.x, event.clientY - down.y) < CLICK_PX) onSelect(at(event));
      },
      { signal },
    );
    canvas.addEventListener(
      'pointermove',
      (event) => {
        if (event.buttons !== 0) return;
        const station = at(event);
        canvas.style.cursor = station === null ? '' : 'pointer';
        onHover(station);
      },
      { signal },
    );
    canvas.addEventListener('pointerleave', () => onHover(null), { signal });
    this.#options.labels.addEventListener('click', (event) => onSelect(labelUnder(event)), { signal });
    this.#options.labels.addEventListener('pointerover', (event) => onHover(labelUnder(event)), { signal });
  }
}

function labelUnder(event: Event): string | null {
  const label = event.target instanceof Element ? event.target.closest('[data-station]') : null;
  return label?.getAttribute('data-station') ?? null;
}
