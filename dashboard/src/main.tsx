// Starts the dashboard against the twin that serves it.
import { mount } from './app/mount.tsx';
import { httpTransport } from './stream/transport.ts';

mount(httpTransport(location.origin));
