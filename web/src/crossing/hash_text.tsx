import { useState } from 'react';

import { Icon } from '../frame/icon';
import { useTexts } from '../texts/texts';

const shown = 10; // characters; enough to compare by eye

/// Short by default, whole on demand, copied by one press.
export function HashText({ hash }: { hash: string }) {
  const { t } = useTexts();
  const [whole, setWhole] = useState(false);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(hash);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <span className="hash">
      <button type="button" className="mono hash-text" aria-expanded={whole} onClick={() => setWhole(!whole)} title={t('crossing.hash_whole')}>
        {whole ? hash : `${hash.slice(0, shown)}…`}
      </button>
      <button type="button" className="icon-button" aria-label={t('crossing.hash_copy')} onClick={() => void copy()}>
        <Icon name={copied ? 'check' : 'copy'} size={13} />
      </button>
    </span>
  );
}
