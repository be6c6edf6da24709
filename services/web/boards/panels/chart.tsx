// One picture by ECharts, drawn anew as its option or its size changes.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChartPart } from '../chart-axes.ts';
import type { Chart } from './echarts.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Picked {
  readonly seriesId: string;
  readonly dataIndex: number;
}

interface Props {
  /** What the picture shows, for those who do not see it. */
  readonly label: string;
  readonly notLoaded: string;
  readonly optionFor: (size: Size) => ChartPart;
  /** Null where nothing happens. */
  readonly pick: ((picked: Picked) => void) | null;
}

function useSize() {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width > 0 && height > 0)
        setSize((before) =>
          before?.width === width && before.height === height ? before : { width, height },
        );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size] as const;
}

/** Paper is not the width of the screen: with a view box the picture shrinks as a whole. */
function scaleWithPaper(element: HTMLElement, { width, height }: Size): void {
  element.querySelector('svg')?.setAttribute('viewBox', `0 0 ${width} ${height}`);
}

const isPicked = (params: unknown): params is Picked =>
  typeof params === 'object' && params !== null && 'seriesId' in params && 'dataIndex' in params;

export function ChartPicture({ label, notLoaded, optionFor, pick }: Props) {
  const [ref, size] = useSize();
  const chart = useRef<Chart | null>(null);
  const picking = useRef(pick);
  picking.current = pick;
  const isSized = size !== null;
  const [isReady, setReady] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (element === null || !isSized) return;
    let isGone = false;
    const start = ({ createChart }: typeof import('./echarts.ts')) => {
      if (isGone) return;
      const made = createChart(element);
      made.on('click', (params) => isPicked(params) && picking.current?.(params));
      chart.current = made;
      setReady(true);
    };
    import('./echarts.ts').then(start, () => setFailed(true));
    return () => {
      isGone = true;
      chart.current?.dispose();
      chart.current = null;
      setReady(false);
    };
  }, [isSized, ref]);
  useEffect(() => {
    if (chart.current === null || size === null || ref.current === null || !isReady) return;
    chart.current.resize({ width: size.width, height: size.height, silent: true });
    // ECharts measures its texts itself, so it needs the font by name.
    const { fontFamily } = getComputedStyle(ref.current);
    chart.current.setOption({ ...optionFor(size), textStyle: { fontFamily } }, { notMerge: true });
    scaleWithPaper(ref.current, size);
  }, [isReady, size, optionFor, ref]);
  return (
    <div class="plot-frame" role="img" aria-label={label}>
      {hasFailed && <p class="drawn-nothing">{notLoaded}</p>}
      <div class="plot-picture" ref={ref} aria-hidden="true" />
    </div>
  );
}
