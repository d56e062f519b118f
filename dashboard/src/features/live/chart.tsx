// A uPlot chart that follows its element's size and the theme.
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useView } from '../../ui/view-state.ts';

export interface ChartColors {
  text: string;
  grid: string;
  strong: string;
}

export interface ChartProps {
  data: uPlot.AlignedData;
  height: number;
  label: string;
  /** Options besides size and axes' colours; must not change between renders. */
  options: (colors: ChartColors) => Omit<uPlot.Options, 'width' | 'height'>;
}

/** Draws `data`; the chart is rebuilt only when the theme changes. */
export function Chart({ data, height, label, options }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef(data);
  latest.current = data;
  const theme = useView((view) => view.theme);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const plot = new uPlot({ ...options(readColors()), width: element.clientWidth, height }, latest.current, element);
    chart.current = plot;
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    // Canvas text falls back to a serif until the web font is there.
    void document.fonts.load("11px 'Inter Variable'").then(() => chart.current?.redraw(false, true));
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [theme, height, options]);
  useEffect(() => chart.current?.setData(data), [data]);
  return <div ref={host} className="chart" role="img" aria-label={label} style={{ height }} />;
}

function readColors(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return { text: token('--text-2'), grid: token('--line'), strong: token('--text-1') };
}

/** Axes in the house style: UTC hours and minutes below, few lines. */
export function axes(colors: ChartColors, size = 38): uPlot.Axis[] {
  const common = { stroke: colors.text, font: "11px 'Inter Variable'", ticks: { show: false } };
  const time = (_: uPlot, splits: number[]) => splits.map((at) => new Date(at * 1000).toISOString().slice(11, 16));
  return [
    { ...common, grid: { show: false }, values: time, size: 22, gap: 4, space: 56 },
    { ...common, grid: { stroke: colors.grid, width: 1 }, size, gap: 6, space: 28 },
  ];
}

/** A hex colour with opacity 0..1. */
export function withAlpha(hex: string, alpha: number): string {
  return `${hex}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;
}
