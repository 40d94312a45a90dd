// The frame around every page: who, where, what time on both sides, and the way to every other page.
import { lazy, Suspense, useEffect, useRef, useState } from 'react';

import { useLink } from '../api/live';
import { PostClocks, useNames, usePost } from '../post/post';
import { go, link, useAddress } from '../route';
import { useSession, useSignOut } from '../session/session';
import { allTexts, useTexts } from '../texts/texts';
import { Button } from './button';
import { Icon } from './icon';
import { useKeys } from './keys';
import { LanguageMenu } from './language';
import { isHere, mayOpen, type PageLink, pageLinks } from './pages';
import { ThemeMenu } from './theme';

const KeysHelp = lazy(async () => {
  const [{ KeysHelp: of }] = await Promise.all([import('./keys_help'), allTexts()]);
  return { default: of };
});

const tabs = pageLinks.filter((one) => one.place === 'tab');

/// The pages that this officer may open.
export function usePages(): PageLink[] {
  const { officer, administers } = useSession();
  return pageLinks.filter((one) => mayOpen(one, officer.role, administers ?? false));
}

export function TopBar() {
  const { t } = useTexts();
  const post = usePost();
  const [help, setHelp] = useState(false);
  const letters = Object.fromEntries(usePages().map(({ key, address }) => [key, () => go(address)]));
  useKeys({ '?': () => setHelp(true), F1: () => setHelp(true), ...letters });
  return (
    <header className="top">
      <span className="brand" title={post.title}>onestop</span>
      <nav className="tabs" aria-label={t('frame.pages')}>
        {tabs.map((one) => <PageTab key={one.address} page={one} />)}
      </nav>
      <span className="post-title">{post.title}</span>
      <PostClocks />
      <LiveMark />
      <Who />
      <Menu onHelp={() => setHelp(true)} />
      {help && <Suspense><KeysHelp onClose={() => setHelp(false)} /></Suspense>}
    </header>
  );
}

function PageTab({ page, onGo }: { page: PageLink; onGo?: () => void }) {
  const { t } = useTexts();
  const { pathname } = useAddress();
  const { href, onClick } = link(page.address);
  return (
    <a href={href} onClick={(event) => { onClick(event); onGo?.(); }} aria-current={isHere(page.address, pathname) ? 'page' : undefined}>
      <Icon name={page.icon} /> <span>{t(page.title)}</span>
    </a>
  );
}

function Who() {
  const { word } = useTexts();
  const names = useNames();
  const { officer, desk } = useSession();
  return (
    <div className="who" title={`${names.state(officer.state)} · ${names.agency(officer.agency)} · ${word('role', officer.role)}`}>
      <strong><span className="state-tag">{officer.state}</span>{officer.name}</strong>
      <span>{names.agency(officer.agency)} · {names.desk(desk)}</span>
    </div>
  );
}

/// Opened by a press, closed by Escape, by a press elsewhere and when the focus leaves it.
function Menu({ onHelp }: { onHelp: () => void }) {
  const { t } = useTexts();
  const { pathname } = useAddress();
  const signOut = useSignOut();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(false);
  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: Event) => !box.current?.contains(event.target as Node) && setOpen(false);
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      opener.current?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', escape);
    };
  }, [open]);
  const others = usePages().filter((one) => one.place === 'menu');
  const here = others.some((one) => isHere(one.address, pathname));
  return (
    <div className="menu" ref={box}>
      <Button ref={opener} look="quiet" expanded={open} onPress={() => setOpen(!open)} className={here ? 'menu-button here' : 'menu-button'}><Icon name="menu" /> <span>{t('frame.menu')}</span></Button>
      {open && (
        <div className="menu-sheet">
          <nav aria-label={t('frame.more_pages')}>
            {others.map((one) => <PageTab key={one.address} page={one} onGo={close} />)}
          </nav>
          <div className="menu-settings">
            <Who />
            <LanguageMenu />
            <ThemeMenu />
          </div>
          <div className="menu-acts">
            <Button look="quiet" onPress={() => { close(); onHelp(); }}><Icon name="question" /> {t('keys.title')}</Button>
            <Button onPress={() => void signOut()}>{t('session.sign_out')}</Button>
          </div>
        </div>
      )}
    </div>
  );
}

function LiveMark() {
  const state = useLink();
  const { t } = useTexts();
  return <span className="live" data-link={state} title={t(`link.${state}`)}><span className="unseen">{t(`link.${state}`)}</span></span>;
}
