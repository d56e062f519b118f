// Puts the app on the page over a transport: the real one, or a fixture in development.
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter/index.css';
import '../ui/tokens.css';
import '../ui/base.css';
import './shell.css';
import { Session } from '../stream/session.ts';
import type { Transport } from '../stream/transport.ts';
import { SessionContext } from '../stream/use-twin.ts';
import { followRoute } from '../ui/route.ts';
import { followView } from '../ui/view-state.ts';
import { Shell } from './shell.tsx';

/** Starts a session and renders the shell into `#root`. */
export function mount(transport: Transport): void {
  const root = document.querySelector('#root');
  if (root === null) throw new Error('no #root element');
  followView();
  followRoute();
  const session = new Session(transport);
  void session.start();
  createRoot(root).render(
    <SessionContext value={session}>
      <Shell />
    </SessionContext>,
  );
}
