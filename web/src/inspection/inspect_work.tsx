// One inspection from its order to its signature, one thing a screen.
import { useEffect } from 'react';

import type { Card, InspectionView } from '../api/messages';
import { subjectLabel, titleOf } from '../crossing/describe';
import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { go, link, settle, useAddress } from '../route';
import { useTexts } from '../texts/texts';
import { AttendStep, DeclaredStep, OrderStep } from './steps_before';
import { ActStep, FindStep, PhotoStep, SealStep, SignStep } from './steps_work';

export const steps = ['order', 'declared', 'attend', 'seals', 'findings', 'photographs', 'act', 'sign'] as const;
export type Step = (typeof steps)[number];

export interface StepProps {
  card: Card;
  inspection: InspectionView;
}

const parts: Record<Step, (props: StepProps) => React.ReactNode> = {
  order: OrderStep, declared: DeclaredStep, attend: AttendStep, seals: SealStep, findings: FindStep, photographs: PhotoStep, act: ActStep, sign: SignStep,
};

export function InspectWork({ card, inspection }: StepProps) {
  const texts = useTexts();
  const { t, word } = texts;
  const { searchParams, pathname } = useAddress();
  const asked = searchParams.get('step');
  const at = Math.max(0, steps.findIndex((one) => one === asked));
  const step = steps[at] ?? 'order';
  const Part = parts[step];
  useEffect(() => document.getElementById('page')?.focus({ preventScroll: true }), [step]);
  const to = (index: number) => go(`${pathname}?step=${steps[index] ?? 'order'}`);
  return (
    <>
      <header className="inspect-head">
        <a className="button quiet glove" {...link('/inspect')} aria-label={t('inspect.to_list')}><Icon name="back" size={24} /></a>
        <span className="plate large">{titleOf(texts, card)}</span>
        <span className="inspect-of">{subjectLabel(texts, card, inspection.consignment)}</span>
      </header>
      <nav className="inspect-steps" aria-label={t('inspect.steps')}>
        {steps.map((one, index) => (
          <button key={one} type="button" aria-current={index === at ? 'step' : undefined} aria-label={`${index + 1}. ${word('inspect_step', one)}`} title={word('inspect_step', one)} onClick={() => settle(`${pathname}?step=${one}`)}>{index + 1}</button>
        ))}
      </nav>
      <section className="inspect-step" data-step={step} aria-labelledby="inspect-step-title">
        <h1 id="inspect-step-title">{word('inspect_step', step)}</h1>
        <Part card={card} inspection={inspection} />
      </section>
      <footer className="inspect-foot">
        <Button size="glove" disabled={at === 0} onPress={() => to(at - 1)}>{t('inspect.back')}</Button>
        <Button size="glove" look="primary" disabled={at === steps.length - 1} onPress={() => to(at + 1)}>{t('inspect.next')}</Button>
      </footer>
    </>
  );
}
