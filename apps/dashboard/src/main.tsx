import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isWorthRetrying } from './api/client.js';
import { askForColumnsEarly } from './api/live-study.js';
import { App } from './app.js';
import { placeOf } from './place/location.js';
import { applyTheme } from './ui/theme.js';
import './styles/tokens.css';
import './styles/page.css';
import './styles/controls.css';
import './styles/study.css';
import './styles/plot.css';
import './styles/table.css';

applyTheme();
const place = placeOf(window.location.search);
if (place.study !== undefined) {
  askForColumnsEarly(place.study);
  const { view } = place;
  void import('./study/study-shell.js').then(({ preloadView }) => preloadView(view));
} else if (place.view === 'studies') void import('./views/studies-view.js');

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 3000, retry: (failures, error) => failures < 2 && isWorthRetrying(error) } },
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html must have an element with the id root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
