// What the address of a study page asks for, as the server reads it.
const days = ['from', 'to'];

/// These of the address, a day as its midnight in UTC.
export function questionOf(searchParams: URLSearchParams, names: readonly string[]) {
  const question = new URLSearchParams();
  for (const name of names) {
    const value = searchParams.get(name);
    if (value) question.set(name, days.includes(name) ? `${value}T00:00:00Z` : value);
  }
  return question;
}

/// The address with one wish changed.
export function asking(pathname: string, searchParams: URLSearchParams, name: string, value: string) {
  const next = new URLSearchParams(searchParams);
  if (value) next.set(name, value);
  else next.delete(name);
  return next.size ? `${pathname}?${next}` : pathname;
}
