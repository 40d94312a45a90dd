// In whose hand a line of the work list is, and what this officer may do about it. The server judges.
import type { WorkLineView } from '../api/work_messages';
import { Badge } from '../crossing/status';
import { Button } from '../frame/button';
import { useProblemWords } from '../law/refusal';
import { useNames } from '../post/post';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';
import { useWorkAct } from './acts';

export function HandCell({ line, onHandOver }: { line: WorkLineView; onHandOver: () => void }) {
  const { t } = useTexts();
  const names = useNames();
  const { station, home } = useSession();
  const act = useWorkAct();
  const words = useProblemWords();
  const place = { crossing: line.crossing, station: line.station };
  const { hand } = line;
  const what = `${line.plate || names.trafficClass(line.traffic_class)}, ${names.control(line.control)}`;
  const heads = home === '/post';
  return (
    <div className="hand-cell">
      {hand && <Badge tone={hand.mine ? 'good' : hand.confirmed ? 'info' : 'warn'} picture={hand.confirmed ? 'person' : 'swap'}>
        {hand.mine ? t('work.mine') : `${hand.confirmed ? '' : `${t('work.handed_to')} `}${names.desk(hand.desk)}${hand.officer ? ` · ${hand.officer}` : ''}`}
      </Badge>}
      <span className="acts">
        {hand?.offered && <Button size="small" look="primary" pending={act.isPending} onPress={() => act.mutate({ type: 'ConfirmWork', places: [place] })} label={`${t('work.confirm')}: ${what}`}>{t('work.confirm')}</Button>}
        {!hand && line.station === station && <Button size="small" pending={act.isPending} onPress={() => act.mutate({ type: 'TakeWork', place })} label={`${t('work.take')}: ${what}`}>{t('work.take')}</Button>}
        {(hand?.mine || hand?.offered || (hand && heads)) && <Button size="small" pending={act.isPending} onPress={() => act.mutate({ type: 'GiveBackWork', places: [place] })} label={`${t('work.give_back')}: ${what}`}>{t('work.give_back')}</Button>}
        {(hand?.mine || heads) && <Button size="small" onPress={onHandOver} label={`${t('work.hand_over')}: ${what}`}>{t('work.hand_over')}</Button>}
      </span>
      {act.error && <p className="wrong" role="alert">{words(act.error).text}</p>}
    </div>
  );
}
