import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';

export default defineConfig(({ mode }) => ({
  plugins: [react()],
  build: {
    outDir: 'dist',
    target: 'es2022',
    assetsInlineLimit: 0, // the server's content policy allows no inline script or style
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': loadEnv(mode, '.', 'ONESTOP_').ONESTOP_URL ?? 'http://127.0.0.1:8080' } },
}));
