// The legend of a chart: a button a series that hides and shows it, with its calculated values.
import { cssColor } from '../colors.ts';
import type { PanelWords } from '../panel-words.ts';
import type { LegendOptions, Shape } from '../series.ts';

export interface LegendItem {
  readonly key: string;
  readonly title: string;
  readonly color: string;
  readonly shape: Shape | null;
  readonly isDashed: boolean;
  readonly isLine: boolean;
  /** In the order of the calculations asked for. */
  readonly values: readonly string[];
}

interface Props {
  readonly items: readonly LegendItem[];
  readonly options: LegendOptions;
  readonly hidden: ReadonlySet<string>;
  readonly toggle: (key: string) => void;
  readonly words: PanelWords;
}

const swatchOf = ({ isLine, isDashed, shape }: LegendItem): string =>
  isDashed
    ? 'swatch swatch-dashed'
    : isLine
      ? `swatch swatch-line swatch-${shape ?? 'bare'}`
      : 'swatch swatch-bar';

function Name({ item, hidden, toggle }: { item: LegendItem } & Pick<Props, 'hidden' | 'toggle'>) {
  return (
    <button
      type="button"
      class="key"
      aria-pressed={!hidden.has(item.key)}
      title={item.title}
      onClick={() => toggle(item.key)}
    >
      <span class={swatchOf(item)} style={{ color: cssColor(item.color) }} aria-hidden="true" />
      <span class="key-name">{item.title}</span>
    </button>
  );
}

function asTable({ items, options, words, ...rest }: Props) {
  return (
    <table class="keys-table">
      <thead>
        <tr>
          <th scope="col">{words.series}</th>
          {options.calcs.map((calc) => (
            <th key={calc} scope="col" class="number">
              {words.calcs[calc] ?? calc}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.key}>
            <th scope="row">
              <Name item={item} {...rest} />
            </th>
            {item.values.map((value, index) => (
              <td key={options.calcs[index]} class="number">
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Legend(props: Props) {
  const { items, options, words, hidden, toggle } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons of a picture, not fields of a form
    <div class="keys" role="group" aria-label={words.legend}>
      {options.isTable && options.calcs.length > 0
        ? asTable(props)
        : items.map((item) => (
            <span key={item.key} class="key-item">
              <Name item={item} hidden={hidden} toggle={toggle} />
              {item.values.map((value, index) => (
                <span key={options.calcs[index]} class="key-value">
                  {words.calcs[options.calcs[index]!] ?? options.calcs[index]} <b>{value}</b>
                </span>
              ))}
            </span>
          ))}
    </div>
  );
}

/** Which keys are hidden: one more or one less. */
export function toggled(hidden: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(hidden);
  if (!next.delete(key)) next.add(key);
  return next;
}
