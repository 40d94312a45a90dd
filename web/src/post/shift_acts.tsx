// The shift: lanes, desks and devices, what waits for the head of the shift, and what he does about them. Every act here is
// decided by the server under an article; a refusal is shown as it comes.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';

import type { Plan, SeatView, ShiftCommand, ShiftView } from '../api/messages';
import { pictureQuery, shiftQuery, tellShift, workQuery } from '../api/queries';
import { Plate } from '../crossing/status';
import { Button } from '../frame/button';
import { Dialog } from '../frame/dialog';
import { useDraft } from '../frame/draft';
import { ChoiceField, TextField } from '../frame/field';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { link } from '../route';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';
import { useAge, useDomainNow, useNames } from './post';

/// An act that was begun: which, and of what.
type Begun = { kind: 'CloseLane'; lane: string } | { kind: 'AssignDesk'; desk: SeatView; station: string } | { kind: 'ReportDevice'; device: string; working: boolean };

export default function ShiftActs() {
  const { t } = useTexts();
  const plan = useQuery(pictureQuery).data?.plan; // with every desk at its own station
  const shift = useQuery(shiftQuery);
  const [begun, setBegun] = useState<Begun | null>(null);
  const telling = useTelling();
  if (shift.error) return <ProblemNote error={shift.error} />;
  if (!shift.data || !plan) return null;
  return (
    <>
      <WaitingForMe />
      <details className="panel shift-acts">
        <summary>{t('shift.title')}</summary>
        {telling.error && !begun && <ProblemNote error={telling.error} />}
        <Lanes plan={plan} shift={shift.data} onClose={(lane) => setBegun({ kind: 'CloseLane', lane })} onOpen={(lane) => telling.mutate({ type: 'OpenLane', lane })} />
        <Desks plan={plan} shift={shift.data} onAssign={(desk, station) => setBegun({ kind: 'AssignDesk', desk, station })} />
        <Devices plan={plan} shift={shift.data} onReport={(device, working) => setBegun({ kind: 'ReportDevice', device, working })} />
      </details>
      {begun && <ReasonDialog plan={plan} begun={begun} onClose={() => setBegun(null)} />}
    </>
  );
}

function useTelling(done?: () => void) {
  const client = useQueryClient();
  const open = useRef<{ text: string; key: string } | null>(null);
  return useMutation({
    mutationFn: (command: ShiftCommand) => {
      const text = JSON.stringify(command);
      if (open.current?.text !== text) open.current = { text, key: crypto.randomUUID() }; // a second press means the same
      return tellShift(command, open.current.key);
    },
    onSuccess: () => {
      open.current = null;
      void client.invalidateQueries({ queryKey: shiftQuery.queryKey });
      done?.();
    },
  });
}

