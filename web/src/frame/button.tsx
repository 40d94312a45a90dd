import type { ReactNode, Ref } from 'react';

interface Props {
  children: ReactNode;
  onPress?: () => void;
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
  size?: 'small' | 'large' | 'glove';
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
    <button
      ref={ref}
      type={type ?? 'button'}
      className={`button ${look}${size ? ` ${size}` : ''}${className ? ` ${className}` : ''}`}
      disabled={disabled ?? false}
      data-disabled={disabled || undefined}
      data-pending={pending || undefined}
      aria-disabled={pending || undefined}
      aria-label={label}
      aria-expanded={expanded}
      aria-keyshortcuts={shortcut}
      onClick={(event) => {
        if (pending) event.preventDefault();
        else onPress?.();
      }}
    >
      {children}
      {shortcut && <kbd aria-hidden="true">{shortcut}</kbd>}
    </button>
  );
}
