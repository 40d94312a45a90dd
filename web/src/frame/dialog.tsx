// A dialog as the browser has it: it keeps the focus, closes with Escape and gives the focus back.
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

import { useTexts } from '../texts/texts';
import { Button } from './button';
import { Icon } from './icon';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  place?: 'middle' | 'edge';
}

export function Dialog({ title, onClose, children, place = 'middle' }: Props) {
  const { t } = useTexts();
  const pane = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const dialog = pane.current!;
    dialog.showModal();
    (dialog.querySelector<HTMLElement>('[data-first]') ?? dialog).focus();
    return () => dialog.close();
  }, []);
  return (
    <dialog ref={pane} role="dialog" className={`modal ${place}`} aria-labelledby={heading} tabIndex={-1}
      onCancel={(event) => { event.preventDefault(); onClose(); }}
      onClick={(event) => { if (place === 'edge' && event.target === event.currentTarget) onClose(); }}>
      <div className="dialog">
        <header className="dialog-head">
          <h2 id={heading}>{title}</h2>
          <Button look="quiet" size="small" label={t('act.close')} onPress={onClose}>
            <Icon name="cross" />
          </Button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
