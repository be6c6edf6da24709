// The data of a picture as a table that is read aloud and not seen.
import type { PanelWords } from '../panel-words.ts';

/** More would be read by nobody. */
const mostRows = 200;

interface Props {
  readonly title: string;
  readonly headings: readonly string[];
  readonly length: number;
  readonly rowAt: (row: number) => readonly string[];
  readonly words: PanelWords;
}

export function DataTable({ title, headings, length, rowAt, words }: Props) {
  const rows = Array.from({ length: Math.min(length, mostRows) }, (_, row) => row);
  const left = length - rows.length;
  return (
    <div class="hidden">
      <table>
        <caption>
          {words.table(title)}
          {left > 0 && ` (${words.rowsLeftOut(left)})`}
        </caption>
        <thead>
          <tr>
            {headings.map((heading, index) => (
              <th key={`${index}.${heading}`} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              {rowAt(row).map((text, index) => (
                <td key={`${index}.${headings[index]}`}>{text}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
