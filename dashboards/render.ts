// A board in one language as the classic JSON of Grafana. Pure: the same board gives the same text.
import { uidOf } from './links.ts';
import { type Annotation, type Board, datasource, plainSql, pluginVersion, type Row } from './model.ts';
import { renderVariable } from './render-variable.ts';
import { inLanguage, type Language, type Text, type Worded } from './text.ts';

const COLUMNS = 24;

const otherLanguage: Record<Language, Language> = { zh: 'en', en: 'zh' };
const twinTitle: Record<Language, string> = { zh: 'English', en: '中文' };
const boardsTitle: Text = { zh: '全部看板', en: 'All boards' };

/** Panels of a row from left to right, in a new line where the next does not fit; and where the row ends. */
function placeRow(row: Row, top: number): { panels: Worded[]; bottom: number } {
  const panels: Worded[] = [];
  let [x, y] = [0, top];
  if (row.title !== undefined && row.id !== undefined) {
    const gridPos = { h: 1, w: COLUMNS, x: 0, y };
    panels.push({ id: row.id, type: 'row', title: row.title, collapsed: false, gridPos, panels: [] });
    y += 1;
  }
  for (const { id, width, body } of row.panels) {
    if (x + width > COLUMNS) {
      x = 0;
      y += row.height;
    }
    panels.push({ id, gridPos: { h: row.height, w: width, x, y }, ...body });
    x += width;
  }
  return { panels, bottom: y + row.height };
}

function placeRows(rows: readonly Row[]): Worded[] {
  let top = 0;
  return rows.flatMap((row) => {
    const { panels, bottom } = placeRow(row, top);
    top = bottom;
    return panels;
  });
}

const ownAnnotations: Worded = {
  builtIn: 1,
  datasource: { type: 'grafana', uid: '-- Grafana --' },
  enable: true,
  hide: true,
  iconColor: 'rgba(0, 211, 255, 1)',
  name: 'Annotations & Alerts',
  type: 'dashboard',
};

const eachLanguage = (sql: string | Text): string | Text =>
  typeof sql === 'string' ? plainSql(sql) : { zh: plainSql(sql.zh), en: plainSql(sql.en) };

function renderAnnotation({ name, color, sql }: Annotation): Worded {
  const rawSql = eachLanguage(sql);
  return {
    name,
    enable: true,
    hide: false,
    iconColor: color,
    datasource,
    target: { refId: 'A', editorType: 'sql', pluginVersion, rawSql },
    preset: 'custom',
    customSql: rawSql,
  };
}

const dropdown = (language: Language): Worded => ({
  type: 'dashboards',
  title: boardsTitle,
  tags: ['shixian', language],
  asDropdown: true,
  includeVars: true,
  keepTime: true,
  targetBlank: false,
  icon: 'external link',
  tooltip: '',
  url: '',
});

const twin = (board: Board, language: Language): Worded => ({
  type: 'link',
  title: twinTitle[language],
  url: `/d/${uidOf(board.name, otherLanguage[language])}`,
  tags: [],
  asDropdown: false,
  includeVars: true,
  keepTime: true,
  targetBlank: false,
  icon: 'external link',
  tooltip: '',
});

export function renderBoard(board: Board, language: Language): unknown {
  return inLanguage(
    {
      uid: uidOf(board.name, language),
      title: board.title,
      description: board.description,
      tags: ['shixian', language],
      schemaVersion: 42,
      editable: false,
      graphTooltip: 1,
      timezone: 'Asia/Shanghai',
      weekStart: 'monday',
      refresh: '1m',
      time: { ...(board.time ?? { from: 'now-90d', to: 'now' }) },
      timepicker: {},
      fiscalYearStartMonth: 0,
      liveNow: false,
      preload: false,
      annotations: { list: [ownAnnotations, ...board.annotations.map(renderAnnotation)] },
      links: [dropdown(language), twin(board, language)],
      templating: { list: board.variables.map(renderVariable) },
      panels: placeRows(board.rows),
    },
    language,
  );
}

export const boardJson = (board: Board, language: Language): string =>
  `${JSON.stringify(renderBoard(board, language), null, 2)}\n`;
