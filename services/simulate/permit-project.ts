// Permit applications drawn by kind: whole-process approvals, joint acceptances, connection works, land use.
import type { Place } from './place.ts';
import type { SeededRandom, Weighted } from './seeded-random.ts';

export interface PermitProject {
  readonly service: string;
  readonly attributes: Record<string, string | number | boolean>;
  /** Working days the place works towards; they follow its documents where it has any. */
  readonly limit: number;
  readonly stages: readonly Stage[];
  /** Papers asked for. */
  readonly papers: number;
}

export type Stage = 'land-planning' | 'construction-plan' | 'construction-permit' | 'completion-acceptance';

const allStages: readonly Stage[] = [
  'land-planning',
  'construction-plan',
  'construction-permit',
  'completion-acceptance',
];
const kinds: Record<'government' | 'social', Weighted<string>> = {
  government: [
    ['building', 28],
    ['infrastructure', 22],
    ['municipal-linear', 26],
    ['renovation', 14],
    ['small-medium', 10],
  ],
  social: [
    ['building', 36],
    ['general-industrial', 26],
    ['small-industrial', 12],
    ['small-medium', 15],
    ['renovation', 11],
  ],
};
const risks: Weighted<string> = [
  ['low', 24],
  ['general', 58],
  ['high', 18],
];

export function drawProject(place: Place, random: SeededRandom): PermitProject {
  const draw = random.weighted([
    [wholeProcess, 62],
    [jointAcceptance, 16],
    [connectionWorks, 13],
    [landUse, 9],
  ] as const);
  return draw(place, random);
}

function wholeProcess({ code }: Place, random: SeededRandom): PermitProject {
  const investment = random.chance(0.34) ? ('government' as const) : ('social' as const);
  const social = investment === 'social';
  const attributes = {
    projectKind: random.weighted(kinds[investment]),
    investment,
    landWithScheme: social && random.chance(0.22),
    riskClass: social ? random.weighted(risks) : random.pick(['general', 'general', 'high']),
    floorAreaSquareMetres: random.whole(4, 900) * 50,
    investmentYuan: random.whole(8, 6000) * 100_000,
  };
  const service = 'construction project approval';
  return { service, attributes, limit: wholeLimit(code, attributes), stages: allStages, papers: 3 };
}

function wholeLimit(code: string, project: PermitProject['attributes']): number {
  const { projectKind, investment, landWithScheme, riskClass } = project;
  const government = investment === 'government';
  if (code === 'ECHENG') {
    if (government) return 40;
    if (landWithScheme || riskClass === 'low') return 10;
    return projectKind === 'general-industrial' ? 20 : 30;
  }
  if (code === 'GEDIAN') {
    if (landWithScheme || projectKind === 'general-industrial') return 30;
    if (projectKind === 'renovation') return 35;
    return projectKind === 'small-medium' ? 45 : 40;
  }
  if (projectKind === 'small-industrial') return 25;
  if (government) return 80;
  return landWithScheme ? 40 : 60;
}

function jointAcceptance({ code }: Place, random: SeededRandom): PermitProject {
  const attributes = {
    projectKind: random.weighted(kinds.social),
    investment: random.pick(['government', 'social', 'social']),
    floorAreaSquareMetres: random.whole(4, 900) * 50,
  };
  const limit = code === 'ECHENG' ? 3 : 7;
  return { service: 'joint acceptance', attributes, limit, stages: ['completion-acceptance'], papers: 3 };
}

/** Short works are filed under commitment and done at once. */
function connectionWorks({ code }: Place, random: SeededRandom): PermitProject {
  const [crossing, line] = code === 'GEDIAN' ? [20, 300] : [40, 1000];
  const crossingMetres = random.whole(0, crossing * 3);
  const lineMetres = random.whole(2, Math.floor(line / 5)) * 10;
  const filed = crossingMetres <= crossing && lineMetres <= line;
  const attributes = { projectKind: 'connection-works', crossingMetres, lineMetres };
  return { service: 'connection works approval', attributes, limit: filed ? 1 : 3, stages: [], papers: 1 };
}

function landUse({ code }: Place, random: SeededRandom): PermitProject {
  const investment = random.pick(['government', 'social', 'social'] as const);
  const attributes = { projectKind: random.weighted(kinds[investment]), investment };
  const papers = code === 'GEDIAN' ? 2 : 3;
  return { service: 'land-use planning permit', attributes, limit: 5, stages: ['land-planning'], papers };
}
