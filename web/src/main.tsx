import './styles/index.css';

import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';

import { keepAnswers } from './api/kept';
import { makeClient, postQuery, sessionQuery } from './api/queries';
import { App } from './app';
import { keepPages } from './frame/keeper';
import { allTexts, lodgingTexts, startTexts } from './texts/texts';

const client = makeClient();
keepAnswers(client);
keepPages();
const is_public = location.pathname === '/public';
const is_firm = /^\/firm(\/|$)/.test(location.pathname);
if (!is_public) void client.prefetchQuery(postQuery); // start.js has asked for both already
if (!is_public && !is_firm) void client.prefetchQuery(sessionQuery);
// The public page needs no sign-in and nothing of the desk.
const PublicPage = lazy(async () => {
  const [page] = await Promise.all([import('./public/public_page'), allTexts()]);
  return { default: page.PublicPage };
});
// Firms sign in by themselves and see nothing of the desk.
const FirmApp = lazy(async () => {
  const [app] = await Promise.all([import('./firm/firm_app'), lodgingTexts()]);
  return { default: app.FirmApp };
});

await startTexts();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      {is_public ? <Suspense><PublicPage /></Suspense> : is_firm ? <Suspense><FirmApp /></Suspense> : <App />}
    </QueryClientProvider>
  </StrictMode>,
);
