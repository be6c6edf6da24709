// What every board keeps to, each offender named by board, panel and field.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alertRules } from '../../dashboards/alerts.ts';
import { boards } from '../../dashboards/boards.ts';
import { units } from '../../dashboards/fields.ts';
import { renderBoard } from '../../dashboards/render.ts';
import { type Language, languages } from '../../dashboards/text.ts';
import { Board, type BoardPanel, type BoardVariable } from '../../schemas/board.ts';
import { vocabularies } from '../../schemas/events/vocabulary.ts';
import { applyConditionalAll } from '../../services/boards/conditional-all.ts';
import { expandQuery } from '../../services/boards/expand-query.ts';
import { listedOptions } from '../../services/boards/list-options.ts';
import { packageRoot } from '../../services/platform/package-root.ts';

interface Rendered {
  readonly name: string;
  readonly language: Language;
  readonly raw: Record<string, unknown>;
  readonly board: Board;
}

const rendered: Rendered[] = languages.flatMap((language) =>
  boards.map((board) => {
    const raw = JSON.parse(JSON.stringify(renderBoard(board, language)));
    const name = `${language}/${board.name}`;
    const read = Board.safeParse(raw);
    if (!read.success) throw new Error(`${name} is not what the page reads: ${read.error.message}`);
    return { name, language, raw, board: read.data };
  }),
);
const byUid = new Map(rendered.map(({ board }) => [board.uid, board]));

const panelsOf = ({ board }: Rendered): BoardPanel[] => board.panels;
const shownPanels = (one: Rendered): BoardPanel[] => panelsOf(one).filter(({ type }) => type !== 'row');
const nameOf = (one: Rendered, panel: BoardPanel): string => `${one.name} panel ${panel.id} ${panel.title}`;

/** Every panel's offences, by the panel's name. */
const offences = (found: (panel: BoardPanel, one: Rendered) => readonly string[]): string[] =>
  rendered.flatMap((one) =>
    shownPanels(one).flatMap((panel) =>
      found(panel, one).map((offence) => `${nameOf(one, panel)}: ${offence}`),
    ),
  );
const boardOffences = (found: (one: Rendered) => readonly string[]): string[] =>
  rendered.flatMap((one) => found(one).map((offence) => `${one.name}: ${offence}`));

interface Statement {
  readonly where: string;
  readonly sql: string;
}
const rawSqlOf = (query: BoardVariable['query']): string => (typeof query === 'string' ? '' : query.rawSql);

function statementsOf(one: Rendered): Statement[] {
  const { templating, annotations } = one.board;
  return [
    ...shownPanels(one).flatMap((panel) =>
      panel.targets.map(({ refId, rawSql }) => ({ where: `panel ${panel.id} ${refId}`, sql: rawSql })),
    ),
    ...templating.list
      .filter(({ type }) => type === 'query')
      .map(({ name, query }) => ({ where: `variable ${name}`, sql: rawSqlOf(query) })),
    ...annotations.list.flatMap(({ name, target }) =>
      target?.rawSql === undefined ? [] : [{ where: `mark ${name}`, sql: target.rawSql }],
    ),
  ];
}
const sqlOffences = (found: (sql: string, one: Rendered) => readonly string[]): string[] =>
  boardOffences((one) =>
    statementsOf(one).flatMap(({ where, sql }) => found(sql, one).map((offence) => `${where}: ${offence}`)),
  );

const repeated = (values: readonly unknown[]): string[] => [
  ...new Set(
    values.filter((value, i) => values.indexOf(value) !== i).map((value) => `${value} stands twice`),
  ),
];

