// The pages that the frame leads to: the main ones as tabs, the rest in the menu.
import type { Key } from '../texts/texts';
import type { Picture } from './icon';

export interface PageLink {
  address: string;
  title: Key;
  icon: Picture;
  key: string; // physical, as in useKeys
  place: 'tab' | 'menu';
  roles?: string[]; // for whom alone
  administers?: boolean; // for whoever administers accounts
}

export const pageLinks: PageLink[] = [
  { address: '/desk', title: 'frame.desk', icon: 'desk', key: 'KeyD', place: 'tab' },
  { address: '/work', title: 'frame.work', icon: 'list', key: 'KeyQ', place: 'menu' },
  { address: '/post', title: 'frame.post', icon: 'post', key: 'KeyO', place: 'tab' },
  { address: '/crossings', title: 'frame.crossings', icon: 'list', key: 'KeyC', place: 'tab' },
  { address: '/arrival', title: 'frame.arrival', icon: 'plus', key: 'KeyA', place: 'tab' },
  { address: '/release-times', title: 'frame.release_times', icon: 'clock', key: 'KeyE', place: 'tab' },
  { address: '/inspect', title: 'frame.inspect', icon: 'camera', key: 'KeyI', place: 'menu' },
  { address: '/law', title: 'frame.law', icon: 'law', key: 'KeyU', place: 'menu' },
  { address: '/expected', title: 'frame.expected', icon: 'truck', key: 'KeyX', place: 'menu' },
  { address: '/channels', title: 'frame.channels', icon: 'search', key: 'KeyG', place: 'menu' },
  { address: '/firms', title: 'frame.firms', icon: 'person', key: 'KeyF', place: 'menu', roles: ['supervisor'] },
  { address: '/officers', title: 'frame.officers', icon: 'person', key: 'KeyB', place: 'menu', administers: true },
  { address: '/journal', title: 'frame.journal', icon: 'law', key: 'KeyZ', place: 'menu', roles: ['supervisor', 'auditor'] },
  { address: '/account', title: 'frame.account', icon: 'person', key: 'KeyV', place: 'menu' },
  { address: '/programme', title: 'frame.programme', icon: 'clock', key: 'KeyP', place: 'menu' },
  { address: '/layouts', title: 'frame.layouts', icon: 'swap', key: 'KeyY', place: 'menu' },
  { address: '/status', title: 'frame.status', icon: 'pulse', key: 'KeyS', place: 'menu' },
];

/// The desk has letters of its own (desk_page.tsx): no page may have one of them.
export const mayOpen = ({ roles, administers }: PageLink, role: string, administrator: boolean) => (!roles || roles.includes(role)) && (!administers || administrator);

export const isHere = (address: string, pathname: string) => pathname === address || pathname.startsWith(`${address}/`);
