import type { Claim, Side, SubjectKind } from '../api/messages';
import { useNames, usePost } from '../post/post';
import { useTexts } from '../texts/texts';

interface Props {
  of: SubjectKind;
  claims: Claim[];
  exitState: string;
  onChange: (claims: Claim[]) => void;
}

const declared = new Set(['arrival', 'lodging']);

/// Facts known on arrival. One that may differ between the two sides is ticked for each.
export function Facts({ of, claims, exitState, onChange }: Props) {
  const { t } = useTexts();
  const post = usePost();
  const names = useNames();
  const facts = post.facts.filter((one) => one.of === of && declared.has(one.source));
  if (facts.length === 0) return null;
  const has = (fact: string, side?: Side) => claims.some((one) => one.fact === fact && one.side === side);
  const toggle = (fact: string, side: Side | undefined, on: boolean) => {
    const rest = claims.filter((one) => !(one.fact === fact && one.side === side));
    onChange(on ? [...rest, side ? { fact, side } : { fact }] : rest);
  };
  const entryState = post.states.find((one) => one.code !== exitState)?.code ?? '';
  return (
    <fieldset className="field some-of facts-of">
      <legend>{t('arrival.facts')}</legend>
      {facts.flatMap((fact) =>
        (fact.relative ? (['exit', 'entry'] as const) : [undefined]).map((side) => (
          <label key={fact.code + (side ?? '')} className="tick">
            <input type="checkbox" checked={has(fact.code, side)} onChange={(event) => toggle(fact.code, side, event.target.checked)} />
            <span>{names.fact(fact.code)}{side && ` (${side === 'exit' ? exitState : entryState})`}</span>
          </label>
        )),
      )}
    </fieldset>
  );
}