describe('every board', () => {
  it('has a uid and a title of its own, and its panels ids of their own', () => {
    expect(repeated(rendered.map(({ board }) => board.uid))).toEqual([]);
    for (const language of languages)
      expect(
        repeated(rendered.filter((one) => one.language === language).map(({ board }) => board.title)),
      ).toEqual([]);
    expect(boardOffences((one) => repeated(panelsOf(one).map(({ id }) => id)))).toEqual([]);
  });

  it('carries nothing of an instance, is not editable, and refreshes at most each minute in Beijing time', () => {
    const fixed = { editable: false, timezone: 'Asia/Shanghai', schemaVersion: 42 };
    const found = boardOffences(({ raw }) => [
      ...['id', '__inputs', '__requires', 'version'].filter((key) => key in raw),
      ...Object.entries(fixed).flatMap(([key, value]) =>
        raw[key] === value ? [] : [`${key} is ${raw[key]}`],
      ),
      ...(/^[1-9]\d*[mh]$/.test(String(raw['refresh'])) ? [] : [`refresh is ${raw['refresh']}`]),
    ]);
    expect(found).toEqual([]);
  });

  it('keeps its panels inside 24 columns, none over another', () => {
    const found = boardOffences((one) =>
      panelsOf(one).flatMap((panel, i, all) => [
        ...(panel.gridPos.x + panel.gridPos.w > 24 ? [`panel ${panel.id} leaves the grid`] : []),
        ...all
          .slice(0, i)
          .filter((other) => overlap(panel, other))
          .map((other) => `panel ${panel.id} lies over panel ${other.id}`),
      ]),
    );
    expect(found).toEqual([]);
  });

  it('keeps the annotations that Grafana makes itself', () => {
    const found = boardOffences(({ board }) =>
      board.annotations.list.filter(({ builtIn }) => builtIn === 1).length === 1 ? [] : ['no built-in entry'],
    );
    expect(found).toEqual([]);
  });
});