/// Requests, divergences, colleagues who did not come: what is decided on the card of its crossing.
function WaitingForMe() {
  const { t, word } = useTexts();
  const { officer } = useSession();
  const work = useQuery(workQuery);
  const names = useNames();
  const age = useAge();
  const now = useDomainNow(5_000);
  const affairs = work.data?.items ?? [];
  if (affairs.length === 0) return null;
  return (
    <details className="panel" open>
      <summary>{t('shift.for_me', { name: officer.name })} <span className="count">{affairs.length}</span></summary>
      <ul className="vehicle-lines">
        {affairs.map((one) => (
          <li key={`${one.crossing}/${one.control}/${one.subject}`}>
            <a className="line" {...link(`/desk?crossing=${one.crossing}`)}>
              <Plate text={one.plate || names.trafficClass(one.traffic_class)} />
              <span>{word('affair', one.control, names.control(one.control))}</span>
              <span className="age">{age(now - Date.parse(one.since))}</span>
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Lanes({ plan, shift, onClose, onOpen }: { plan: Plan; shift: ShiftView; onClose: (lane: string) => void; onOpen: (lane: string) => void }) {
  const { t } = useTexts();
  const names = useNames();
  return (
    <section className="shift-list" aria-label={t('live.lanes')}>
      <h3>{t('live.lanes')}</h3>
      <ul>
        {plan.lanes.map(({ lane, classes }) => {
          const mark = shift.lanes.find((one) => one.code === lane);
          const open = mark?.open ?? true;
          return (
            <li key={lane}>
              <span><strong>{names.desk(lane)}</strong> <span className="hint">{classes.map(names.trafficClass).join(', ')}</span></span>
              {!open && <span className="held-line">{t('live.lane_closed')}: {mark?.reason} ({mark?.by})</span>}
              {open ? <Button size="small" onPress={() => onClose(lane)}>{t('shift.close')}</Button> : <Button size="small" onPress={() => onOpen(lane)}>{t('shift.open')}</Button>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/// Where a desk could work: stations at which a like seat stands in the same zone.
function stationsFor(plan: Plan, desk: SeatView): string[] {
  const like = plan.seats.filter((one) => one.state === desk.state && one.agency === desk.agency && one.role === desk.role && one.zone === desk.zone);
  return [...new Set(like.map((one) => one.station))];
}

function Desks({ plan, shift, onAssign }: { plan: Plan; shift: ShiftView; onAssign: (desk: SeatView, station: string) => void }) {
  const { t } = useTexts();
  const names = useNames();
  const { officer } = useSession();
  const age = useAge();
  const now = useDomainNow(5_000);
  const own = plan.seats.filter((one) => one.state === officer.state);
  return (
    <section className="shift-list" aria-label={t('shift.desks')}>
      <h3>{t('shift.desks')}</h3>
      <ul>
        {own.map((seat) => {
          const mark = shift.desks.find((one) => one.code === seat.desk);
          const station = mark?.station ?? seat.station, stations = stationsFor(plan, seat);
          return (
            <li key={seat.desk}>
              <span>
                <strong>{names.desk(seat.desk)}</strong> <span className="hint">{names.agency(seat.agency)}</span>
                <span className="hint">{mark?.name ? `${mark.name}${mark.since ? `, ${age(now - Date.parse(mark.since))}` : ''}` : t('shift.empty_seat')}</span>
              </span>
              {stations.length > 1
                ? <select aria-label={t('shift.station_of', { desk: names.desk(seat.desk) })} value={station} onChange={(event) => onAssign(seat, event.target.value)}>
                    {stations.map((code) => <option key={code} value={code}>{names.station(code)}</option>)}
                  </select>
                : <span className="hint">{names.station(station)}</span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Devices({ plan, shift, onReport }: { plan: Plan; shift: ShiftView; onReport: (device: string, working: boolean) => void }) {
  const { t, word } = useTexts();
  return (
    <section className="shift-list" aria-label={t('live.devices')}>
      <h3>{t('live.devices')}</h3>
      <ul>
        {plan.devices.map(({ device, kind, owner }) => {
          const mark = shift.devices.find((one) => one.code === device);
          const working = mark?.working ?? true;
          return (
            <li key={device}>
              <span><Icon name={working ? 'check' : 'alarm'} size={12} /> <strong>{word('device_kind', kind)}</strong> <span className="state-tag">{owner}</span></span>
              <span className={working ? 'hint' : 'held-line'}>{t(working ? 'live.working' : 'live.failed')}{mark?.note ? `: ${mark.note}` : ''}</span>
              <Button size="small" onPress={() => onReport(device, !working)}>{t(working ? 'shift.report_failed' : 'shift.report_working')}</Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function commandOf(begun: Begun, reason: string, station: string): ShiftCommand {
  if (begun.kind === 'CloseLane') return { type: 'CloseLane', lane: begun.lane, reason };
  if (begun.kind === 'AssignDesk') return { type: 'AssignDesk', desk: begun.desk.desk, station, reason };
  return { type: 'ReportDevice', device: begun.device, state: begun.working ? 'working' : 'failed', note: reason };
}

function ReasonDialog({ plan, begun, onClose }: { plan: Plan; begun: Begun; onClose: () => void }) {
  const { t, word } = useTexts();
  const names = useNames();
  const about = begun.kind === 'CloseLane' ? begun.lane : begun.kind === 'AssignDesk' ? begun.desk.desk : begun.device;
  const draft = useDraft(`shift.${begun.kind}.${about}`, () => ({ reason: '', station: begun.kind === 'AssignDesk' ? begun.station : '' }));
  const telling = useTelling(() => {
    draft.discard();
    onClose();
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    telling.mutate(commandOf(begun, draft.value.reason, draft.value.station));
  };
  return (
    <Dialog title={word('shift_act', begun.kind)} onClose={onClose}>
      <form className="command-form" onSubmit={send}>
        <p className="about"><strong>{names.desk(about)}</strong></p>
        {begun.kind === 'AssignDesk' && (
          <ChoiceField label={t('live.station')} value={draft.value.station} onChange={(station) => draft.set({ station })}
            choices={stationsFor(plan, begun.desk).map((code) => ({ value: code, text: names.station(code) }))} />
        )}
        <TextField label={t('shift.reason')} long required autoFocus value={draft.value.reason} onChange={(reason) => draft.set({ reason })} />
        {telling.error && <ProblemNote error={telling.error} />}
        <div className="dialog-foot"><Button type="submit" look="primary" pending={telling.isPending}>{word('shift_act', begun.kind)}</Button></div>
      </form>
    </Dialog>
  );
}
