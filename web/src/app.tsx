// The frame around every page: who, where, what time on both sides, and whether the server is there.
import { lazy, Suspense, useState } from 'react';

import { useLink } from './api/live';
import { DeskPage } from './desk/desk_page';
import { Button } from './frame/button';
import { Icon } from './frame/icon';
import { useKeys } from './frame/keys';
import { KeysHelp } from './frame/keys_help';
import { LanguageMenu } from './frame/language';
import { PostClocks, PostProvider, useNames, usePost } from './post/post';
import { go, link, useAddress } from './route';
import { SessionProvider, useSession, useSignOut } from './session/session';
import { useTexts } from './texts/texts';

const CrossingPage = lazy(() => import('./crossing/crossing_page'));
const CrossingsPage = lazy(() => import('./crossing/crossings_page'));
const ArrivalPage = lazy(() => import('./crossing/arrival_page'));
const LawPage = lazy(() => import('./law/law_page'));
const ProgrammePage = lazy(() => import('./programme/programme_page'));

export function App() {
  const { t } = useTexts();
  return (
    <PostProvider fallback={<Waiting />}>
      <SessionProvider>
        <a className="skip" href="#page">{t('frame.skip')}</a>
        <TopBar />
        <Away />
        <Page />
      </SessionProvider>
    </PostProvider>
  );
}

function Waiting() {
  const { t } = useTexts();
  return <p className="waiting" role="status">{t('frame.loading')}</p>;
}

function Page() {
  const { pathname } = useAddress();
  const crossing = /^\/crossings\/([0-9a-f-]{36})$/.exec(pathname)?.[1];
  return (
    <Suspense fallback={<Waiting />}>
      {crossing ? <CrossingPage key={crossing} id={crossing} />
        : pathname === '/crossings' ? <CrossingsPage />
        : pathname === '/arrival' ? <ArrivalPage />
        : pathname === '/law' ? <LawPage />
        : pathname === '/programme' ? <ProgrammePage />
        : <DeskPage />}
    </Suspense>
  );
}

function TopBar() {
  const { t, word } = useTexts();
  const post = usePost();
  const names = useNames();
  const { officer, desk } = useSession();
  const { pathname } = useAddress();
  const signOut = useSignOut();
  const [help, setHelp] = useState(false);
  useKeys({
    '?': () => setHelp(true),
    F1: () => setHelp(true),
    KeyD: () => go('/'),
    KeyC: () => go('/crossings'),
    KeyA: () => go('/arrival'),
    KeyU: () => go('/law'),
    KeyP: () => go('/programme'),
  });
  const here = (address: string, is: boolean) => ({ ...link(address), 'aria-current': is ? ('page' as const) : undefined });
  return (
    <header className="top">
      <span className="brand" title={post.title}>onestop</span>
      <nav aria-label={t('frame.pages')}>
        <a {...here('/', pathname === '/')}><Icon name="desk" /> {t('frame.desk')}</a>
        <a {...here('/crossings', pathname.startsWith('/crossings'))}><Icon name="list" /> {t('frame.crossings')}</a>
        <a {...here('/arrival', pathname === '/arrival')}><Icon name="plus" /> {t('frame.arrival')}</a>
        <a {...here('/law', pathname === '/law')}><Icon name="law" /> {t('frame.law')}</a>
        <a {...here('/programme', pathname === '/programme')}><Icon name="clock" /> {t('frame.programme')}</a>
      </nav>
      <span className="post-title">{post.title}</span>
      <PostClocks />
      <LiveMark />
      <div className="who" title={`${names.state(officer.state)} · ${names.agency(officer.agency)} · ${word('role', officer.role)}`}>
        <strong><span className="state-tag">{officer.state}</span>{officer.name}</strong>
        <span>{names.agency(officer.agency)} · {names.desk(desk)}</span>
      </div>
      <LanguageMenu />
      <Button look="quiet" size="small" label={t('keys.title')} onPress={() => setHelp(true)}><Icon name="question" /></Button>
      <Button look="quiet" size="small" onPress={() => void signOut()}>{t('session.sign_out')}</Button>
      {help && <KeysHelp onClose={() => setHelp(false)} />}
    </header>
  );
}

function LiveMark() {
  const state = useLink();
  const { t } = useTexts();
  return <span className="live" data-link={state} title={t(`link.${state}`)}><span className="unseen">{t(`link.${state}`)}</span></span>;
}

function Away() {
  const state = useLink();
  const { t } = useTexts();
  if (state !== 'away') return null;
  return (
    <div className="away" role="alert">
      <Icon name="alarm" /> <strong>{t('link.away_title')}</strong> {t('link.away_text')}
    </div>
  );
}
