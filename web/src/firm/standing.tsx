// Where a lodgement is, in words, and what its firm does next.
import type { LodgementItem } from '../api/lodging_messages';
import { Badge, type Tone } from '../crossing/status';
import type { Picture } from '../frame/icon';
import { useTexts } from '../texts/texts';

const looks: Record<LodgementItem['standing'], [Tone, Picture]> = { waiting: ['info', 'clock'], arrived: ['good', 'check'], cancelled: ['mute', 'ban'] };

export function StandingBadge({ standing }: { standing: LodgementItem['standing'] }) {
  const { t } = useTexts();
  const [tone, picture] = looks[standing];
  return <Badge tone={tone} picture={picture}>{t(`standing.${standing}`)}</Badge>;
}

export function LateBadge({ late }: { late: boolean }) {
  const { t } = useTexts();
  return late ? <Badge tone="warn" picture="alarm">{t('lodged.late')}</Badge> : null;
}

/// What to do next; certificates that lack come first, for they can be mended before arrival.
export function NextStep({ item, lacking }: { item: LodgementItem; lacking?: number }) {
  const { t } = useTexts();
  if (item.standing === 'waiting' && lacking) return <>{t('next.lacking', { count: lacking })}</>;
  if (item.standing === 'waiting') return <>{t(item.late ? 'next.late' : 'next.waiting')}</>;
  return <>{t(`next.${item.standing}`)}</>;
}
