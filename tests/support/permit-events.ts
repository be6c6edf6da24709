// Events of the permit system for tests; each is whole and may be varied.
export type Event = Record<string, unknown>;

const envelope = { specversion: '1.0', source: '/tests', subject: 'case-1' };

export const received = (change: Event = {}): Event => ({
  ...envelope,
  id: 'received-1',
  type: 'permit.application.received',
  time: '2026-03-02T09:00:00+08:00',
  data: { jurisdiction: 'cn/hubei/ezhou', service: 'planning permit', attributes: { department: '住建局' } },
  ...change,
});

export const completed = (change: Event = {}): Event => ({
  ...envelope,
  id: 'completed-1',
  type: 'permit.completed',
  time: '2026-03-10T16:00:00+08:00',
  data: {},
  ...change,
});
