// Left rail: one entry per page that exists, and at the bottom theme and keys.
import { Icon } from '../ui/glyphs.tsx';
import type { IconName } from '../ui/glyphs.tsx';
import { useView } from '../ui/view-state.ts';

interface PageEntry {
  id: string;
  name: string;
  icon: IconName;
}

/** Pages that are built; a page that is not is not shown. */
const PAGES: readonly PageEntry[] = [{ id: 'live', name: 'Live', icon: 'live' }];

/** The rail. */
export function Rail() {
  const theme = useView((view) => view.theme);
  const setTheme = useView((view) => view.setTheme);
  const setHelp = useView((view) => view.setHelp);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <nav className="rail" aria-label="Pages">
      {PAGES.map((page) => (
        <a key={page.id} className="rail-item" href={location.search || '?'} aria-current="page">
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
