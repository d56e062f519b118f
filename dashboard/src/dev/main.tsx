// Development entry: the dashboard over a fixture of the demo line, at `/dev.html` of `vite dev`.
import type { LineModel } from '@mini-factory-twin/contracts';
import { mount } from '../app/mount.tsx';
import { Fixture } from './fixture.ts';
import { fixtureTransport } from './fixture-transport.ts';

const query = new URLSearchParams(location.search);
const response = await fetch('/dev/line.json');
const fixture = new Fixture((await response.json()) as LineModel, Number(query.get('speed') ?? '1'));
const cut = query.get('cut');
mount(
  fixtureTransport(fixture, { cutAfterSeconds: cut === null ? null : Number(cut), isSilentCut: query.has('silent') }),
);
