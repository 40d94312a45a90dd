// Documents attached to a crossing, as the server says them.
import { call } from './client';
import type { Card, Command } from './messages';

interface Kept {
  hash: string;
  media_type: string;
  size_bytes: number;
}

/// Durable once it answers; the same bytes again give the same answer.
export const keepDocument = async (bytes: ArrayBuffer, media_type: string): Promise<Kept> =>
  (await call<Kept>('POST', '/documents', { bytes, headers: { 'Content-Type': media_type } }))!;

export const attachDocument = (attachment: string, subject: string, kind: string, title: string, kept: Kept): Command =>
  ({ type: 'AttachDocument', attachment, subject, kind, hash: kept.hash, media_type: kept.media_type.replace('/', '_'), size_bytes: kept.size_bytes, title });

export const mayAttach = (card: Card): boolean => card.options.some((one) => one.allowed && one.command.type === 'AttachDocument');
