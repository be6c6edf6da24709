// Figures, each with its name, its colour and the series it was taken from behind it.
import { useMemo } from 'preact/hooks';
import { cssColor, severityOf } from '../colors.ts';
import { nothing, type Shown } from '../display.ts';
import { type Figure, figuresOf } from '../figures.ts';
import { textAt } from '../option-value.ts';
import { panelWords } from '../panel-words.ts';
import { sparkPaths } from '../spark-path.ts';
import { emWidth } from '../text-width.ts';
import { Anchor } from './anchor.tsx';
import type { DrawnProps } from './panel.tsx';
import { mannerOf, scopeOf } from './panel-context.ts';
import { ToneMark } from './tone.tsx';

const sparkBox = { width: 200, height: 40 };

function Spark({ spark }: { readonly spark: NonNullable<Figure['spark']> }) {
  const paths = sparkPaths(spark.times, spark.values, sparkBox);
  if (paths === null) return null;
  return (
    <svg class="spark" viewBox="0 0 200 42" preserveAspectRatio="none" aria-hidden="true">
      <path class="spark-area" d={paths.area} />
      <path class="spark-line" d={paths.line} />
    </svg>
  );
}

interface Look {
  readonly paints: string;
  readonly hasName: boolean;
  readonly hasValue: boolean;
  readonly hasSpark: boolean;
  /** Of the widest value, so that all are written in one size. */
  readonly fit: number;
}

function lookOf({ panel, figures }: Pick<DrawnProps, 'panel'> & { figures: readonly Figure[] }): Look {
  const mode = textAt(panel.options, 'textMode') ?? 'auto';
  return {
    paints: textAt(panel.options, 'colorMode') ?? 'value',
    hasName: mode === 'name' || mode === 'value_and_name' || (mode === 'auto' && figures.length > 1),
    hasValue: mode !== 'name' && mode !== 'none',
    hasSpark: textAt(panel.options, 'graphMode') === 'area',
    fit: figures.reduce((fit, { shown }) => Math.max(fit, fitOf(shown)), 2.2),
  };
}

/** The em width of a mark and a value, whose unit is written at half the size. */
const fitOf = ({ prefix, digits, suffix, color }: Shown): number =>
  emWidth(prefix + digits) + emWidth(suffix) * 0.5 + (severityOf(color) === null ? 0 : 0.8);

function Value({ shown }: { readonly shown: Shown }) {
  const unit = shown.suffix.trimStart();
  return (
    <>
      {shown.prefix !== '' && <small>{shown.prefix}</small>}
      {shown.digits}
      {unit !== '' && <small class={unit === shown.suffix ? 'unit' : 'unit unit-apart'}>{unit}</small>}
    </>
  );
}

function Tile({ figure, look, context }: { figure: Figure; look: Look } & Pick<DrawnProps, 'context'>) {
  const { shown, spark, links, title } = figure;
  const color = look.paints === 'none' || shown.color === 'transparent' ? null : shown.color;
  const isPainted = color !== null && color !== 'text';
  const kind = isPainted && look.paints.startsWith('background') ? 'stat stat-ground' : 'stat';
  const link = links[0];
  const body = (
    <span class="stat-body">
      {look.hasName && <span class="stat-name">{title}</span>}
      {look.hasValue && (
        <span class={shown.value === null && !shown.isMapped ? 'stat-value absent' : 'stat-value'}>
          <ToneMark color={color} language={context.language} />
          <Value shown={shown} />
        </span>
      )}
    </span>
  );
  const style = `--fit: ${look.fit.toFixed(2)};${isPainted ? ` --tone: ${cssColor(color)}` : ''}`;
  return (
    <li class={kind} style={style}>
      {look.hasSpark && spark !== null && <Spark spark={spark} />}
      {link === undefined ? (
        body
      ) : (
        <Anchor link={link} context={context} class="stat-link">
          {body}
        </Anchor>
      )}
    </li>
  );
}

export function Stat({ panel, frames, context }: DrawnProps) {
  const figures = useMemo(
    () => figuresOf(frames, { panel, manner: mannerOf(context), scope: scopeOf(context) }),
    [panel, frames, context],
  );
  if (figures.length === 0)
    return (
      <p class="drawn stats-nothing">
        <span aria-hidden="true">{panel.fieldConfig.defaults.noValue ?? nothing}</span>
        <span class="hidden">{panelWords(context.language).nothing}</span>
      </p>
    );
  const look = lookOf({ panel, figures });
  const isUpright = textAt(panel.options, 'orientation') === 'horizontal';
  const justify = textAt(panel.options, 'justifyMode') === 'center' ? ' stats-center' : '';
  return (
    <ul class={`drawn stats${isUpright ? ' stats-stacked' : ''}${justify}`}>
      {figures.map((figure) => (
        <Tile key={figure.key} figure={figure} look={look} context={context} />
      ))}
    </ul>
  );
}
