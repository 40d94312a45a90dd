// What the officer looks for, as he said it; sent with every question until he says another or leaves the crossing.
const remembered = 'onestop.purpose';

export const purpose = (): string => sessionStorage.getItem(remembered) ?? '';

export function sayPurpose(code: string) {
  if (code) sessionStorage.setItem(remembered, code);
  else sessionStorage.removeItem(remembered);
}
