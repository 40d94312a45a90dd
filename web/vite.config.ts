import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';

import { frameFiles } from './scripts/frame_files.mjs';
import { splitTexts } from './scripts/split_texts.mjs';

const shared = /\/src\/(api\/(ids|right_messages)|right\/masked|texts\/money|desk\/card_head|inspection\/(photo_strip|photographs|waiting_photographs)|crossing\/(acts|describe|sending|status|hash_text|filling|reasons|aboard|marks))\.tsx?$/;

export default defineConfig(({ mode }) => ({
  plugins: [react(), splitTexts(), frameFiles()],
  json: { stringify: true, namedExports: false },
  build: {
    outDir: 'dist',
    target: 'es2022',
    assetsInlineLimit: 0, // the server's content policy allows no inline script or style
    modulePreload: { polyfill: false },
    // What desk, lists and forms share comes in one file: each further request costs the delay of the link.
    rollupOptions: { output: { onlyExplicitManualChunks: true, manualChunks: (id) => (shared.test(id) ? 'shared' : undefined) } },
  },
  server: { proxy: { '/api': loadEnv(mode, '.', 'ONESTOP_').ONESTOP_URL ?? 'http://127.0.0.1:8080' } },
}));
