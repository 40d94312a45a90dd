// States of things as colour, picture and word together: none of the three has to be seen.
import { Icon, type Picture } from '../frame/icon';
import { useTexts } from '../texts/texts';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'mute';

const looks: Record<string, [Picture, Tone]> = {
  not_required: ['dash', 'mute'],
  abolished: ['ban', 'mute'],
  waived: ['waive', 'mute'],
  recognised: ['swap', 'mute'],
  pending: ['clock', 'info'],
  in_progress: ['play', 'info'],
  held: ['pause', 'warn'],
  passed: ['check', 'good'],
  passed_with_remarks: ['check_note', 'good'],
  refused: ['cross', 'bad'],
};

export function Badge({ tone, picture, children }: { tone: Tone; picture?: Picture; children: string }) {
  return (
    <span className={`badge ${tone}`}>
      {picture && <Icon name={picture} size={13} />}
      {children}
    </span>
  );
}

/// `later`: pending, but earlier controls come first.
export function StatusBadge({ status, later }: { status: string; later?: boolean }) {
  const { word } = useTexts();
  const [picture, tone] = looks[status] ?? ['dash', 'mute'];
  if (status === 'pending' && later) return <Badge tone="mute" picture="clock">{word('status', 'later')}</Badge>;
  return <Badge tone={tone} picture={picture}>{word('status', status)}</Badge>;
}

const fates: Record<string, [Picture, Tone]> = {
  inside: ['clock', 'mute'],
  released: ['check', 'good'],
  refused: ['cross', 'bad'],
  readmitted: ['swap', 'warn'],
  left_behind: ['pause', 'warn'],
  detained: ['lock', 'bad'],
  seized: ['lock', 'bad'],
  abandoned: ['ban', 'warn'],
};

export function FateBadge({ fate }: { fate: string }) {
  const { word } = useTexts();
  const [picture, tone] = fates[fate] ?? ['dash', 'mute'];
  return <Badge tone={tone} picture={picture}>{word('fate', fate)}</Badge>;
}

export const Plate = ({ text, large }: { text: string; large?: boolean }) => <span className={large ? 'plate large' : 'plate'}>{text}</span>;
