import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/client';
import { regionQuery, sessionQuery } from './api/queries';
import { makeRouter } from './app/router';
import { cssVariables, styleNonce, theme } from './app/theme';
import { asLanguage, chosenLanguage, preferredLanguage, showLanguage, startLanguage } from './i18n';

declare global {
  interface Window {
    /** read by libraries that add style tags of their own */
    __webpack_nonce__?: string;
  }
}

window.__webpack_nonce__ = styleNonce();

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays one; only a lost connection or a failing server is asked again.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status < 500),
      refetchOnWindowFocus: true,
    },
  },
});

/** A person's setting counts where this device has made no choice of its own. */
async function followPerson() {
  const session = await queries.fetchQuery(sessionQuery);
  const language = asLanguage(session.person?.locale);
  if (language && !chosenLanguage()) await showLanguage(language);
}

/** From now on the page can be used. */
function Live({ container }: { container: HTMLElement }) {
  useEffect(() => container.removeAttribute('aria-busy'), [container]);
  return null;
}

async function start() {
  void queries.prefetchQuery(regionQuery);
  void followPerson().catch(() => undefined);
  await startLanguage(preferredLanguage());
  const router = makeRouter(queries);
  const container = document.getElementById('root');
  if (!container) throw new Error('index.html has no #root');
  // The page is drawn whole, over its first look, and not in pieces.
  await router.load();
  createRoot(container).render(
    <StrictMode>
      <Live container={container} />
      <QueryClientProvider client={queries}>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          defaultColorScheme="auto"
          getStyleNonce={styleNonce}
        >
          <Notifications position="bottom-right" />
          <RouterProvider router={router} />
        </MantineProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
