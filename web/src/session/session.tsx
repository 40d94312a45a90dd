// Who sits at this desk.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect } from 'react';

import { call } from '../api/client';
import { listen } from '../api/live';
import type { SessionView } from '../api/messages';
import { sessionQuery } from '../api/queries';
import { useTexts } from '../texts/texts';
import { SignInPage } from './sign_in';

const Context = createContext<SessionView | null>(null);

export function useSession(): SessionView {
  const session = useContext(Context);
  if (!session) throw new Error('a page for officers was drawn without a session');
  return session;
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { data: session, isPending } = useQuery(sessionQuery);
  const { t } = useTexts();
  const signedIn = Boolean(session);
  useEffect(() => {
    if (!signedIn) return undefined;
    return listen(client, () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }));
  }, [client, signedIn]);

  if (isPending) return <p className="waiting">{t('frame.loading')}</p>;
  if (!session) return <SignInPage />;
  return <Context value={session}>{children}</Context>;
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await call('DELETE', '/sessions/current').catch(() => undefined);
    sessionStorage.clear();
    client.setQueryData(sessionQuery.queryKey, null);
    client.removeQueries({ predicate: ({ queryKey: [kind] }) => kind !== 'session' && kind !== 'post' && kind !== 'demo' });
  };
}
