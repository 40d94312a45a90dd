import './styles/index.css';

import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';

import { keepAnswers } from './api/kept';
import { makeClient, postQuery, sessionQuery } from './api/queries';
import { App } from './app';
import { keepPages } from './frame/keeper';
import { allTexts, startTexts } from './texts/texts';

const client = makeClient();
keepAnswers(client);
keepPages();
const is_public = location.pathname === '/public';
if (!is_public) {
  void client.prefetchQuery(postQuery); // start.js has asked for both already
  void client.prefetchQuery(sessionQuery);
}
// The public page needs no sign-in and nothing of the desk.
const PublicPage = lazy(async () => {
  const [page] = await Promise.all([import('./public/public_page'), allTexts()]);
  return { default: page.PublicPage };
});

await startTexts();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      {is_public ? <Suspense><PublicPage /></Suspense> : <App />}
    </QueryClientProvider>
  </StrictMode>,
);
