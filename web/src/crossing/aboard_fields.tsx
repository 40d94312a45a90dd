// Rows of persons and of goods, and the box that reads a machine-readable zone into a row.
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';

import { Problem } from '../api/client';
import type { Mrz } from '../api/messages';
import { readMrz } from '../api/queries';
import { Button } from '../frame/button';
import { ChoiceField, TextField } from '../frame/field';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { useTexts } from '../texts/texts';
import { emptyConsignment, emptyPerson, type Goods, linesOf, type Traveller } from './aboard';
import { Facts } from './arrival_facts';

export const nationalities = ['KAZ', 'KGZ', 'UZB', 'RUS', 'TJK', 'TUR', 'CHN', 'BLR', 'DEU'];

interface PersonsProps {
  persons: Traveller[];
  set: (persons: Traveller[]) => void;
  parts: string[];
  exitState: string;
  mint: () => string;
  least?: number;
}

export function Persons({ persons, set, parts, exitState, mint, least = 0 }: PersonsProps) {
  const { t, word } = useTexts();
  const change = (index: number, part: Partial<Traveller>) => set(persons.map((one, i) => (i === index ? { ...one, ...part } : one)));
  const groups = [...new Set(persons.map((one) => one.group).filter(Boolean))];
  return (
    <>
      {persons.map((one, index) => (
        <fieldset key={one.id} className="row">
          <legend className="unseen">{t('arrival.person', { number: index + 1 })}</legend>
          <ChoiceField label={t('arrival.part')} value={one.part} onChange={(part) => change(index, { part })} choices={[...new Set([...parts, one.part])].map((value) => ({ value, text: word('part', value) }))} />
          <TextField label={t('arrival.name')} value={one.name} onChange={(name) => change(index, { name })} required />
          <TextField label={t('arrival.nationality')} value={one.nationality} onChange={(nationality) => change(index, { nationality: nationality.toUpperCase() })} required mono list={nationalities} />
          <TextField label={t('arrival.document')} value={one.document} onChange={(document) => change(index, { document: document.toUpperCase() })} required mono />
          <TextField label={t('arrival.group')} value={one.group ?? ''} onChange={(group) => change(index, { group })} list={groups} />
          <Remove disabled={persons.length <= least} onPress={() => set(persons.filter((_, i) => i !== index))} />
          <div className="row-more">
            <Facts of="person" claims={one.claims ?? []} exitState={exitState} onChange={(claims) => change(index, { claims })} />
            <MrzBox onRead={(mrz) => change(index, { name: fullName(mrz), document: mrz.number, nationality: mrz.nationality })} />
          </div>
        </fieldset>
      ))}
      <div className="row-tools">
        <Button size="small" onPress={() => set([...persons, emptyPerson(mint(), parts.at(-1) ?? parts[0] ?? '')])}><Icon name="plus" /> {t('arrival.add_person')}</Button>
        <PastedList parts={parts} mint={mint} onRead={(read) => set([...persons.filter((one) => one.name || one.document), ...read])} />
      </div>
    </>
  );
}

const fullName = (mrz: Mrz) => [mrz.primary, mrz.secondary].filter(Boolean).join(' ');

/// A list from the carrier: one passenger a line.
function PastedList({ parts, mint, onRead }: { parts: string[]; mint: () => string; onRead: (persons: Traveller[]) => void }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const lines = linesOf(text);
  const wrong = lines.filter((one) => !one.person);
  const part = parts.at(-1) ?? '';
  const add = () => {
    onRead(lines.flatMap(({ person }) => (person ? [{ ...emptyPerson(mint(), part), ...person }] : [])));
    setText('');
    setOpen(false);
  };
  if (!open) return <Button size="small" onPress={() => setOpen(true)}><Icon name="list" /> {t('arrival.paste')}</Button>;
  return (
    <div className="pasted">
      <TextField label={t('arrival.paste_label')} value={text} onChange={setText} long hint={t('arrival.paste_hint')} autoFocus mono />
      {wrong.length > 0 && <p className="note warn" role="status">{t('arrival.paste_wrong', { lines: wrong.map((one) => one.number).join(', ') })}</p>}
      <div className="row-tools">
        <Button size="small" look="primary" disabled={lines.length === 0 || wrong.length > 0} onPress={add}>{t('arrival.paste_add', { count: lines.length })}</Button>
        <Button size="small" look="quiet" onPress={() => setOpen(false)}>{t('act.cancel')}</Button>
      </div>
    </div>
  );
}

