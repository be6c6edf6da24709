// Pieces of SQL and of templates that alert rules share.
import { registerOf, vocabularies } from '../../schemas/events/vocabulary.ts';
import { casesAt } from '../view-calls.ts';

const { systems } = registerOf(vocabularies);
const namesOf = new Map(vocabularies.map(({ system, zh, en }) => [system, { zh, en }]));

export const CASES_NOW = casesAt('now64(3)');

/** The label `system` in words, as a template of Grafana. */
export const systemIn = (language: 'zh' | 'en'): string => {
  const branches = systems.map(
    (system) => `if eq $labels.system "${system}" }}${namesOf.get(system)![language]}`,
  );
  return `{{ ${branches.join('{{ else ')}{{ else }}{{ $labels.system }}{{ end }}`;
};

/** The number of a rule, in a template of Grafana. */
export const whole = '{{ printf "%.0f" $values.A.Value }}';
export const percent = '{{ printf "%.1f" $values.A.Value }}%';
