import { useState } from 'react';

import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { useTexts } from '../texts/texts';

/// Shown once: the server keeps no more than its hash.
export function Secret({ secret, title, onSeen }: { secret: string; title: string; onSeen: () => void }) {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  return (
    <div className="note good secret" role="alert">
      <Icon name="lock" />
      <div>
        <p><strong>{title}</strong></p>
        <p><code>{secret}</code></p>
        <p>{t('keys_page.once')}</p>
        <p className="acts">
          <Button size="small" onPress={() => void navigator.clipboard?.writeText(secret).then(() => setCopied(true), () => undefined)}><Icon name="copy" /> {t(copied ? 'keys_page.copied' : 'keys_page.copy')}</Button>
          <Button size="small" onPress={onSeen}>{t('keys_page.seen')}</Button>
        </p>
      </div>
    </div>
  );
}
