// Left rail: one entry per page that exists, and at the bottom theme and keys.
import type { MouseEvent } from 'react';
import { Icon } from '../ui/glyphs.tsx';
import type { IconName } from '../ui/glyphs.tsx';
import type { Page } from '../ui/route.ts';
import { addressOf, goTo, useRoute } from '../ui/route.ts';
import { useView } from '../ui/view-state.ts';

interface PageEntry {
  id: Page;
  name: string;
  icon: IconName;
}

/** Pages that are built; a page that is not is not shown. */
const PAGES: readonly PageEntry[] = [
  { id: 'live', name: 'Live', icon: 'live' },
  { id: 'what-if', name: 'What if', icon: 'what-if' },
];

/** The rail. */
export function Rail() {
  const theme = useView((view) => view.theme);
  const setTheme = useView((view) => view.setTheme);
  const setHelp = useView((view) => view.setHelp);
  const current = useRoute((route) => route.page);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <nav className="rail" aria-label="Pages">
      {PAGES.map((page) => (
        <a
          key={page.id}
          className="rail-item"
          href={addressOf({ page: page.id, scenario: null }, location.search)}
          aria-current={page.id === current ? 'page' : undefined}
          onClick={(event) => follow(event, page.id)}
        >
          <Icon name={page.icon} size={20} />
          <span>{page.name}</span>
        </a>
      ))}
      <span className="rail-space" />
      <button
        className="rail-item"
        type="button"
        onClick={() => setTheme(other)}
        aria-label={`Change to ${other} theme`}
      >
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} size={20} />
      </button>
      <button className="rail-item" type="button" onClick={() => setHelp(true)} aria-label="Keys">
        <Icon name="keys" size={20} />
      </button>
    </nav>
  );
}

/** A click with a modifier is the browser's: a new tab, a new window. */
function follow(event: MouseEvent, page: Page): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  goTo({ page, scenario: null });
}
