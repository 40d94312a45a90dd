// Law: what applies here today, searched as one types; what is coming; the real instruments behind it.
import '../styles/work.css';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useRef, useState } from 'react';

import type { InstrumentInForce, LawView, ProvisionInForce } from '../api/messages';
import { lawChangesQuery, lawQuery, provisionQuery } from '../api/queries';
import { Icon } from '../frame/icon';
import { useKeys } from '../frame/keys';
import { useNames } from '../post/post';
import { settle, useAddress } from '../route';
import { useMoney } from '../texts/money';
import { useDays } from '../texts/days';
import { useTexts } from '../texts/texts';
import { Changes } from './changes';
import { Article } from './provision';
import { ProblemNote } from './refusal';
import { ruleWords } from './rule_words';

const longest_question = 200; // characters

export default function LawPage() {
  const { t } = useTexts();
  const { searchParams, hash } = useAddress();
  const [words, setWords] = useState(searchParams.get('q') ?? '');
  const wanted = useDeferredValue(words.trim().slice(0, longest_question));
  const law = useQuery({ ...lawQuery(wanted), placeholderData: keepPreviousData });
  const changes = useQuery(lawChangesQuery);
  const search = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => search.current?.focus() });
  const type = (text: string) => {
    setWords(text);
    settle(text.trim() ? `/law?q=${encodeURIComponent(text.trim())}` : '/law');
  };
  const count = law.data?.instruments.reduce((sum, one) => sum + one.provisions.length, 0) ?? 0;
  return (
    <main id="page" className="page law" tabIndex={-1}>
      <div className="page-tools">
        <h1>{t('law.title')}</h1>
        <nav className="in-page" aria-label={t('law.title')}>
          <a href="#in-force">{t('law.in_force')}</a>
          <a href="#changes">{t('law.changes')}</a>
          <a href="#registry">{t('law.registry')}</a>
        </nav>
        <span className="grow" />
        <span className="count" role="status">{law.data && t('law.found', { count })}</span>
        <label className="search wide">
          <span className="unseen">{t('law.search')}</span>
          <input ref={search} type="search" value={words} placeholder={t('law.search')} onChange={(event) => type(event.target.value)} />
          <kbd aria-hidden="true">/</kbd>
        </label>
      </div>
      {law.error && <ProblemNote error={law.error} />}
      {law.data && <InForce law={law.data} target={hash.slice(1)} searching={wanted !== ''} />}
      <section id="changes" aria-labelledby="changes-title" className="panel">
        <h2 id="changes-title"><Icon name="clock" /> {t('law.changes')}</h2>
        {changes.error && <ProblemNote error={changes.error} />}
        {changes.data && <Changes changes={changes.data.changes} />}
      </section>
      {law.data && <Registry law={law.data} />}
    </main>
  );
}

function InForce({ law, target, searching }: { law: LawView; target: string; searching: boolean }) {
  const { t } = useTexts();
  const known = law.instruments.some((one) => one.provisions.some(({ id }) => id === target));
  const shown = law.instruments.reduce((sum, one) => sum + one.provisions.length, 0);
  const provision = target !== '' && !['in-force', 'changes', 'registry', 'page'].includes(target);
  useEffect(() => {
    if (known) document.getElementById(target)?.scrollIntoView({ block: 'center' });
  }, [known, target, shown]); // a search that ends moves what is shown
  return (
    <section id="in-force" aria-label={t('law.in_force')} className="instruments">
      {provision && !known && !searching && <Elsewhere id={target} />}
      {law.instruments.length === 0 && <p className="hint empty">{t('law.nothing')}</p>}
      {law.instruments.map((one, index) => <Instrument key={`${one.code}${searching}`} instrument={one} target={target} open={searching || index === 0 || one.provisions.some(({ id }) => id === target)} />)}
    </section>
  );
}

/// A provision that was cited and is not in force today.
function Elsewhere({ id }: { id: string }) {
  const { t } = useTexts();
  const cited = useQuery({ ...provisionQuery(id), retry: false });
  if (cited.isPending) return null;
  return (
    <div className="note warn" id={id}>
      <Icon name="law" />
      <div><p>{t('law.not_today')}</p>{cited.data && <Article provision={cited.data} />}</div>
    </div>
  );
}

function Instrument({ instrument, target, open }: { instrument: InstrumentInForce; target: string; open: boolean }) {
  const { word } = useTexts();
  const names = useNames();
  const days = useDays();
  return (
    <details className="panel instrument" open={open}>
      <summary>
        <h2 lang="en">{instrument.title}</h2>
        <span className="hint">
          {word('instrument_kind', instrument.kind)}{instrument.state && ` · ${names.state(instrument.state)}`} · {days.term(instrument.from, instrument.until)}
        </span>
        <span className="count">{instrument.provisions.length}</span>
      </summary>
      <ol>
        {instrument.provisions.map((one) => <Provision key={one.id} provision={one} instrument={instrument} here={one.id === target} />)}
      </ol>
    </details>
  );
}

function Provision({ provision, instrument, here }: { provision: ProvisionInForce; instrument: InstrumentInForce; here: boolean }) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  const days = useDays();
  const money = useMoney();
  const own = provision.from !== instrument.from || provision.until !== instrument.until;
  return (
    <li id={provision.id} className={here ? 'provision-row here' : 'provision-row'}>
      <a className="article-number" href={`#${provision.id}`} title={t('law.link')}>{t('law.article_short', { article: provision.article })}</a>
      <div>
        <p lang="en">{provision.text}</p>
        <p className="effect"><span className={`rule-kind ${provision.rule.kind}`}>{word('rule', provision.rule.kind)}</span> {ruleWords(texts, names, provision.rule, money).join(' · ')}</p>
        {own && <p className="hint">{days.term(provision.from, provision.until)}</p>}
      </div>
      <span className="hint mono">{provision.id}</span>
    </li>
  );
}

function Registry({ law }: { law: LawView }) {
  const { t } = useTexts();
  const days = useDays();
  return (
    <section id="registry" aria-labelledby="registry-title" className="panel">
      <h2 id="registry-title"><Icon name="law" /> {t('law.registry')}</h2>
      <p className="hint">{t('law.registry_hint')}</p>
      {law.registry.length === 0 ? <p className="hint empty">{t('law.nothing')}</p> : (
        <table className="list plain">
          <thead>
            <tr><th scope="col">{t('law.instrument')}</th><th scope="col">{t('law.parties')}</th><th scope="col">{t('law.signed')}</th><th scope="col">{t('law.since')}</th><th scope="col">{t('law.source')}</th></tr>
          </thead>
          <tbody>
            {law.registry.map((one) => (
              <tr key={one.code}>
                <td lang="en">{one.title}{one.number && <span className="hint"> № {one.number}</span>}</td>
                <td className="mono">{one.parties.join(', ')}</td>
                <td>{one.signed_on ? days.day(one.signed_on) : '—'}</td>
                <td>{one.in_force ? days.day(one.in_force) : '—'}</td>
                <td className="mono">{one.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
