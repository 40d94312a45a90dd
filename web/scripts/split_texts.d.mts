import type { Plugin } from 'vite';

export function splitTexts(): Plugin;
