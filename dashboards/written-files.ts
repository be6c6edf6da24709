// Every file that is written from the definitions, by its path in the repository.
import { boards } from './boards.ts';
import { boardJson } from './render.ts';
import { renderAlerts } from './render-alerts.ts';
import { languages } from './text.ts';

export interface WrittenFile {
  readonly path: string;
  readonly text: string;
}

const boardFiles = (): WrittenFile[] =>
  languages.flatMap((language) =>
    boards.map((board) => ({
      path: `dashboards/${language}/${board.name}.json`,
      text: boardJson(board, language),
    })),
  );

export const writtenFiles = (): WrittenFile[] => [
  ...boardFiles(),
  { path: 'infra/grafana/provisioning/alerting/rules.yaml', text: renderAlerts() },
];
