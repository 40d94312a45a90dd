// Who sits at this desk.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

import { call, Problem } from '../api/client';
import { forgetAnswers } from '../api/kept';
import { listen } from '../api/live';
import type { SessionView } from '../api/messages';
import { sessionQuery } from '../api/queries';
import { settle } from '../route';
import { useTexts } from '../texts/texts';
import { SignInPage } from './sign_in';

const Context = createContext<SessionView | null>(null);

export function useSession(): SessionView {
  const session = useContext(Context);
  if (!session) throw new Error('a page for officers was drawn without a session');
  return session;
}

/// Nobody on a page that is shown without a sign-in too.
export const useOfficer = () => useContext(Context)?.officer;

const unfinished = 'onestop.sign_out';
const home = 'onestop.home'; // start.js asks for the desk's files where this says so

/// `open` is shown to whoever has not signed in, instead of the sign-in.
export function SessionProvider({ children, open }: { children: ReactNode; open: ReactNode }) {
  const client = useQueryClient();
  const { data: session, isPending } = useQuery(sessionQuery);
  const { t } = useTexts();
  const signedIn = Boolean(session);
  useEffect(() => {
    if (session) sessionStorage.setItem(home, session.home);
    else if (session === null) {
      sessionStorage.removeItem(home);
      forgetAnswers(client); // also where a session ended by itself
    }
  }, [client, session]);
  useEffect(() => {
    if (!signedIn) return undefined;
    return listen(client, () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }));
  }, [client, signedIn]);

  const leaving = useUnfinishedSignOut(signedIn);
  if (leaving) return <p className="waiting" role="alert">{t('session.leaving')}</p>;
  if (isPending) return <p className="waiting">{t('frame.loading')}</p>;
  if (!session) return open ?? <SignInPage />;
  return <Context value={session}>{children}</Context>;
}

/// A sign-out that the server did not hear is repeated until it has; until then nobody works under that name here.
function useUnfinishedSignOut(signedIn: boolean): boolean {
  const client = useQueryClient();
  const [leaving, setLeaving] = useState(() => localStorage.getItem(unfinished) !== null);
  useEffect(() => {
    if (!leaving) return undefined;
    const say = () =>
      void call('DELETE', '/sessions/current').catch((error) => { if (!(error instanceof Problem) || error.status !== 401) throw error; }).then(() => {
        localStorage.removeItem(unfinished);
        client.setQueryData(sessionQuery.queryKey, null);
        setLeaving(false);
      }, () => undefined);
    say();
    const timer = setInterval(say, 3_000);
    return () => clearInterval(timer);
  }, [client, leaving]);
  return leaving && signedIn;
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    const told = await call('DELETE', '/sessions/current').then(() => true, (error) => error instanceof Problem && error.status === 401);
    if (!told) localStorage.setItem(unfinished, 'yes'); // said again before anybody sees a page here
    // What waits to be sent stays for the same officer's next sign-in; everything else goes.
    for (const name of Object.keys(sessionStorage)) if (name !== 'onestop.outbox') sessionStorage.removeItem(name);
    client.setQueryData(sessionQuery.queryKey, null);
    forgetAnswers(client);
    settle('/'); // whoever comes next begins where he belongs
  };
}
