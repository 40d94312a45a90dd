// In the demonstration only: a note on every page that says what is being played now and what is worth a look.
import { useState } from 'react';

import type { DemoPlan } from '../api/messages';
import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { useClock, useDomainNow, usePost } from '../post/post';
import { link } from '../route';
import { type Key, useTexts } from '../texts/texts';

const hidden = 'onestop.guide';
const day_ms = 86_400_000;

interface Scene {
  title: Key;
  looks: { text: Key; to: string }[];
}

/// What to look at: in the first half how it was, in the second what has changed, at the end the two side by side.
const scenes: Record<'before' | 'turn' | 'after' | 'over', Scene> = {
  before: { title: 'guide.before', looks: [{ text: 'guide.look_queues', to: '/post' }, { text: 'guide.look_held', to: '/post' }, { text: 'guide.look_truck', to: '/crossings' }] },
  turn: { title: 'guide.turn', looks: [{ text: 'guide.look_old', to: '/post' }, { text: 'guide.look_law', to: '/law' }] },
  after: { title: 'guide.after', looks: [{ text: 'guide.look_pairs', to: '/post' }, { text: 'guide.look_times', to: '/release-times' }, { text: 'guide.look_truck', to: '/crossings' }] },
  over: { title: 'guide.over', looks: [{ text: 'guide.look_table', to: '/release-times' }, { text: 'guide.look_waterfall', to: '/release-times' }] },
};

function sceneOf(plan: DemoPlan, now: number): keyof typeof scenes {
  const [first, second] = plan.halves;
  if (!second) return 'before';
  const turn = Date.parse(second.from);
  if (now < Date.parse(first!.until) && now < turn) return 'before';
  if (now < turn + day_ms / 4) return 'turn';
  return now < Date.parse(second.until) ? 'after' : 'over';
}

export default function Guide() {
  const { demo_plan } = usePost();
  return demo_plan ? <Note plan={demo_plan} /> : null;
}

function Note({ plan }: { plan: DemoPlan }) {
  const { t, word } = useTexts();
  const post = usePost();
  const clock = useClock();
  const now = useDomainNow(2_000);
  const [open, setOpen] = useState(() => localStorage.getItem(hidden) === null);
  const scene = sceneOf(plan, now);
  const [first, second] = plan.halves;
  const days = Math.ceil(plan.days * plan.halves.length);
  const day = Math.min(days, Math.max(1, Math.floor((now - Date.parse(plan.began)) / day_ms) + 1));
  const show = (yes: boolean) => {
    setOpen(yes);
    if (yes) localStorage.removeItem(hidden);
    else localStorage.setItem(hidden, 'yes');
  };
  if (!open) return <Button className="guide-tab" size="small" onPress={() => show(true)}><Icon name="question" /> {t('guide.open')}</Button>;
  const values = {
    first: word('layout', first?.layout ?? ''), second: word('layout', second?.layout ?? ''),
    at: second ? clock.dayTime(second.from, post.host) : '',
  };
  return (
    <aside className="guide" aria-label={t('guide.label')}>
      <header>
        <strong>{t('guide.day', { day, days })}</strong>
        <span className="grow" />
        <Button look="quiet" size="small" label={t('guide.close')} onPress={() => show(false)}><Icon name="cross" /></Button>
      </header>
      <p>{t(scenes[scene].title, values)}</p>
      <ul>
        {scenes[scene].looks.map(({ text, to }) => (
          <li key={text}><a {...link(to)}>{t(text)}</a></li>
        ))}
      </ul>
    </aside>
  );
}
