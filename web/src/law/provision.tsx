// The article behind an act or a refusal, unfolded where it is cited.
import { useState } from 'react';

import type { Provision } from '../api/messages';
import { Icon } from '../frame/icon';
import { link } from '../route';
import { useTexts } from '../texts/texts';

/// The text as the law has it, with the way to where it stands.
export function Article({ provision }: { provision: Provision }) {
  const { t } = useTexts();
  return (
    <blockquote className="article" lang="en">
      <p>{provision.text}</p>
      <cite>{provision.instrument}, {provision.article} <a className="to-law" {...link(`/law#${provision.id}`)}>{t('law.to_law')}</a></cite>
    </blockquote>
  );
}

export function ProvisionNote({ provision, short }: { provision: Provision; short?: boolean }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  if (!provision.id) return null;
  return (
    <span className={`provision${open ? ' open' : ''}`}>
      <button type="button" className="cite" aria-expanded={open} title={provision.instrument} onClick={() => setOpen(!open)}>
        <Icon name="law" size={12} />
        {short ? t('law.article_short', { article: provision.article }) : t('law.article', { instrument: provision.instrument, article: provision.article })}
      </button>
      {open && <Article provision={provision} />}
    </span>
  );
}
