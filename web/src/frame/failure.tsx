// A part of a page that could not be fetched or drawn takes nothing else with it.
import { Component, type ReactNode } from 'react';

import { useTexts } from '../texts/texts';
import { Button } from './button';
import { Icon } from './icon';

export class Failure extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? <Note /> : this.props.children;
  }
}

/// For what stands beside the page's own matter: where it cannot be fetched, the page is as it was without it.
export class Quiet extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? null : this.props.children;
  }
}

function Note() {
  const { t } = useTexts();
  return (
    <main id="page" className="page" tabIndex={-1}>
      <div className="note bad" role="alert"><Icon name="cross" /> <p>{t('problem.page_missing')}</p></div>
      <Button onPress={() => location.reload()}>{t('problem.try_again')}</Button>
    </main>
  );
}
