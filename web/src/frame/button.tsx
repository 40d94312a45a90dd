import type { ReactNode, Ref } from 'react';
import { Button as Pressable } from 'react-aria-components/Button';

interface Props {
  children: ReactNode;
  onPress?: () => void;
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
  size?: 'small' | 'large';
  disabled?: boolean;
  /// Keeps the focus, but does nothing while something is on its way.
  pending?: boolean;
  shortcut?: string;
  label?: string;
  expanded?: boolean;
  type?: 'submit' | 'button';
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ children, onPress, look = 'plain', size, disabled, pending, shortcut, label, expanded, type, className, ref }: Props) {
  return (
    <Pressable
      ref={ref}
      type={type ?? 'button'}
      className={`button ${look}${size ? ` ${size}` : ''}${className ? ` ${className}` : ''}`}
      isDisabled={disabled ?? false}
      isPending={pending ?? false}
      aria-label={label}
      aria-expanded={expanded}
      aria-keyshortcuts={shortcut}
      onPress={() => onPress?.()}
    >
      {children}
      {shortcut && <kbd aria-hidden="true">{shortcut}</kbd>}
    </Pressable>
  );
}
