import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { useTexts } from '../texts/texts';

/// While a message is under way and the server is away.
export function Waiting({ state, stop }: { state: 'idle' | 'sending' | 'waiting'; stop: () => void }) {
  const { t } = useTexts();
  if (state === 'idle') return null;
  return (
    <div className="note warn" role="alert" data-sending={state}>
      <Icon name="clock" />
      <div>
        <p>{t(state === 'sending' ? 'act.sending' : 'lodge.away')}</p>
        {state === 'waiting' && <Button size="small" onPress={stop}>{t('lodge.do_not_send')}</Button>}
      </div>
    </div>
  );
}
