// Has the browser keep the pages for an outage, once the first screen is drawn.
const after_ms = 4_000;

export function keepPages(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return; // an insecure address has none
  const start = () => setTimeout(() => void navigator.serviceWorker.register('/service_worker.js').catch(() => undefined), after_ms);
  if (document.readyState === 'complete') start();
  else window.addEventListener('load', start, { once: true });
}
