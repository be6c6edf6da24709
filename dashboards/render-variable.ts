// A variable as the classic JSON of Grafana.
import { datasource, plainSql, type Variable } from './model.ts';
import { inBoth, type Text, type Worded } from './text.ts';

const ALL = '$__all';
const allText: Text = { zh: '全部', en: 'All' };

type Custom = Extract<Variable, { kind: 'custom' }>;
type Asked = Extract<Variable, { kind: 'query' }>;

const manyOf = ({ all }: Custom | Asked): { [key: string]: Worded } => ({
  multi: all,
  includeAll: all,
  allowCustomValue: false,
});
const allChosen: Worded = { selected: true, text: [allText], value: [ALL] };

function renderCustom(variable: Custom): Worded {
  const { name, label, options, all } = variable;
  const first = options[0]!;
  const listed = options.map(({ value, text }, i) => ({ selected: !all && i === 0, text, value }));
  return {
    type: 'custom',
    name,
    label,
    hide: 0,
    skipUrlSync: false,
    ...manyOf(variable),
    query: inBoth((language) =>
      options.map(({ value, text }) => `${text[language].replaceAll(',', '\\,')} : ${value}`).join(', '),
    ),
    options: all ? [{ selected: true, text: allText, value: ALL }, ...listed] : listed,
    current: all ? allChosen : { selected: true, text: first.text, value: first.value },
  };
}

function renderQuery(variable: Asked): Worded {
  const { name, label, all } = variable;
  const rawSql = plainSql(variable.sql);
  return {
    type: 'query',
    name,
    label,
    hide: 0,
    skipUrlSync: false,
    ...manyOf(variable),
    datasource,
    definition: rawSql,
    query: { refId: name, queryType: 'sql', editorType: 'sql', rawSql },
    refresh: 2,
    regex: '',
    sort: 0,
    options: [],
    current: all ? allChosen : {},
  };
}

export function renderVariable(variable: Variable): Worded {
  if (variable.kind === 'custom') return renderCustom(variable);
  if (variable.kind === 'query') return renderQuery(variable);
  const value = variable.kind === 'constant' ? variable.value : '';
  const one: Worded = { selected: true, text: value, value };
  return {
    type: variable.kind,
    name: variable.name,
    ...(variable.kind === 'textbox' ? { label: variable.label } : {}),
    hide: variable.kind === 'constant' ? 2 : 0,
    skipUrlSync: variable.kind === 'constant',
    query: value,
    options: [one],
    current: one,
  };
}
