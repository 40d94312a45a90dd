// What the shapes and colours of the picture mean.
import { useEffect, useRef } from 'react';

import { useIsDark } from '../frame/theme';
import { useTexts } from '../texts/texts';
import { drawVehicle, type Shape } from './fleet';
import { type Look, looks } from './picture';
import { coloursOf, useShapeOf } from './plan';
import { useNames, usePost } from './post';

function Sample({ shape, look, state }: { shape: Shape; look: Look; state: string }) {
  const holder = useRef<HTMLSpanElement>(null);
  const post = usePost();
  const dark = useIsDark();
  useEffect(() => {
    const at = holder.current;
    if (!at) return;
    const colours = coloursOf(at, post.states.map((one) => one.code));
    at.replaceChildren(drawVehicle(shape, colours.looks[look], colours.ink, colours.edges[state] ?? colours.ink, look, true, 1));
  }, [post, dark, shape, look, state]);
  return <span className="sample" ref={holder} aria-hidden="true" />;
}

export function Legend() {
  const { t, word } = useTexts();
  const post = usePost();
  const names = useNames();
  const shapeOf = useShapeOf();
  const first = post.states[0]!.code;
  return (
    <details className="panel live-legend">
      <summary>{t('live.legend')}</summary>
      <ul>{post.classes.map(({ code }) => <li key={code}><Sample shape={shapeOf(code)} look="waiting" state={first} /> {names.trafficClass(code)}</li>)}</ul>
      <ul>{looks.map((look) => <li key={look}><Sample shape="truck" look={look} state={first} /> {word('look', look)}</li>)}</ul>
      <ul>{post.states.map(({ code }) => <li key={code}><Sample shape="car" look="waiting" state={code} /> {t('live.turn_of', { state: names.state(code) })}</li>)}</ul>
      <p className="hint">{t('live.stands_still')}</p>
    </details>
  );
}