export function MrzBox({ onRead, open: opened = false }: { onRead: (mrz: Mrz) => void; open?: boolean }) {
  const { t } = useTexts();
  const id = useId();
  const [open, setOpen] = useState(opened);
  const [text, setText] = useState('');
  const reading = useMutation({ mutationFn: () => readMrz(text), onSuccess: onRead });
  if (!open) return <Button size="small" look="quiet" onPress={() => setOpen(true)}><Icon name="copy" /> {t('mrz.open')}</Button>;
  return (
    <div className="mrz">
      <label htmlFor={id}>{t('mrz.label')}</label>
      <textarea id={id} className="mono" rows={3} cols={46} spellCheck={false} value={text} onChange={(event) => { setText(event.target.value); reading.reset(); }} />
      <div className="row-tools">
        <Button size="small" disabled={!text.trim() || reading.isPending} onPress={() => reading.mutate()}>{t('mrz.read')}</Button>
        <Button size="small" look="quiet" onPress={() => setOpen(false)}>{t('act.close')}</Button>
      </div>
      <div role="status">{reading.data && <Read mrz={reading.data} />}</div>
      {reading.error && <MrzProblem error={reading.error} />}
    </div>
  );
}

const two = (value: number | null | undefined) => (value == null ? '··' : String(value).padStart(2, '0'));

function Read({ mrz }: { mrz: Mrz }) {
  const { t, word } = useTexts();
  const { birth } = mrz;
  return (
    <dl className="facts mrz-read">
      <dt>{word('mrz_format', mrz.format)}</dt><dd className="mono">{mrz.number} · {mrz.nationality}</dd>
      <dt>{t('arrival.name')}</dt><dd>{fullName(mrz)}{mrz.names_may_be_cut && <span className="hint"> {t('mrz.cut')}</span>}</dd>
      <dt>{t('mrz.birth')}</dt><dd>{birth.year ?? '····'}-{two(birth.month)}-{two(birth.day)} · {word('sex', mrz.sex)}</dd>
      <dt>{t('mrz.expiry')}</dt><dd>{mrz.expiry}</dd>
    </dl>
  );
}

/// "Line 2, column 10: ..." of the server, with the kind of the fault in the officer's language before it.
function MrzProblem({ error }: { error: unknown }) {
  const { t, word } = useTexts();
  const findings = error instanceof Problem && error.document.code === 'mrz.unreadable' ? (error.document.findings ?? []) : [];
  if (findings.length === 0) return <ProblemNote error={error} />;
  return (
    <div className="note bad" role="alert">
      <Icon name="cross" />
      <div>
        <p>{t('mrz.unreadable')}</p>
        <ul className="mrz-findings">
          {findings.map((one, index) => {
            const [, line, column, words] = /^Line (\d+), column (\d+): (.*)$/.exec(one.detail ?? '') ?? ['', '?', '?', one.detail];
            return (
              <li key={index}>
                <strong>{t('mrz.at', { line, column })}</strong> {word('mrz_fault', (one.code ?? '').replace('mrz.', ''))} <span className="hint" lang="en">{words}</span>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

interface ConsignmentsProps {
  consignments: Goods[];
  set: (consignments: Goods[]) => void;
  exitState: string;
  mint: () => string;
}

export function Consignments({ consignments, set, exitState, mint }: ConsignmentsProps) {
  const { t } = useTexts();
  const change = (index: number, part: Partial<Goods>) => set(consignments.map((one, i) => (i === index ? { ...one, ...part } : one)));
  return (
    <>
      {consignments.map((one, index) => (
        <fieldset key={one.id} className="row goods">
          <legend className="unseen">{t('arrival.consignment', { number: index + 1 })}</legend>
          <TextField label={t('arrival.reference')} value={one.reference} onChange={(reference) => change(index, { reference })} required mono />
          <TextField label={t('arrival.goods')} value={one.goods} onChange={(goods) => change(index, { goods })} required />
          <TextField label={t('arrival.commodity')} value={one.commodity} onChange={(commodity) => change(index, { commodity })} required mono />
          <TextField label={t('arrival.items')} value={String(one.items)} onChange={(items) => change(index, { items: Number(items) || 1 })} kind="number" required />
          <Remove onPress={() => set(consignments.filter((_, i) => i !== index))} />
          <div className="row-more"><Facts of="consignment" claims={one.claims} exitState={exitState} onChange={(claims) => change(index, { claims })} /></div>
        </fieldset>
      ))}
      <div className="row-tools">
        <Button size="small" onPress={() => set([...consignments, emptyConsignment(mint())])}><Icon name="plus" /> {t('arrival.add_consignment')}</Button>
      </div>
    </>
  );
}

function Remove({ onPress, disabled }: { onPress: () => void; disabled?: boolean }) {
  const { t } = useTexts();
  return <Button look="quiet" size="small" label={t('arrival.remove')} disabled={disabled} onPress={onPress} className="remove"><Icon name="cross" /></Button>;
}
