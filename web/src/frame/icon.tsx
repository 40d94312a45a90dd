// One stroke font of small pictures; every state also has its word, so pictures are hidden from readers.
const paths = {
  check: 'M3.5 8.5l3 3 6-7',
  check_note: 'M2.5 8.5l2.5 2.5 5-6M13 4v4.5M13 11.2v.3',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  cross: 'M4 4l8 8M12 4l-8 8',
  clock: 'M8 4.5V8l2.5 2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
  play: 'M5 3.5v9l7.5-4.5z',
  dash: 'M4 8h8',
  ban: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0zM3.8 3.8l8.4 8.4',
  swap: 'M3 5.5h9M9.5 3L12 5.5 9.5 8M13 10.5H4M6.500 8L4 10.500 6.500 13',
  waive: 'M3 10c2-5 8-5 10 0M8 3v3',
  person: 'M8 8a2.600 2.600 0 1 0 0-5.200A2.600 2.600 0 0 0 8 8zM3 13.500c.5-3 2.500-4 5-4s4.500 1 5 4',
  truck: 'M1.500 4h7.500v7H1.500zM9 6.500h3l2.500 2.500v2H9M4.500 13a1.400 1.400 0 1 0 0-2.800 1.400 1.400 0 0 0 0 2.800zM11.500 13a1.400 1.400 0 1 0 0-2.800 1.400 1.400 0 0 0 0 2.800z',
  box: 'M2.500 5L8 2.500 13.500 5v6L8 13.500 2.500 11zM2.500 5L8 7.500 13.500 5M8 7.500v6',
  alarm: 'M8 2.500l6 10.500H2zM8 6.500v3M8 11.300v.2',
  lock: 'M4 7.500h8v6H4zM5.500 7.500V5.500a2.500 2.500 0 0 1 5 0v2',
  eye_off: 'M2 8c2-3.500 4-4.500 6-4.500S12 4.500 14 8c-2 3.500-4 4.500-6 4.500S4 11.500 2 8zM3 13L13 3',
  pen: 'M3 13l.6-2.800L10.500 3.300l2.200 2.200-6.900 6.900zM9 5l2 2',
  chain: 'M6.500 9.500l3-3M7 5l1.500-1.500a2.500 2.500 0 0 1 4 4L11 9M9 11l-1.500 1.500a2.500 2.500 0 0 1-4-4L5 7',
  copy: 'M5.500 5.500h7v8h-7zM3.500 10.500v-8h7',
  search: 'M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM10.500 10.500L14 14',
  law: 'M8 2.500v11M4.500 13.500h7M3 5l5-1.500L13 5M3 5l-1.500 4h3zM13 5l-1.500 4h3z',
  arrow: 'M3 8h10M9 4l4 4-4 4',
  question: 'M5.500 6a2.500 2.500 0 1 1 3.700 2.200C8.300 8.700 8 9.200 8 10M8 12.300v.2',
  plus: 'M8 3v10M3 8h10',
  list: 'M3 4h10M3 8h10M3 12h10',
  menu: 'M2.500 4.500h11M2.500 8h11M2.500 11.500h11',
  post: 'M2 13.500V4l3-2 3 2v9.500M8 8h6M14 6.500v3M3.500 7h3',
  pulse: 'M1.500 8.500h3l2-5 3 9 2-4h3',
  camera: 'M2 5h3l1-1.500h4L11 5h3v8H2zM8 11a2.300 2.300 0 1 0 0-4.600A2.300 2.300 0 0 0 8 11z',
  back: 'M13 8H3M7 4L3 8l4 4',
  desk: 'M2 5h12M3.500 5v8M12.500 5v8M8 5v4h4.500',
} as const;
export type Picture = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: Picture; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

const byKind: Record<string, Picture> = { vehicle: 'truck', person: 'person', consignment: 'box' };
export const subjectPicture = (kind: string): Picture => byKind[kind] ?? 'box';
