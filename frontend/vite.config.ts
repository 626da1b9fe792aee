import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vitest/config';

const backend = process.env.ECOSYSTEM_BACKEND ?? `http://127.0.0.1:${process.env.ECOSYSTEM_PORT ?? '8000'}`;

/** Fills the placeholders of index.html while developing; in production the server does it per page. */
function placeholders(): Plugin {
  const values: Record<string, string> = {
    __LANG__: 'vi',
    __TITLE__: 'Ecosystem',
    __DESCRIPTION__: 'Ecosystem',
    __CSP_NONCE__: '',
    __URL__: '/',
    __IMAGE__: '/favicon.svg',
  };
  return {
    name: 'ecosystem-placeholders',
    apply: 'serve',
    transformIndexHtml: (html) => html.replace(/__[A-Z_]+__/g, (token) => values[token] ?? token),
  };
}

export default defineConfig({
  plugins: [react(), placeholders()],
  server: {
    proxy: { '/api': backend, '/health': backend, '/ical': backend, '/media': backend },
  },
  build: {
    manifest: true,
    target: 'es2022',
    // Nothing is inlined as a data: address, the content security policy would refuse it.
    assetsInlineLimit: 0,
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test-setup.ts'],
  },
});
