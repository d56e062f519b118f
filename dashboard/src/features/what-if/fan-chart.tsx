// A fan of the line as it is and one of the line with the changes, on one clock.
import { useEffect, useRef, useState } from 'react';
import { formatCount, formatTime } from '../../ui/format.ts';
import type { Course, Frame, Quantity } from './fan-path.ts';
import { bandPath, frameOf, linePath, nearest, pointsOf, timeAt, timeTicks, valueTicks, xOf, yOf } from './fan-path.ts';

const HEIGHT = 196;

interface FanProps {
  title: string;
  quantity: Quantity;
  base: Course;
  changed: Course;
  fromMs: number;
  /** Time under the pointer, shared by the charts beside each other. */
  cursorMs: number | null;
  onCursor: (atMs: number | null) => void;
}

/** The chart with its title and, under the pointer, its values. */
export function FanChart({ title, quantity, base, changed, fromMs, cursorMs, onCursor }: FanProps) {
  const [host, width] = useWidth();
  const frame = frameOf([base, changed], { quantity, fromMs, width, height: HEIGHT });
  const fans = { base: pointsOf(base, quantity, fromMs), changed: pointsOf(changed, quantity, fromMs) };
  const at = cursorMs ?? frame.toMs;
  const values = { base: nearest(fans.base, at), changed: nearest(fans.changed, at) };
  const spoken = (['base', 'changed'] as const).map((which) => {
    const point = values[which];
    return `${which === 'base' ? 'as it is' : 'changed'} ${formatCount(point?.p50)}, ${formatCount(point?.p10)} to ${formatCount(point?.p90)}`;
  });
  return (
    <figure className="fan">
      <figcaption>
        <h3>{title}</h3>
        <span className="fan-values small">
          <span className="muted">{formatTime(values.base?.atMs)}</span> <i className="fan-key" data-fan="base" />
          {formatCount(values.base?.p50)} <i className="fan-key" data-fan="changed" />
          <b>{formatCount(values.changed?.p50)}</b>
        </span>
      </figcaption>
      <div ref={host}>
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={`${title} at ${formatTime(values.base?.atMs)}: ${spoken.join('; ')}`}
          onPointerMove={(event) => onCursor(timeAt(frame, event.nativeEvent.offsetX))}
          onPointerLeave={() => onCursor(null)}
        >
          <Axes frame={frame} />
          <path className="fan-band" data-fan="base" d={bandPath(frame, fans.base)} />
          <path className="fan-band" data-fan="changed" d={bandPath(frame, fans.changed)} />
          <path className="fan-line" data-fan="base" d={linePath(frame, fans.base, 'p50')} />
          <path className="fan-line" data-fan="changed" d={linePath(frame, fans.changed, 'p50')} />
          {cursorMs !== null && values.base !== undefined && (
            <path className="fan-cursor" d={`M${xOf(frame, values.base.atMs)} 8V${HEIGHT - 22}`} />
          )}
        </svg>
      </div>
    </figure>
  );
}

function Axes({ frame }: { frame: Frame }) {
  return (
    <g className="fan-axes">
      {valueTicks(frame).map((value) => (
        <g key={value}>
          <path d={`M40 ${yOf(frame, value)}H${frame.width - 18}`} />
          <text x="34" y={yOf(frame, value) + 4} textAnchor="end">
            {formatCount(value)}
          </text>
        </g>
      ))}
      {timeTicks(frame).map((at) => (
        <text key={at} x={xOf(frame, at)} y={frame.height - 6} textAnchor="middle">
          {formatTime(at)}
        </text>
      ))}
    </g>
  );
}

function useWidth() {
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(320);
  useEffect(() => {
    if (host.current === null) return;
    const element = host.current;
    const observer = new ResizeObserver(() => setWidth(Math.max(160, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [host, width] as const;
}
