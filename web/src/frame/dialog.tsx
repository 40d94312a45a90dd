import type { ReactNode } from 'react';
import { Dialog as Pane } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

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
  return (
    <ModalOverlay className={`veil ${place}`} isOpen isDismissable={place === 'edge'} onOpenChange={(open) => !open && onClose()}>
      <Modal className={`modal ${place}`}>
        <Pane className="dialog">
          <header className="dialog-head">
            <Heading slot="title">{title}</Heading>
            <Button look="quiet" size="small" label={t('act.close')} onPress={onClose}>
              <Icon name="cross" />
            </Button>
          </header>
          {children}
        </Pane>
      </Modal>
    </ModalOverlay>
  );
}
