// Handing over: one line, or all that the desk has in hand at the end of a shift, each with a note.
import { useState } from 'react';

import type { InHandView, WorkPlace } from '../api/work_messages';
import { Button } from '../frame/button';
import { Dialog } from '../frame/dialog';
import { TextField } from '../frame/field';
import { ProblemNote } from '../law/refusal';
import { useNames, usePost } from '../post/post';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';
import { useWorkAct } from './acts';

interface Props {
  places: WorkPlace[];
  station: string;
  title: string;
  everything?: InHandView[]; // all that the desk has in hand, with a note to each
  onClose: () => void;
}

export function HandOverDialog({ places, station, title, everything, onClose }: Props) {
  const { t } = useTexts();
  const post = usePost();
  const names = useNames();
  const { desk: own, officer } = useSession();
  const seats = post.desks.filter((one) => one.state === officer.state && one.station === station);
  const [desk, setDesk] = useState((seats.find((one) => one.code !== own) ?? seats[0])?.code ?? own);
  const [note, setNote] = useState('');
  const [notes, setNotes] = useState<Record<string, string>>({});
  const act = useWorkAct(onClose);
  const items = everything ? everything.map((one) => ({ place: { crossing: one.crossing, station: one.station }, note: notes[one.crossing] ?? '' })) : places.map((place) => ({ place, note: '' }));
  const send = () => act.mutate({ type: 'HandOverWork', items, everything: Boolean(everything), to_desk: desk, note });
  return (
    <Dialog title={`${t('work.hand_over')}: ${title}`} onClose={onClose}>
      <form className="dialog-body" onSubmit={(event) => { event.preventDefault(); if (!act.isPending) send(); }}>
        <label className="field"><span>{t('work.to_desk')}</span>
          <select data-first value={desk} onChange={(event) => setDesk(event.target.value)}>{seats.map(({ code }) => <option key={code} value={code}>{names.desk(code)}{code === own ? ` (${t('work.own_desk')})` : ''}</option>)}</select>
        </label>
        {everything?.map((one) => <TextField key={one.crossing} label={t('work.note_on', { plate: one.plate || names.trafficClass(one.traffic_class) })} value={notes[one.crossing] ?? ''} onChange={(value) => setNotes({ ...notes, [one.crossing]: value })} />)}
        <TextField label={everything ? t('work.note_on_all') : t('work.note')} hint={t('work.note_hint')} long value={note} onChange={setNote} />
        {act.error && <ProblemNote error={act.error} />}
        <div className="dialog-acts"><Button onPress={onClose}>{t('act.cancel')}</Button><Button type="submit" look="primary" pending={act.isPending}>{t('work.hand_over')}</Button></div>
      </form>
    </Dialog>
  );
}
