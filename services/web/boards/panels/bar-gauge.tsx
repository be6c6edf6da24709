// A bar a row with its name and value: ranks.
import { useMemo } from 'preact/hooks';
import { cssColor } from '../colors.ts';
import { type Figure, figuresOf } from '../figures.ts';
import { gaugeBar, gaugeRange } from '../gauge-scale.ts';
import { textAt } from '../option-value.ts';
import { emWidth } from '../text-width.ts';
import type { Range } from '../thresholds.ts';
import { Anchor } from './anchor.tsx';
import type { DrawnProps } from './panel.tsx';
import { mannerOf, scopeOf } from './panel-context.ts';
import { ScrollBox } from './scroll-box.tsx';
import { ToneMark } from './tone.tsx';

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;

function Track({ figure, range, isUpright }: { figure: Figure; range: Range; isUpright: boolean }) {
  const { from, length, limits } = gaugeBar(figure, range);
  const [begin, extent] = isUpright ? ['bottom', 'height'] : ['left', 'width'];
  return (
    <span class="gauge-track" aria-hidden="true">
      {length > 0 && (
        <span class="gauge-bar" style={`${begin}: ${percent(from)}; ${extent}: ${percent(length)}`} />
      )}
      {limits.map((at) => (
        <span key={at} class="gauge-limit" style={`${begin}: ${percent(at)}`} />
      ))}
    </span>
  );
}

interface RowProps extends Pick<DrawnProps, 'context'> {
  readonly figure: Figure;
  readonly range: Range;
  readonly isUpright: boolean;
  readonly valueMode: string;
}

function Row({ figure, range, isUpright, valueMode, context }: RowProps) {
  const { shown, title, links } = figure;
  const link = links[0];
  const isTransparent = shown.color === null || shown.color === 'transparent';
  const tone = isTransparent ? cssColor('blue') : cssColor(shown.color!);
  const isToned = valueMode === 'color' && !isTransparent;
  return (
    <li class="gauge" style={`--tone: ${tone}`}>
      <span class="gauge-name" title={title}>
        {link === undefined ? (
          title
        ) : (
          <Anchor link={link} context={context}>
            {title}
          </Anchor>
        )}
      </span>
      <Track figure={figure} range={range} isUpright={isUpright} />
      {valueMode !== 'hidden' && (
        <span class={isToned ? 'gauge-value gauge-toned' : 'gauge-value'}>
          <ToneMark color={shown.color} language={context.language} isAmongMany />
          {shown.text}
        </span>
      )}
    </li>
  );
}

const widest = (texts: readonly string[]): number =>
  texts.reduce((width, text) => Math.max(width, emWidth(text)), 0);

export function BarGauge({ panel, frames, context }: DrawnProps) {
  const figures = useMemo(
    () => figuresOf(frames, { panel, manner: mannerOf(context), scope: scopeOf(context) }),
    [panel, frames, context],
  );
  const range = gaugeRange(figures);
  const isUpright = textAt(panel.options, 'orientation') === 'vertical';
  const valueMode = textAt(panel.options, 'valueMode') ?? 'color';
  const nameWidth = Math.min(20, widest(figures.map(({ title }) => title)) + 0.5);
  const valueWidth = widest(figures.map(({ shown }) => shown.text)) + 2.2;
  return (
    <ScrollBox label={panel.title}>
      <ul
        class={isUpright ? 'gauges gauges-upright' : 'gauges'}
        style={`--names: ${nameWidth.toFixed(1)}em; --values: ${valueWidth.toFixed(1)}em`}
      >
        {figures.map((figure) => (
          <Row
            key={figure.key}
            figure={figure}
            range={range}
            isUpright={isUpright}
            valueMode={valueMode}
            context={context}
          />
        ))}
      </ul>
    </ScrollBox>
  );
}
