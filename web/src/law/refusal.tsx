// A refusal in the officer's language: the sentence by its code, the article as it stands in the law.
import { Problem } from '../api/client';
import type { Provision, RefusalView } from '../api/messages';
import { Icon } from '../frame/icon';
import { type Texts, useTexts } from '../texts/texts';
import { ProvisionNote } from './provision';

/// Refusals of a crossing, and of the shift of the post.
const refusals = { 'crossing.': 'refusal', 'shift.': 'shift_refusal', 'work.': 'work_refusal' } as const;
const prefixOf = (code: string) => (Object.keys(refusals) as (keyof typeof refusals)[]).find((one) => code.startsWith(one));

export function sentence(texts: Texts, code: string, english: string): string {
  const prefix = prefixOf(code);
  return prefix ? texts.word(refusals[prefix], code.slice(prefix.length), english) : texts.word('refusal', code, english);
}

export function RefusalNote({ refusal }: { refusal: RefusalView }) {
  const texts = useTexts();
  return (
    <div className="refusal">
      <p>{sentence(texts, refusal.code, refusal.sentence)}</p>
      <ProvisionNote provision={refusal.provision} />
    </div>
  );
}

/// What went wrong with a request, in words an officer can act on.
export function useProblemWords(): (error: unknown) => { text: string; provision?: Provision; reference?: string } {
  const texts = useTexts();
  const { t } = texts;
  return (error) => {
    if (!(error instanceof Problem)) return { text: t('problem.unknown') };
    const { document } = error;
    if (error.away) return { text: t('problem.away') };
    if (error.status === 409) return { text: t('problem.stale') };
    if (error.status === 401 && !/^session\.(wrong|wrong_code|code_needed)$/.test(document.code ?? '')) return { text: t('problem.signed_out') };
    if (error.status === 429) return { text: t('problem.too_often') };
    const english = document.detail ?? document.title;
    const text = !document.code ? english : prefixOf(document.code) ? sentence(texts, document.code, english) : texts.word('problem', document.code.replace('.', '_'), english);
    return { text, provision: document.provision, reference: error.status >= 500 ? document.correlation : undefined };
  };
}

export function ProblemNote({ error }: { error: unknown }) {
  const { t } = useTexts();
  const words = useProblemWords()(error);
  return (
    <div className="note bad" role="alert">
      <Icon name="cross" />
      <div>
        <p>{words.text}</p>
        {words.provision && <ProvisionNote provision={words.provision} />}
        {words.reference && <p className="reference">{t('problem.reference', { reference: words.reference })}</p>}
      </div>
    </div>
  );
}
