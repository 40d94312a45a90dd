// Questions to the parts of the pages that need no browser. Ends with {"passed", "failed"}.
import assert from 'node:assert/strict';
import { createServer } from 'vite';

globalThis.localStorage = { getItem: () => null, setItem: () => {} };
globalThis.sessionStorage = globalThis.localStorage;
const server = await createServer({ server: { middlewareMode: true, hmr: false, ws: false }, appType: 'custom', logLevel: 'error' });
const count = { passed: 0, failed: 0 };
async function question(name, answer) {
  try {
    await answer();
    ++count.passed;
  } catch (error) {
    ++count.failed;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
}

const { mintId, isMissing } = await server.ssrLoadModule('/src/api/ids.ts');
const { commandOf, startOf, mintFor } = await server.ssrLoadModule('/src/crossing/filling.ts');
const { waitingOf } = await server.ssrLoadModule('/src/desk/work_queue.tsx');
const { movesOf } = await server.ssrLoadModule('/src/desk/action_bar.tsx');
const { isEmpty } = await server.ssrLoadModule('/src/crossing/value.tsx');
const { linesOf, groupCode } = await server.ssrLoadModule('/src/crossing/aboard.ts');
const { lanesFor, arrivalCommand } = await server.ssrLoadModule('/src/crossing/arrival.ts');
const { rareOf } = await server.ssrLoadModule('/src/desk/rare.ts');
const { fitting } = await server.ssrLoadModule('/src/inspection/scale.ts');

await question('Does a photograph fit and keep its proportion?', () => {
  assert.deepEqual(fitting(4000, 3000, 2048), { width: 2048, height: 1536 });
  assert.deepEqual(fitting(1000, 4000, 2048), { width: 512, height: 2048 });
  assert.deepEqual(fitting(640, 480, 2048), { width: 640, height: 480 });
  assert.deepEqual(fitting(9000, 1, 2048), { width: 2048, height: 1 });
});

const now = Date.parse('2026-07-06T02:00:00Z');
const none = '00000000-0000-0000-0000-000000000000';
const vehicle = mintId(now), goods = mintId(now);
const card = {
  id: mintId(now), plate: 'P', seals: ['KZ1', 'KZ2'], holds: [], inspections: [], options: [],
  subjects: [{ id: vehicle, kind: 'vehicle', items: 0, controls: [] }, { id: goods, kind: 'consignment', items: 3, controls: [] }],
};
const option = (command, more = {}) => ({ command, asks: [], normal: false, allowed: true, ...more });

await question('Is a minted identity of version 7 and does it carry its instant?', () => {
  const id = mintId(now);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16), now);
  assert.ok(mintId(now + 1) > id && isMissing(none) && !isMissing(id));
});

await question('Does a hold on one line name the line, and a hold on a vehicle no line?', () => {
  const hold = option({ type: 'PlaceHold', hold: none, covers: { scope: 'vehicle', subject: vehicle, item: 0 }, control: '', reason: '', evidence: '', expires: '' });
  const start = startOf(card, hold, card.seals);
  const line = commandOf(card, hold, { ...start, subject: goods, item: 2, reason: 'other', evidence: ' a paper ', minutes: 60 }, mintFor(now));
  assert.deepEqual(line.covers, { scope: 'item', subject: goods, item: 2 });
  assert.equal(line.evidence, 'a paper');
  assert.equal(line.expires, '2026-07-06T03:00:00.000Z');
  assert.ok(!isMissing(line.hold));
  assert.deepEqual(commandOf(card, hold, { ...start, item: 2 }, mintFor(now)).covers, { scope: 'vehicle', subject: vehicle, item: 0 });
});

await question('Is the same form sent again the same command?', () => {
  const hold = option({ type: 'PlaceHold', hold: none, covers: { scope: 'vehicle', subject: vehicle, item: 0 }, control: '', reason: '', evidence: '', expires: '' });
  const minted = mintFor(now), start = startOf(card, hold, []);
  assert.deepEqual(commandOf(card, hold, start, minted), commandOf(card, hold, start, minted));
});

await question('Do the identities that the server minted stay?', () => {
  const hold = mintId(now);
  const given = option({ type: 'AnswerRequest', request: mintId(now), granted: false, hold, expires: '' });
  assert.equal(commandOf(card, given, startOf(card, given, []), mintFor(now)).hold, hold);
});

await question('Are seals split at blanks and commas, and prefilled from the record?', () => {
  const draw = option({ type: 'DrawInspectionAct', inspection: mintId(now), outcome: 'passed', findings: '', seals_found: [], seals_affixed: [] });
  const start = startOf(card, draw, card.seals);
  assert.equal(start.seals_found, 'KZ1 KZ2');
  assert.deepEqual(commandOf(card, draw, { ...start, seals_affixed: ' A1, B2;C3 ' }, mintFor(now)).seals_affixed, ['A1', 'B2', 'C3']);
});

await question('Are empty remarks left out?', () => {
  const close = option({ type: 'CloseControl', control: 'passport', subject: vehicle, outcome: 'passed', establishes: [] });
  assert.equal(JSON.stringify(commandOf(card, close, { ...startOf(card, close, []), remarks: '  ' }, mintFor(now))).includes('remarks'), false);
});

