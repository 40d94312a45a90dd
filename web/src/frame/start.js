// Before the first paint: light or dark as chosen, and the files of the first screen asked for while the page's own script
// is still on its way. `files` holds the names of this build.
((files) => {
  const root = document.documentElement;
  const theme = localStorage.getItem('onestop.theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const kept = localStorage.getItem('onestop.language');
  const language = files.texts[kept] ? kept : (navigator.languages.map((tag) => tag.slice(0, 2)).find((code) => files.texts[code]) ?? 'en');
  root.lang = language;
  const ask = (href, rel, as) => {
    const link = document.createElement('link');
    Object.assign(link, as ? { rel, as, href } : { rel, href });
    if (as) link.crossOrigin = 'anonymous'; // or it is fetched twice
    document.head.append(link);
  };
  if (files.texts[language]) ask(files.texts[language], 'modulepreload');
  if (location.pathname === '/public') return; // nobody signs in there
  ask('/api/v1/post', 'preload', 'fetch');
  if (/^\/firm(\/|$)/.test(location.pathname)) return; // firms have a sign-in of their own
  ask('/api/v1/sessions/current', 'preload', 'fetch');
  const at_desk = location.pathname === '/desk' || (location.pathname === '/' && sessionStorage.getItem('onestop.home') === '/desk');
  if (!at_desk || !sessionStorage.getItem('onestop.home')) return;
  for (const href of files.desk) if (href.endsWith('.css')) ask(href, 'preload', 'style'); else ask(href, 'modulepreload');
  const crossing = new URLSearchParams(location.search).get('crossing') ?? sessionStorage.getItem('onestop.crossing');
  ask(crossing ? `/api/v1/crossings/${crossing}` : '/api/v1/desk/next', 'preload', 'fetch');
  ask('/api/v1/desk/work', 'preload', 'fetch');
})(__FILES__);
