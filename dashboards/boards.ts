// Every board, in the order of the list.
import { caseBoard } from './boards/case.ts';
import { gasBoard } from './boards/gas.ts';
import { indicatorsBoard } from './boards/indicators.ts';
import { integrityBoard } from './boards/integrity.ts';
import { overviewBoard } from './boards/overview.ts';
import { permitBoard } from './boards/permit.ts';
import { pipelineBoard } from './boards/pipeline.ts';
import { powerBoard } from './boards/power.ts';
import { targetsBoard } from './boards/targets.ts';
import { trendsBoard } from './boards/trends.ts';
import { waterBoard } from './boards/water.ts';
import { worklistBoard } from './boards/worklist.ts';
import type { Board } from './model.ts';

export const boards: readonly Board[] = [
  overviewBoard,
  powerBoard,
  waterBoard,
  gasBoard,
  permitBoard,
  worklistBoard,
  caseBoard,
  targetsBoard,
  indicatorsBoard,
  trendsBoard,
  integrityBoard,
  pipelineBoard,
];
