// A state as a shape: each has its own outline, so that colour is never the only signal.
export type MarkName =
  | 'overdue'
  | 'late'
  | 'risk'
  | 'met'
  | 'running'
  | 'paused'
  | 'void'
  | 'unknown'
  | 'none'
  | 'ended'
  | 'cases'
  | 'simulated'
  | 'seen'
  | 'replied'
  | 'stands'
  | 'sent'
  | 'back'
  | 'card'
  | 'card-filled'
  | 'escalation';

const shapes: Record<MarkName, string> = {
  overdue: 'M8 1.5 15 14.2H1ZM7.2 6v4h1.6V6Zm0 5.2v1.6h1.6v-1.6Z',
  late: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm-.9 2.8v5h1.8v-5Zm0 6.4V12h1.8v-1.8Z',
  risk: 'M8 .8 15.2 8 8 15.2.8 8Zm0 2.3L3.1 8H8Z',
  met: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm3.2 4L7 9.2 4.9 7.1 3.8 8.2 7 11.4l5.3-5.3Z',
  running:
    'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6ZM6.5 5l4.7 3-4.7 3Z',
  paused: 'M3.5 2h3v12h-3Zm6 0h3v12h-3Z',
  void: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1.6a5.4 5.4 0 0 0-4.2 8.8l7.6-7.6A5.4 5.4 0 0 0 8 2.6Zm4.2 2L4.6 12.2a5.4 5.4 0 0 0 7.6-7.6Z',
  unknown:
    'M1.5 1.5h13v13h-13ZM3 3v10h10V3Zm4.3 7.3h1.5v1.5H7.3ZM8 4.2c1.5 0 2.6.9 2.6 2.2 0 1.6-1.9 1.8-1.9 3H7.3c0-1.9 1.8-2.1 1.8-3 0-.5-.4-.9-1.1-.9s-1.2.4-1.2 1H5.4c0-1.4 1.1-2.3 2.6-2.3Z',
  none: 'M2 7h12v2H2Z',
  ended: 'M2 2h12v12H2Z',
  simulated:
    'M6 1h4v1.5h-.6v3.6l4.3 7.2c.5.8 0 1.7-1 1.7H3.300c-1 0-1.500-.9-1-1.700l4.300-7.200V2.500H6ZM8.100 2.500v4L5.300 11h5.400L7.900 6.500Z',
  seen: 'M8 3c3.4 0 5.9 2.3 7.2 5-1.3 2.7-3.8 5-7.2 5S2.1 10.7.8 8C2.1 5.3 4.6 3 8 3Zm0 1.6C5.5 4.6 3.6 6.1 2.6 8c1 1.9 2.9 3.4 5.4 3.4s4.4-1.5 5.4-3.4c-1-1.9-2.9-3.4-5.4-3.4Zm0 1.2a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4Z',
  replied: 'M1.5 2h13v9.5H8L4.5 15v-3.5h-3ZM4 5v1.4h8V5Zm0 2.7v1.4h5.5V7.7Z',
  stands: 'M3 1.5h10V9a5.5 5.5 0 0 1-5 5.6A5.5 5.5 0 0 1 3 9Zm4.1 9 4.3-4.3-1.1-1.1-3.2 3.2-1.4-1.4-1.1 1.1Z',
  sent: 'M1 2.5 15 8 1 13.5v-4.2L9 8 1 6.7Z',
  back: 'M6.5 2v3.2h3a4.8 4.8 0 0 1 0 9.6H4v-1.7h5.5a3.1 3.1 0 0 0 0-6.2h-3v3.2L1.5 6Z',
  card: 'M4 1h8a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 12 15H4a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 4 1Zm.3 1.8v10.4h7.4V2.8Z',
  'card-filled':
    'M4 1h8a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 12 15H4a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 4 1Z',
  escalation: 'M8 1l6 5.5-1.2 1.3L8 3.4 3.2 7.8 2 6.5Zm0 6 6 5.5-1.2 1.3L8 9.4l-4.8 4.4L2 12.5Z',
  cases: 'M1 3h14v2.4H1Zm0 4.3h14v2.4H1Zm0 4.3h14V14H1Z',
};

export function Mark({ name }: { readonly name: MarkName }) {
  return (
    <svg
      class={`mark mark-${name}`}
      viewBox="0 0 16 16"
      width="14"
      height="14"
      aria-hidden="true"
      focusable="false"
    >
      <path d={shapes[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
