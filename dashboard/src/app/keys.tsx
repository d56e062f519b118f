// Keyboard: the keys of the shell and the dialog that lists them.
import { useEffect, useRef } from 'react';
import { Icon } from '../ui/glyphs.tsx';
import { goTo } from '../ui/route.ts';
import { useView } from '../ui/view-state.ts';
import type { ViewState } from '../ui/view-state.ts';

interface Key {
  keys: readonly string[];
  label: string;
  text: string;
  run: (view: ViewState) => void;
}

const KEYS: readonly Key[] = [
  { keys: ['1'], label: '1', text: 'Live', run: () => goTo({ page: 'live', scenario: null }) },
  { keys: ['2', 'w'], label: 'W', text: 'What if', run: () => goTo({ page: 'what-if', scenario: null }) },
  { keys: ['f'], label: 'F', text: 'Camera: fit the whole line', run: (view) => view.setCamera('fit') },
  { keys: ['t'], label: 'T', text: 'Camera: from the top', run: (view) => view.setCamera('top') },
  { keys: ['l'], label: 'L', text: 'Camera: along the line', run: (view) => view.setCamera('line') },
  {
    keys: ['d'],
    label: 'D',
    text: 'Dark or light',
    run: (view) => view.setTheme(view.theme === 'dark' ? 'light' : 'dark'),
  },
  { keys: ['Escape'], label: 'Esc', text: 'Clear the selection', run: (view) => clear(view) },
  { keys: ['?'], label: '?', text: 'This list', run: (view) => view.setHelp(true) },
];

function clear(view: ViewState): void {
  if (view.isHelpOpen) return;
  view.select(null);
  view.setFocus(null);
}

/** Listens to the keys of the shell. */
export function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.matches('input, textarea, select');
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      const key = KEYS.find((entry) =>
        entry.keys.includes(event.key.length === 1 ? event.key.toLowerCase() : event.key),
      );
      key?.run(useView.getState());
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** The list of keys, as a modal dialog. */
export function KeysDialog() {
  const isOpen = useView((view) => view.isHelpOpen);
  const setHelp = useView((view) => view.setHelp);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} className="keys" onClose={() => setHelp(false)} aria-labelledby="keys-title">
      <header>
        <h2 id="keys-title">Keys</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={() => setHelp(false)}>
          <Icon name="close" size={16} />
        </button>
      </header>
      <dl>
        {KEYS.map((key) => (
          <div key={key.label}>
            <dt>
              <kbd>{key.label}</kbd>
            </dt>
            <dd>{key.text}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Tab</kbd> <kbd>↑</kbd> <kbd>↓</kbd>
          </dt>
          <dd>Go through the machines</dd>
        </div>
      </dl>
    </dialog>
  );
}
