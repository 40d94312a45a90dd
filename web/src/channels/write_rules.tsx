// A new version, written from another one: a text, with what is wrong at its lines.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';

import { Problem } from '../api/client';
import { editionQuery, writeRules } from '../api/lodging_queries';
import { FirmProblem } from '../firm/problem';
import { Button } from '../frame/button';
import { useDraft } from '../frame/draft';
import { go } from '../route';
import { useTexts } from '../texts/texts';

export function WriteRules({ state, agency, from }: { state: string; agency: string; from: number }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const edition = useQuery(editionQuery(state, agency, from));
  const draft = useDraft(`rules.${state}.${agency}.${from}`, () => ({ source: '' }));
  const source = draft.value.source || (edition.data?.source ?? '');
  const writing = useMutation({
    mutationFn: () => writeRules(state, agency, source),
    onSuccess: async (answer) => {
      draft.discard();
      await client.invalidateQueries({ queryKey: ['rule_books'] });
      go(`/channels/${state}/${agency}/${answer?.version ?? from}`);
    },
  });
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const [line, setLine] = useState(1);
  const findings = writing.error instanceof Problem && writing.error.status === 422 ? (writing.error.document.findings ?? []) : [];
  const goTo = (number: number) => {
    const lines = source.split('\n');
    const start = lines.slice(0, number - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const box = area.current!;
    box.focus();
    box.setSelectionRange(start, start + (lines[number - 1]?.length ?? 0));
    box.scrollTop = Math.max(0, (number - 4) * (box.scrollHeight / lines.length));
  };
  const first = Number(/^line (\d+)/.exec(findings[0]?.pointer ?? '')?.[1] ?? 0);
  useEffect(() => {
    if (first > 0) goTo(first);
    // Once for each answer: where the text is changed afterwards the writer stays where he is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [writing.error]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    writing.mutate();
  };
  return (
    <form className="panel write-rules" onSubmit={submit}>
      <h2>{t('channels.write_title', { version: from })}</h2>
      <p>{t('channels.write_hint')}</p>
      {writing.error && findings.length === 0 && <FirmProblem error={writing.error} />}
      {findings.length > 0 && (
        <div className="note bad" role="alert">
          <div>
            <p>{t('channels.unsound')}</p>
            <ul>
              {findings.map((one, index) => {
                const at = Number(/^line (\d+)/.exec(one.pointer ?? '')?.[1] ?? 0);
                return <li key={index}>{at > 0 ? <Button size="small" onPress={() => goTo(at)}>{t('channels.line', { line: at })}</Button> : <span className="mono">{one.pointer}</span>} <span lang="en">{one.detail}</span></li>;
              })}
            </ul>
          </div>
        </div>
      )}
      <label className="field" htmlFor={id}><span>{t('channels.text')}</span></label>
      <textarea id={id} ref={area} className="mono rules-text" rows={24} spellCheck={false} value={source} lang="en" wrap="off" aria-describedby={`${id}-line`}
        onChange={(event) => draft.set({ source: event.target.value })} onSelect={(event) => setLine(event.currentTarget.value.slice(0, event.currentTarget.selectionStart).split('\n').length)} />
      <p className="hint" id={`${id}-line`}>{t('channels.line', { line })}</p>
      <div className="dialog-foot"><Button type="submit" look="primary" pending={writing.isPending} disabled={source.trim() === ''}>{t('channels.write')}</Button></div>
    </form>
  );
}
