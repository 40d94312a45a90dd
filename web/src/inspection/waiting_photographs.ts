// Photographs that wait for the server, in this browser's own database: they are too large for session storage, and an
// inspector who walks out of reach of the network must not lose them.
export interface WaitingPhotograph {
  id: string; // of the photograph, minted here
  officer: string;
  crossing: string;
  subject: string;
  inspection: string | null;
  caption: string;
  bytes: ArrayBuffer;
  media_type: string;
  preview: string; // a small data address
  at_ms: number; // of this browser
  key: string; // idempotency
  refused: string | null; // a sentence of the server
}

const database = 'onestop.photographs';
const table = 'waiting';
export const most_waiting = 60;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const wish = indexedDB.open(database, 1);
    wish.onupgradeneeded = () => wish.result.createObjectStore(table, { keyPath: 'id' });
    wish.onsuccess = () => resolve(wish.result);
    wish.onerror = () => reject(wish.error ?? new Error('the browser keeps no photographs'));
  });
}

async function within<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const base = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const deal = base.transaction(table, mode);
      const wish = act(deal.objectStore(table));
      deal.oncomplete = () => resolve(wish.result);
      deal.onabort = () => reject(deal.error ?? new Error('the photograph was not kept'));
      deal.onerror = () => reject(deal.error ?? new Error('the photograph was not kept'));
    });
  } finally {
    base.close();
  }
}

export const putWaiting = (one: WaitingPhotograph): Promise<unknown> => within('readwrite', (store) => store.put(one));
export const dropWaiting = (id: string): Promise<unknown> => within('readwrite', (store) => store.delete(id));
export const allWaiting = (): Promise<WaitingPhotograph[]> => within('readonly', (store) => store.getAll() as IDBRequest<WaitingPhotograph[]>);