function overlap({ gridPos: a }: BoardPanel, { gridPos: b }: BoardPanel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

interface Property {
  readonly column: string;
  readonly id: string;
  readonly value: unknown;
}
/** Everything a panel says of its fields: the defaults under `*`, then the overrides. */
function propertiesOf({ fieldConfig }: BoardPanel): Property[] {
  return [
    ...Object.entries(fieldConfig.defaults).map(([id, value]) => ({ column: '*', id, value })),
    ...fieldConfig.overrides.flatMap(({ matcher, properties }) =>
      properties.map(({ id, value }) => ({ column: matcher.options, id, value })),
    ),
  ];
}
const fieldOffences = (id: string, found: (value: never) => string | null): string[] =>
  offences((panel) =>
    propertiesOf(panel)
      .filter((property) => property.id === id)
      .flatMap(({ column, value }) => {
        const offence = found(value as never);
        return offence === null ? [] : [`${column} ${id}: ${offence}`];
      }),
  );

describe('every panel', () => {
  it('has a title and a description, which ends as a sentence', () => {
    const found = offences(({ title, description = '' }) => [
      ...(title.trim() === '' ? ['no title'] : []),
      ...(/[。.]$/.test(description) ? [] : ['no description that ends with a full stop']),
    ]);
    expect(found).toEqual([]);
  });

  it('asks something, unless it is a text', () => {
    expect(
      offences(({ type, targets }) => (type !== 'text' && targets.length === 0 ? ['no query'] : [])),
    ).toEqual([]);
  });

  it('keeps to known units', () => {
    const known: readonly string[] = units;
    expect(fieldOffences('unit', (unit: string) => (known.includes(unit) ? null : unit))).toEqual([]);
  });

  it('has thresholds that begin below everything and ascend', () => {
    const found = fieldOffences('thresholds', ({ steps }: { steps: { value: number | null }[] }) => {
      const [first, ...rest] = steps.map(({ value }) => value);
      const ascends = rest.every((value, i) => value !== null && (i === 0 || value > rest[i - 1]!));
      return first === null && ascends ? null : JSON.stringify(steps);
    });
    expect(found).toEqual([]);
  });

  it('names every column it says something of, but where a name would replace those of bars', () => {
    const found = offences(({ type, fieldConfig }) =>
      fieldConfig.overrides
        .filter(({ matcher }) => matcher.id === 'byName' && type !== 'bargauge')
        .filter(({ properties }) => !properties.some(({ id }) => id === 'displayName'))
        .map(({ matcher }) => matcher.options),
    );
    expect(found).toEqual([]);
  });

  it('reads the one datasource', () => {
    const found = offences((panel) =>
      [panel, ...panel.targets]
        .map((each) => (each as { datasource?: { uid?: string } }).datasource?.uid)
        .filter((uid) => panel.type !== 'text' && uid !== 'shixian-clickhouse')
        .map(String),
    );
    expect(found).toEqual([]);
  });
});

const reference = /\$\{(\w+)(?::\w+)?\}|\$(?!__)([A-Za-z]\w*)/g;
const namesIn = (text: string): string[] =>
  [...text.matchAll(reference)]
    .map(([, braced, bare]) => (braced ?? bare)!)
    .filter((name) => !name.startsWith('__'));

describe('variables', () => {
  it('that are used exist, and those of a query stand before it', () => {
    const found = boardOffences((one) => {
      const names = one.board.templating.list.map(({ name }) => name);
      return statementsOf(one).flatMap(({ where, sql }) => {
        const own = where.startsWith('variable ')
          ? names.indexOf(where.slice('variable '.length))
          : names.length;
        return namesIn(sql)
          .filter((name) => !names.slice(0, own).includes(name))
          .map((name) => `${where} uses ${name}`);
      });
    });
    expect(found).toEqual([]);
  });

  it('that exist are used', () => {
    const found = boardOffences((one) => {
      const used = new Set([
        ...statementsOf(one).flatMap(({ sql }) => namesIn(sql)),
        ...shownPanels(one).flatMap(({ options }) => namesIn(String(options['content'] ?? ''))),
      ]);
      return one.board.templating.list.map(({ name }) => name).filter((name) => !used.has(name));
    });
    expect(found).toEqual([]);
  });

  it('stand quoted in SQL; bare only as the second argument of $__conditionalAll', () => {
    const found = sqlOffences((sql) => {
      const unquoted = [...sql.matchAll(/\$\{\w+(?!\w*:singlequote\})[^}]*\}|\[\[\w+/g)].map(([all]) => all);
      const bare = [...sql.matchAll(/(.{0,2})\$(?!__)[A-Za-z]\w*(.?)/g)]
        .filter(([, before, after]) => !(before === ', ' && after === ')'))
        .map(([all]) => all);
      const inQuotes = [...sql.matchAll(/'\$\{?[A-Za-z]\w*/g)].map(([all]) => all);
      return [...unquoted, ...bare, ...inQuotes];
    });
    expect(found).toEqual([]);
  });

  it('of a list read as their options', () => {
    const found = boardOffences(({ board }) =>
      board.templating.list
        .filter(({ type }) => type === 'custom')
        .filter(({ query, options }) => {
          const told = (options as { value: string; text: string }[])
            .filter(({ value }) => value !== '$__all')
            .map(({ value, text }) => ({ value, text }));
          return JSON.stringify(listedOptions(String(query))) !== JSON.stringify(told);
        })
        .map(({ name }) => name),
    );
    expect(found).toEqual([]);
  });

  it('choose all by default where they can, and are read again when the range changes', () => {
    const found = boardOffences(({ board }) =>
      board.templating.list
        .filter(({ includeAll }) => includeAll)
        .filter(({ current }) => JSON.stringify(current?.value) !== '["$__all"]')
        .concat(
          board.templating.list.filter((variable) => variable.type === 'query' && variable['refresh'] !== 2),
        )
        .map(({ name }) => name),
    );
    expect(found).toEqual([]);
  });
});

const time = { from: Date.UTC(2026, 7, 1), to: Date.UTC(2026, 9, 30), intervalMs: 60_000 };
const valuesOf = ({ board }: Rendered, choice: (variable: BoardVariable) => string | string[]) =>
  Object.fromEntries(board.templating.list.map((variable) => [variable.name, { value: choice(variable) }]));
const chosen = ({ type, multi, current }: BoardVariable): string | string[] => {
  if (multi) return ["cn/it's", 'two'];
  return type === 'query' ? 'one' : String(current?.value ?? '');
};
const all = (variable: BoardVariable): string | string[] =>
  variable.includeAll ? ['$__all'] : chosen(variable);

describe('the SQL', () => {
  it.each([
    ['with all chosen', all],
    ['with some chosen', chosen],
  ])('can be expanded as Grafana does, %s', (_when, choice) => {
    const found = sqlOffences((sql, one) => {
      try {
        const expanded = expandQuery(sql, { ...time, variables: valuesOf(one, choice) });
        return /\$__|\$\{/.test(expanded) ? [expanded] : [];
      } catch (error) {
        return [String(error)];
      }
    });
    expect(found).toEqual([]);
  });

  it('of $__conditionalAll has two arguments, as the plugin splits them', () => {
    const found = sqlOffences((sql, one) =>
      applyConditionalAll(sql, valuesOf(one, all)).includes('$__conditionalAll') ? ['is left as it is'] : [],
    );
    expect(found).toEqual([]);
  });

  it('never makes days of $__timeInterval and its like, whose days begin in UTC', () => {
    // Samples of an ingestion are grouped by the interval alone, whatever the day.
    const found = sqlOffences((sql, { board }) =>
      board.uid.startsWith('shixian-pipeline')
        ? []
        : [
            ...sql.matchAll(
              /\$__(?:timeInterval|timeInterval_ms|timeGroup|dateFilter|dt|dateTimeFilter|lttb|\w*[cC]olumns)\b/g,
            ),
          ].map(([all]) => all),
    );
    expect(found).toEqual([]);
  });

  it('reads tables and views of this repository alone', () => {
    const known = new Set(storedNames());
    const found = sqlOffences((sql) => {
      const own = new Set([...sql.matchAll(/\b(\w+) AS \(/g)].map(([, name]) => name));
      return [...sql.matchAll(/(?<!FILL\s)(?<!ARRAY\s)\b(?:FROM|JOIN)\s+(?!\()(\w+)/g)]
        .map(([, name]) => name!)
        .filter((name) => !known.has(name) && !own.has(name) && name !== 'numbers');
    });
    expect(found).toEqual([]);
  });
});

function storedNames(): string[] {
  const folders = ['schemas/tables', 'schemas/views'].map((folder) => join(packageRoot(), folder));
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.sql'))
      .flatMap((file) =>
        [
          ...readFileSync(join(folder, file), 'utf8').matchAll(
            /CREATE (?:OR REPLACE )?(?:TABLE|VIEW|MATERIALIZED VIEW)(?: IF NOT EXISTS)? (\w+)/g,
          ),
        ].map(([, name]) => name!),
      ),
  );
}

interface FoundLink {
  readonly where: string;
  readonly url: string;
}
function linksOf(one: Rendered): FoundLink[] {
  const own = one.board.links.map(({ title, url = '' }) => ({ where: `link ${title}`, url }));
  const inPanels = shownPanels(one).flatMap((panel) =>
    [
      ...panel.links,
      ...propertiesOf(panel)
        .filter(({ id }) => id === 'links')
        .flatMap(({ value }) => value as { url: string }[]),
    ].map(({ url }) => ({ where: nameOf(one, panel), url })),
  );
  const inTexts = shownPanels(one).flatMap((panel) =>
    [...String(panel.options['content'] ?? '').matchAll(/\]\(([^)]+)\)/g)].map(([, url]) => ({
      where: nameOf(one, panel),
      url: url!,
    })),
  );
  return [...own, ...inPanels, ...inTexts].filter(({ url }) => url !== '');
}

/** A code of a row stands for each system in turn. */
const addressesOf = (url: string): string[] => {
  const code = /(?<=^\/d\/shixian-)\$\{[^}]+\}/;
  return code.test(url) ? vocabularies.map(({ system }) => url.replace(code, system)) : [url];
};
const parametersOf = (query: string): string[] => query.split('&').filter((part) => part !== '');
const variableOf = (parameter: string): string | null =>
  /^var-(\w+)=/.exec(parameter)?.[1] ?? /^\$\{(\w+):queryparam\}$/.exec(parameter)?.[1] ?? null;
const isTime = (parameter: string): boolean =>
  parameter === `\${__url_time_range}` || /^(from|to)=/.test(parameter);

function linkOffences(url: string, one: Rendered): string[] {
  const [path = '', query = ''] = url.split('?');
  const address = /^\$\{(\w+)\}\/v1\//.exec(url)?.[1];
  if (address !== undefined)
    return one.board.templating.list.some(({ name }) => name === address)
      ? []
      : [`${address} is no variable here`];
  // Pages of the built-in page that Grafana does not have.
  if (/^\/((case|cards)\/\$\{[^}]+\}|targets)$/.test(path)) return [];
  const board = byUid.get(path.replace(/^\/d\//, ''));
  if (!path.startsWith('/d/') || board === undefined) return [`${url} leads nowhere`];
  if (query === '') return [];
  const parameters = parametersOf(query);
  const names = board.templating.list.map(({ name }) => name);
  const own = one.board.templating.list.map(({ name }) => name);
  return [
    ...(parameters.some(isTime) ? [] : [`${url} does not carry the time`]),
    ...parameters.filter((part) => !isTime(part) && variableOf(part) === null),
    ...parameters.flatMap((part) => {
      const name = variableOf(part);
      if (name === null) return [];
      if (part.startsWith('${') && !own.includes(name)) return [`${name} is no variable here`];
      return names.includes(name) ? [] : [`${board.uid} has no variable ${name}`];
    }),
  ];
}

describe('links', () => {
  it('lead to boards there are, in the same language, with the time and with variables they know', () => {
    const found = rendered.flatMap((one) =>
      linksOf(one).flatMap(({ where, url }) =>
        addressesOf(url)
          .flatMap((address) => linkOffences(address, one))
          .map((offence) => `${where}: ${offence}`),
      ),
    );
    expect(found).toEqual([]);
  });

  it('of panels stay in the language, the one of the board leads to its twin', () => {
    const isEnglish = (url: string) => /^\/d\/[^?]+-en(\?|$)/.test(url);
    const found = rendered.flatMap((one) => {
      const twin = one.board.links.filter(({ type }) => type === 'link').map(({ url = '' }) => url);
      const expected =
        one.language === 'zh' ? [`/d/${one.board.uid}-en`] : [`/d/${one.board.uid.replace(/-en$/, '')}`];
      return [
        ...(JSON.stringify(twin) === JSON.stringify(expected) ? [] : [`${one.name}: twin is ${twin}`]),
        ...linksOf(one)
          .filter(({ where, url }) => !where.startsWith('link ') && url.startsWith('/d/'))
          .filter(({ url }) => isEnglish(url) !== (one.language === 'en'))
          .map(({ where, url }) => `${where}: ${url}`),
      ];
    });
    expect(found).toEqual([]);
  });
});

describe('alert rules', () => {
  it('point at panels there are', () => {
    const found = alertRules
      .filter(({ panel }) => !byUid.get(`shixian-${panel.board}`)?.panels.some(({ id }) => id === panel.id))
      .map(({ name, panel }) => `${name}: ${panel.board} has no panel ${panel.id}`);
    expect(found).toEqual([]);
  });
});

/** What may differ between languages: texts, and what a board is called. */
const TEXTS = new Set([
  'uid',
  'title',
  'description',
  'label',
  'text',
  'content',
  'url',
  'noValue',
  'axisLabel',
  'tags',
]);

/** The same with texts left out; the text of a query is kept, but for that of marks, whose words it holds. */
function bonesOf(node: unknown, key = ''): unknown {
  if (Array.isArray(node)) return TEXTS.has(key) ? node.length : node.map((entry) => bonesOf(entry));
  if (typeof node === 'object' && node !== null) {
    const property = node as { id?: unknown };
    const isText = ['displayName', 'noValue'].includes(String(property.id));
    return Object.fromEntries(
      Object.entries(node).map(([name, value]) => [
        name,
        isText && name === 'value' ? '…' : bonesOf(value, name),
      ]),
    );
  }
  return typeof node === 'string' && TEXTS.has(key) ? '…' : node;
}

describe('the two languages', () => {
  it('have the same boards, panels and queries', () => {
    for (const board of boards) {
      const [zh, en] = languages.map((language) => {
        const { templating, annotations, ...rest } = renderBoard(board, language) as Record<string, never>;
        return bonesOf(rest);
      });
      expect(en, board.name).toEqual(zh);
    }
  });

  it('have the same variables with the same values', () => {
    for (const board of boards) {
      const [zh, en] = languages.map((language) => {
        const { templating } = renderBoard(board, language) as {
          templating: { list: Record<string, unknown>[] };
        };
        return templating.list.map(({ type, query, ...rest }) =>
          bonesOf({ type, ...rest, ...(type === 'query' ? { query } : {}) }),
        );
      });
      expect(en, board.name).toEqual(zh);
    }
  });

  it('do not mix: no Chinese in English texts, Chinese in every Chinese title', () => {
    const han = /\p{Script=Han}/u;
    const found = rendered.flatMap((one) => {
      const texts = textsOf(one.raw);
      const isTwinTitle = ({ path, text }: { path: string; text: string }) =>
        path.endsWith('.links.1.title') && text === '中文';
      if (one.language === 'en')
        return texts
          .filter((each) => han.test(each.text) && !isTwinTitle(each))
          .map(({ path, text }) => `${one.name}${path}: ${text}`);
      return shownPanels(one)
        .filter(({ title, description = '' }) => !han.test(title) || !han.test(description))
        .map((panel) => nameOf(one, panel));
    });
    expect(found).toEqual([]);
  });
});

/** Every string of a board but its SQL, with where it stands. */
function textsOf(node: unknown, path = ''): { path: string; text: string }[] {
  if (typeof node === 'string')
    return /\.(rawSql|customSql|definition)$/.test(path) ? [] : [{ path, text: node }];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => textsOf(value, `${path}.${key}`));
}
