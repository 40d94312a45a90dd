// The controls of both states side by side, subject by subject.
import { Fragment, useState } from 'react';

import type { Card, ControlView, SubjectView } from '../api/messages';
import { Icon, subjectPicture } from '../frame/icon';
import { ProvisionNote } from '../law/provision';
import { LocalTime, useClock, useNames } from '../post/post';
import { useTexts } from '../texts/texts';
import { ActButtons } from './acts';
import { FateBadge, StatusBadge } from './status';

interface Seat {
  state: string;
  agency: string;
}

const quiet = new Set(['not_required']);
const closed = new Set(['passed', 'passed_with_remarks', 'refused']);

interface Row {
  control: string;
  agency: string;
  exit?: ControlView;
  entry?: ControlView;
}

function rowsOf(subject: SubjectView, all: boolean): Row[] {
  const rows: Row[] = [];
  for (const view of subject.controls) {
    let row = rows.find((one) => one.control === view.control);
    if (!row) rows.push((row = { control: view.control, agency: view.agency }));
    row[view.side] = view;
  }
  const shows = (view?: ControlView) => view && !quiet.has(view.status);
  return all ? rows : rows.filter((row) => shows(row.exit) || shows(row.entry));
}

export function Controls({ card, seat }: { card: Card; seat: Seat | null }) {
  const { t } = useTexts();
  const names = useNames();
  const [all, setAll] = useState(false);
  const hidden = card.subjects.reduce((sum, one) => sum + rowsOf(one, true).length - rowsOf(one, false).length, 0);
  return (
    <div className="controls-wrap">
      <table className="controls">
        <caption className="unseen">{t('crossing.controls')}</caption>
        <colgroup>
          <col className="col-what" />
          <col className="col-side" />
          <col className="col-side" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">{t('crossing.control')}</th>
            {([['exit', card.exit_state], ['entry', card.entry_state]] as const).map(([side, state]) => (
              <th scope="col" key={side} className={seat?.state === state ? 'own' : ''}>
                <span className="state-tag">{state}</span> {names.state(state)} <span className="side">{t(side === 'exit' ? 'crossing.exit' : 'crossing.entry')}</span>
                <LocalTime state={state} />
              </th>
            ))}
          </tr>
        </thead>
        {card.subjects.map((subject) => (
          <SubjectRows key={subject.id} subject={subject} rows={rowsOf(subject, all)} seat={seat} />
        ))}
      </table>
      {(hidden > 0 || all) && (
        <button type="button" className="more" onClick={() => setAll(!all)}>
          {all ? t('crossing.show_required') : t('crossing.show_all', { count: hidden })}
        </button>
      )}
    </div>
  );
}

function SubjectRows({ subject, rows, seat }: { subject: SubjectView; rows: Row[]; seat: Seat | null }) {
  const names = useNames();
  return (
    <tbody>
      <tr className="subject-row">
        <th scope="colgroup" colSpan={3}>
          <SubjectHead subject={subject} />
        </th>
      </tr>
      {rows.map((row) => (
        <tr key={row.control}>
          <th scope="row">
            <span className="control-name">{names.control(row.control)}</span>
            {names.agency(row.agency) !== names.control(row.control) && <span className="control-agency">{names.agency(row.agency)}</span>}
          </th>
          <ControlCell view={row.exit} subject={subject} seat={seat} />
          <ControlCell view={row.entry} subject={subject} seat={seat} />
        </tr>
      ))}
    </tbody>
  );
}

function SubjectHead({ subject }: { subject: SubjectView }) {
  const { t, word } = useTexts();
  const names = useNames();
  const details = [
    subject.part && word('part', subject.part),
    subject.nationality,
    subject.document,
    subject.goods,
    subject.commodity && t('crossing.commodity', { code: subject.commodity }),
    subject.items > 0 && t('crossing.items', { count: subject.items }),
  ].filter(Boolean);
  return (
    <div className="subject-head">
      <Icon name={subjectPicture(subject.kind)} size={18} />
      <div className="subject-name">
        <strong>{subject.readable ? subject.label : t('crossing.withheld')}</strong>
        <span className="subject-details">
          {details.map((detail, index) => <Fragment key={index}>{index > 0 && ' · '}{detail}</Fragment>)}
        </span>
      </div>
      {subject.facts.map((fact) => <span key={fact} className="fact">{names.fact(fact)}</span>)}
      <FateBadge fate={subject.fate} />
      <ActButtons
        of={(command) =>
          ((command.type === 'ReleaseSubject' || command.type === 'ReadmitSubject' || command.type === 'OrderControl') && command.subject === subject.id) ||
          (command.type === 'OrderInspection' && command.consignment === subject.id)
        }
      />
    </div>
  );
}

function ControlCell({ view, subject, seat }: { view?: ControlView; subject: SubjectView; seat: Seat | null }) {
  const { t } = useTexts();
  const clock = useClock();
  if (!view) return <td className="none"><span aria-hidden="true">—</span></td>;
  const own = seat !== null && view.state === seat.state && view.agency === seat.agency;
  const due = view.enabled && (view.status === 'pending' || view.status === 'in_progress');
  return (
    <td className={`${own ? 'own' : ''}${own && due ? ' turn' : ''}${quiet.has(view.status) ? ' quiet' : ''}`}>
      <div className="cell">
        <StatusBadge status={view.status} later={!view.enabled} />
        {view.officer && <span className="by"><Icon name="person" size={12} /> {view.officer}</span>}
        {view.at && <time>{clock.time(view.at, view.state)}</time>}
        <ProvisionNote provision={view.provision} short />
        {own && <ActButtons of={(command) => (command.type === 'BeginControl' || command.type === 'CloseControl') && command.control === view.control && command.subject === subject.id} />}
      </div>
      {closed.has(view.status) && view.side === 'entry' && !view.effective && <p className="cell-note">{t('crossing.provisional')}</p>}
      {view.effect === 'joint' && !closed.has(view.status) && <p className="cell-note">{t('crossing.joint_control')}</p>}
    </td>
  );
}
