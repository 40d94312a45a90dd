// One act on work in hand: sent once, repeated under the same key, and the lists asked for again.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';

import { mintId } from '../api/ids';
import type { WorkCommand } from '../api/work_messages';
import { tellWork } from '../api/work_queries';

export function useWorkAct(done?: () => void) {
  const client = useQueryClient();
  const key = useRef('');
  return useMutation({
    mutationFn: (command: WorkCommand) => {
      key.current ||= mintId(Date.now());
      return tellWork(command, key.current);
    },
    onSuccess: () => {
      key.current = '';
      void client.invalidateQueries({ queryKey: ['work'] });
      void client.invalidateQueries({ queryKey: ['next'] });
      done?.();
    },
    onError: () => { key.current = ''; },
  });
}
