// The story of a permit case: its stages, steps, special procedures, changes, extensions and end.
import { type Course, drawCourse } from './course.ts';
import { type Draft, officeAfter, tell } from './draft.ts';
import { endCase } from './ending.ts';
import { openCase } from './opening.ts';
import { drawProject, type PermitProject } from './permit-project.ts';
import { layOut, type Pause, type Timeline } from './timeline.ts';

const departments = ['行政审批局', '自然资源和规划局', '住房和城乡建设局', '水利和湖泊局', '城市管理执法局'];
const documents = [
  '申请表',
  '土地出让合同',
  '设计方案',
  '施工图设计文件',
  '规划核实测绘报告',
  '消防验收资料',
];
const steps = ['受理审查', '现场踏勘', '部门会签', '审核', '审批', '制证'];

/** Grounds that stop a clock by article 45 of the Administrative Licence Law, as often as they are met. */
const lawful = ['expert-review', 'expert-review', 'testing', 'inspection', 'appraisal', 'tender', 'hearing'];
/** Grounds that targets do not list: the case stands still and its clock does not. */
const unlisted = ['site-survey', 'technical-review', 'public-notice', 'third-party-consultation'];

export function tellPermit(draft: Draft): void {
  const { random, place, online } = draft;
  const project = drawProject(place, random);
  const burdened = random.chance(place.burden);
  const opened = openCase(draft, {
    service: project.service,
    attributes: {
      ...project.attributes,
      channel: online ? 'online' : 'counter',
      department: random.pick(departments),
    },
    documents: documents.slice(0, project.papers + (burdened ? random.whole(1, 3) : 0)),
    visits: online && !burdened ? 0 : random.whole(1, 2),
    corrections: 0.1 + place.burden / 2,
    acceptance: 1,
  });
  if (opened.acceptedAt === Number.POSITIVE_INFINITY) return;
  const course = drawCourse(project.limit, place, random);
  const timeline = layOut(draft, opened.acceptedAt, course, drawPauses(draft, project, course));
  tellStages(draft, project, timeline);
  tellChanges(draft, project, timeline, opened.acceptedAt);
  endCase(draft, course, timeline);
}

function drawPauses({ random }: Draft, { limit }: PermitProject, course: Course): Pause[] {
  const pauses: Pause[] = [];
  if (limit >= 10)
    for (let i = 0, n = random.weighted(howMany); i < n; i++)
      pauses.push(procedure(random.between(0.05, 0.8), random.between(2, 14), random.pick(lawful)));
  if (random.chance(0.1))
    pauses.push(
      procedure(random.between(0.1, 0.7), random.between(0.2, limit * 0.06 + 0.4), random.pick(unlisted)),
    );
  if (course.pausedLateAt !== null)
    pauses.push(procedure(course.pausedLateAt, random.between(3, 12), 'expert-review'));
  return pauses;
}

const howMany = [
  [0, 62],
  [1, 27],
  [2, 11],
] as const;

const procedure = (share: number, days: number, ground: string): Pause => ({
  share,
  days,
  begins: 'special-procedure.begun',
  ends: 'special-procedure.ended',
  data: { ground, daysTold: Math.ceil(days) },
  endData: { ground },
});

/** Stages follow one another with steps inside; a project without stages has steps only. */
function tellStages(draft: Draft, { stages, limit }: PermitProject, { at }: Timeline): void {
  const { random } = draft;
  const parts = Math.max(stages.length, 1);
  for (let i = 0; i < parts; i++) {
    const stage = stages[i];
    const [from, to] = [i / parts, (i + 1) / parts];
    if (stage) tell(draft, at(from + 0.002), 'stage.begun', { stage });
    const count = limit <= 3 ? random.whole(1, 2) : random.whole(2, 3);
    for (let k = 0; k < count; k++)
      tell(draft, at(from + ((to - from) * (k + 0.5)) / count), 'step.done', {
        name: steps[(i + k) % steps.length],
      });
    if (stage) tell(draft, at(to - 0.002), 'stage.ended', { stage });
  }
}

function tellChanges(draft: Draft, project: PermitProject, { at }: Timeline, acceptedAt: number): void {
  const { random, place } = draft;
  if (random.chance(0.05))
    tell(draft, at(random.between(0.1, 0.6)), 'attributes.changed', change(draft, project));
  if (project.limit >= 20 && random.chance(0.03))
    tell(draft, at(0.85), 'extended', { amount: 10, approvedBy: '分管负责人', reason: '情况复杂' });
  if (random.chance(0.2 + place.burden))
    tell(draft, officeAfter(draft, acceptedAt, 0.2), 'fee.charged', {
      item: '城市基础设施配套费',
      yuan: `${random.whole(10, 900) * 100}.00`,
    });
}

function change({ random }: Draft, { attributes }: PermitProject) {
  const area = attributes['floorAreaSquareMetres'];
  if (typeof area === 'number' && random.chance(0.6))
    return { attributes: { floorAreaSquareMetres: area + random.whole(1, 40) * 50 } };
  return { attributes: { department: random.pick(departments) } };
}