await question('Does the queue show one line per crossing in the order given?', () => {
  const item = (crossing, control) => ({ crossing, control, plate: crossing, traffic_class: 'car', direction: 'KZ-KG', subject: vehicle, station: 's', since: '' });
  const lines = waitingOf({ now: '', items: [item('a', 'x'), item('b', 'x'), item('a', 'y'), item('a', 'x')] });
  assert.deepEqual(lines.map((one) => [one.crossing, one.controls]), [['a', ['x', 'y']], ['b', ['x']]]);
  assert.deepEqual(waitingOf(undefined), []);
});

await question('Is only what the core allows ever offered on the big button?', () => {
  const refused = option({ type: 'GiveExitNotice' }, { normal: true, allowed: false });
  assert.equal(movesOf({ ...card, options: [refused] }).primary, null);
  const allowed = option({ type: 'AcceptEntry' }, { normal: true });
  assert.equal(movesOf({ ...card, options: [refused, allowed] }).primary, allowed);
});

await question('Are values without content left out of the timeline?', () => {
  for (const text of ['', '[]', '{}', none, `{"subject":"${none}"}`]) assert.ok(isEmpty(text), text);
  for (const text of ['0', 'false', '[1]', vehicle]) assert.ok(!isEmpty(text), text);
});

const weighed = {
  ...card,
  weighing: { certificate: 'W1', gross_kg: 38000, axles_kg: [7000, 11000, 20000], at: '' },
  subjects: [{
    ...card.subjects[0],
    controls: [
      { control: 'transport', side: 'exit', fields: [{ code: 'permit', kind: 'text', unit: '', required: false, title: '' }, { code: 'mass', kind: 'number', unit: 'kg', required: true, title: '' }, { code: 'loads', kind: 'numbers', unit: 'kg', required: false, title: '' }], found: [{ field: 'permit', value: 'P-77' }] },
      { control: 'transport', side: 'entry', fields: [], found: [] },
    ],
  }],
};
const closing = option({ type: 'CloseControl', control: 'transport', subject: vehicle, outcome: 'passed', establishes: [], found: [] });

await question('Are results taken over from the other side and from the weighing, and empty ones left out?', () => {
  const start = startOf(weighed, closing, []);
  assert.deepEqual(start.results, { mass: '38000', loads: '7000,11000,20000', permit: 'P-77' });
  const sent = commandOf(weighed, closing, { ...start, results: { ...start.results, permit: ' ' } }, mintFor(now));
  assert.deepEqual(sent.found, [{ field: 'mass', value: '38000' }, { field: 'loads', value: '7000,11000,20000' }]);
});

await question('Is a weighing sent in whole numbers, axles from the front?', () => {
  const weigh = option({ type: 'RecordWeighing', certificate: '', gross_kg: 0, axles_kg: [] });
  const sent = commandOf(card, weigh, { ...startOf(card, weigh, []), certificate: ' W2 ', gross_kg: '38000', axles_kg: '18000, 20000,' }, mintFor(now));
  assert.deepEqual(sent, { type: 'RecordWeighing', certificate: 'W2', gross_kg: 38000, axles_kg: [18000, 20000] });
});

await question('Is a pasted list read line by line, and a line that is none named?', () => {
  const lines = linesOf('Aibek Osmonov; ac1; kgz\n\nDana S,N2,KAZ,\nnobody\nA,B,ABCD');
  assert.deepEqual(lines.map((one) => one.number), [1, 3, 4, 5]);
  assert.deepEqual(lines[0].person, { name: 'Aibek Osmonov', document: 'AC1', nationality: 'KGZ' });
  assert.ok(lines[1].person && !lines[2].person && !lines[3].person);
  assert.equal(groupCode(' The Seitkalis 2 '), 'the_seitkalis_2');
});

await question('Does a party on foot come without plate and seals, in a lane of its class and direction?', () => {
  const post = { classes: [{ code: 'walk', on_foot: true }], lanes: [{ code: 'a', classes: ['ride'], exit_states: [] }, { code: 'b', classes: ['walk'], exit_states: ['Y'] }, { code: 'c', classes: [], exit_states: ['X'] }] };
  const arrival = { vehicle, plate: 'LEFT OVER', traffic_class: 'walk', exit_state: 'X', lane: 'b', seals: 'S1', claims: [], persons: [], consignments: [] };
  assert.deepEqual(lanesFor(post, arrival).map((one) => one.code), ['c']);
  const { plate, seals, lane } = arrivalCommand(post, arrival);
  assert.deepEqual([plate, seals, lane], ['', [], 'c']);
});

await question('Do usual steps, and what is not allowed, stay out of the rarer acts?', () => {
  const options = [option({ type: 'DetachSubject' }), option({ type: 'DetachSubject' }, { allowed: false }), option({ type: 'CloseControl' }), option({ type: 'JoinRecords' }, { normal: true })];
  assert.deepEqual(rareOf({ ...card, options }), [options[0]]);
});

await server.close();
console.log(JSON.stringify(count));
process.exit(count.failed ? 1 : 0);
