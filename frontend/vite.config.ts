import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vitest/config';

const backend = process.env.ECOSYSTEM_BACKEND ?? `http://127.0.0.1:${process.env.ECOSYSTEM_PORT ?? '8000'}`;

/** What src/first draws with; no page brings it in a second time. */
const FIRST =
  /src\/(timeline\/(asked|closed|ClosedFrame|DayFrame|DayRow|WeekFrame|PhoneList|grid(Words)?|group|machineHref|model|names|paint|spans|zone)\.tsx?|i18n\/(formats|search|translator)\.ts|api\/(address|answers)\.ts|ui\/StatusBadge\.tsx|app\/(navigation|search|scheme)\.ts)$/;

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
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What the first look shares with the application, in one file: a request for each would take longer.
          groups: [{ name: 'first', test: FIRST }],
        },
      },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test-setup.ts'],
  },
});
