// Labels over the scene as DOM elements: name, state shape, queue; never one over another.
import type { KnownState } from '@mini-factory-twin/contracts';
import { STATE_PATHS } from '../ui/glyph-paths.ts';
import { STATE_LOOK } from '../ui/states.ts';
import { layoutLabels } from './label-layout.ts';
import type { LabelBox, LabelView } from './label-layout.ts';

const MARKER_SIZE = 22;

interface Label {
  element: HTMLElement;
  stem: HTMLElement;
  path: SVGPathElement;
  queue: HTMLElement;
  state: KnownState | null;
  queued: number;
  rank: number;
  width: number;
  /** Written last, so that an unchanged label costs nothing. */
  shown: string;
}

export interface LabelSource {
  id: string;
  name: string;
  /** Lower importance when labels compete, for example a scrap bin. */
  isMinor: boolean;
}

/** The label layer of one scene. */
export class Labels {
  readonly #root: HTMLElement;
  readonly #labels = new Map<string, Label>();
  readonly #boxes: LabelBox[] = [];
  #selected: string | null = null;
  #hovered: string | null = null;

  /** @param root empty element that covers the canvas */
  constructor(root: HTMLElement, sources: readonly LabelSource[]) {
    this.#root = root;
    root.replaceChildren();
    for (const source of sources) this.#labels.set(source.id, this.#make(source));
  }

  /** Shows the state of a station and the parts waiting for it. */
  set(id: string, state: KnownState, queue: number): void {
    const label = this.#labels.get(id);
    if (label === undefined || (label.state === state && label.queued === queue)) return;
    if (label.state !== state) {
      const look = STATE_LOOK[state];
      const { d, isHollow } = STATE_PATHS[look.visual];
      label.path.setAttribute('d', d);
      label.path.setAttribute('class', isHollow ? 'hollow' : 'filled');
      label.element.style.setProperty('--state', `var(--state-${look.visual})`);
      label.element.dataset.visual = look.visual;
      label.element.dataset.attention = String(look.attention);
      label.state = state;
    }
    if (label.queued !== queue) {
      label.queue.textContent = queue > 0 ? String(queue) : '';
      // Measuring costs a reflow: only when the figure takes another number of digits.
      if (String(queue).length !== String(label.queued).length || queue === 0 || label.queued <= 0) label.width = 0;
      label.queued = queue;
    }
  }

  /** Marks the selected and the hovered station. */
  highlight(selected: string | null, hovered: string | null): void {
    this.#selected = selected;
    this.#hovered = hovered;
    for (const [id, label] of this.#labels) {
      label.element.toggleAttribute('data-selected', id === selected);
      label.element.toggleAttribute('data-hovered', id === hovered);
    }
  }

  /** Places all labels at the screen points that `anchor` gives [px]; NaN is behind the camera. */
  place(anchor: (id: string) => { x: number; y: number }, view: LabelView): void {
    this.#measure();
    this.#boxes.length = 0;
    for (const [id, label] of this.#labels) {
      const { x, y } = anchor(id);
      const visible = Number.isFinite(x) ? x : -1;
      this.#boxes.push({
        x: visible,
        y: y - 6,
        width: label.width,
        height: MARKER_SIZE,
        priority: this.#priorityOf(id, label),
        hasMarker: label.state !== null && STATE_LOOK[label.state].attention > 0,
      });
    }
    const placements = layoutLabels(this.#boxes, view);
    [...this.#labels.values()].forEach((label, index) => {
      const placement = placements[index];
      const box = this.#boxes[index];
      if (placement === undefined || box === undefined) return;
      const stem = Math.max(0, Math.round(box.y + 6 - placement.top - MARKER_SIZE));
      const shown = `${placement.mode} ${Math.round(placement.left)} ${Math.round(placement.top)} ${stem}`;
      if (shown === label.shown) return;
      label.shown = shown;
      label.element.dataset.mode = placement.mode;
      label.element.style.transform = `translate(${Math.round(placement.left)}px, ${Math.round(placement.top)}px)`;
      label.stem.style.height = `${stem}px`;
      label.stem.style.left = `${Math.round(box.x - placement.left)}px`;
    });
  }

  dispose(): void {
    this.#root.replaceChildren();
  }

  #priorityOf(id: string, label: Label): number {
    const urgent = label.state === null ? 0 : STATE_LOOK[label.state].attention;
    return (id === this.#selected ? 100 : 0) + (id === this.#hovered ? 50 : 0) + (urgent === 2 ? 10 : 0) - label.rank;
  }

  #measure(): void {
    for (const label of this.#labels.values()) {
      if (label.width > 0) continue;
      const mode = label.element.dataset.mode;
      label.element.dataset.mode = 'full';
      label.width = Math.ceil(label.element.offsetWidth);
      if (mode !== undefined) label.element.dataset.mode = mode;
    }
  }

  #make(source: LabelSource): Label {
    const element = document.createElement('div');
    element.className = 'label';
    element.dataset.station = source.id;
    element.dataset.mode = 'hidden';
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 16 16');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('fill-rule', 'evenodd');
    svg.append(path);
    const name = document.createElement('span');
    name.textContent = source.name;
    const queue = document.createElement('b');
    const stem = document.createElement('i');
    element.append(svg, name, queue, stem);
    this.#root.append(element);
    return { element, stem, path, queue, state: null, queued: -1, rank: source.isMinor ? 5 : 0, width: 0, shown: '' };
  }
}
