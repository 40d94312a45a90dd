import type { Plugin } from 'vite';

export function frameFiles(): Plugin;
