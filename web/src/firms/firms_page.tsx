// For shift heads: which firms lodge here; confirmed after a look at their papers, or blocked.
import '../styles/work.css';
import '../styles/lodging.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { Problem } from '../api/client';
import type { FirmView } from '../api/lodging_messages';
import { decideFirm, firmsQuery } from '../api/lodging_queries';
import { Badge, type Tone } from '../crossing/status';
import { FirmProblem } from '../firm/problem';
import { Button } from '../frame/button';
import type { Picture } from '../frame/icon';
import { useClock, usePost } from '../post/post';
import { useTexts } from '../texts/texts';

const looks: Record<FirmView['state'], [Tone, Picture]> = { registered: ['info', 'clock'], confirmed: ['good', 'check'], blocked: ['bad', 'ban'] };
const states = ['', 'registered', 'confirmed', 'blocked'] as const;

export default function FirmsPage() {
  const { t } = useTexts();
  const [state, setState] = useState('');
  const [after, setAfter] = useState<string[]>([]);
  const query = new URLSearchParams({ ...(state ? { state } : {}), ...(after.at(-1) ? { after: after.at(-1)! } : {}) });
  const page = useQuery(firmsQuery(query.size ? `?${query}` : ''));
  const none = page.error instanceof Problem && page.error.status === 404;
  return (
    <main id="page" className="page firms-page" tabIndex={-1}>
      <h1>{t('firms.title')}</h1>
      <p>{t('firms.about')}</p>
      <div className="filters"><label className="field"><span>{t('lodged.standing')}</span><select value={state} onChange={(event) => { setAfter([]); setState(event.target.value); }}>{states.map((one) => <option key={one} value={one}>{one ? t(`firm_state.${one}`) : t('lodged.all')}</option>)}</select></label></div>
      {none && <p className="hint empty">{t('expected.not_here')}</p>}
      {page.error && !none && <FirmProblem error={page.error} />}
      {page.data?.firms.length === 0 && <p className="hint empty">{t('firms.none')}</p>}
      {page.data && page.data.firms.length > 0 && (
        <table className="list">
          <thead><tr><th scope="col">{t('firm.name')}</th><th scope="col">{t('firm.country')}</th><th scope="col">{t('firm.tax_number')}</th><th scope="col">{t('firm.mail')}</th><th scope="col">{t('firms.registered')}</th><th scope="col">{t('lodged.standing')}</th><th scope="col">{t('channels.acts')}</th></tr></thead>
          <tbody>{page.data.firms.map((one) => <Row key={one.id} firm={one} />)}</tbody>
        </table>
      )}
      <div className="page-tools">
        {after.length > 0 && <Button onPress={() => setAfter(after.slice(0, -1))}>{t('firms.earlier')}</Button>}
        {page.data?.next && <Button onPress={() => setAfter([...after, page.data.next!])}>{t('firms.later')}</Button>}
      </div>
    </main>
  );
}

function Row({ firm }: { firm: FirmView }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const clock = useClock();
  const { host } = usePost();
  const [sure, setSure] = useState(false);
  const decide = useMutation({
    mutationFn: (act: 'confirmation' | 'block') => decideFirm(firm.id, act),
    onSuccess: () => { setSure(false); return client.invalidateQueries({ queryKey: ['firms'] }); },
  });
  const [tone, picture] = looks[firm.state];
  return (
    <tr data-firm={firm.tax_number}>
      <td><strong>{firm.name}</strong></td>
      <td className="mono">{firm.country}</td>
      <td className="mono">{firm.tax_number}</td>
      <td>{firm.mail}</td>
      <td>{host} {clock.dayTime(firm.registered, host)}</td>
      <td><Badge tone={tone} picture={picture}>{t(`firm_state.${firm.state}`)}</Badge></td>
      <td>
        <span className="acts">
          {firm.state !== 'confirmed' && <Button size="small" look="primary" pending={decide.isPending} onPress={() => decide.mutate('confirmation')} label={`${t(firm.state === 'blocked' ? 'firms.unblock' : 'firms.confirm')}: ${firm.name}`}>{t(firm.state === 'blocked' ? 'firms.unblock' : 'firms.confirm')}</Button>}
          {firm.state !== 'blocked' && (sure
            ? <><span>{t('firms.sure')}</span><Button size="small" look="danger" onPress={() => decide.mutate('block')}>{t('firms.block')}</Button><Button size="small" onPress={() => setSure(false)}>{t('lodge.keep')}</Button></>
            : <Button size="small" look="danger" onPress={() => setSure(true)} label={`${t('firms.block')}: ${firm.name}`}>{t('firms.block')}</Button>)}
        </span>
        {decide.error && <FirmProblem error={decide.error} />}
      </td>
    </tr>
  );
}
