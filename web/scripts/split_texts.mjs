// The words of a language in three parts: those of the sign-in and of the desk, which a slow link brings first, those about
// lodging, and all the others. "ru.json?first", "ru.json?rest" and "ru.json?lodging" are the parts of texts/ru.json.
import { readFileSync } from 'node:fs';

const later = new Set([
  'form', 'timeline', 'crossings', 'arrival', 'documents', 'document_kind', 'event', 'field', 'visibility', 'visibility_hint', 'refusal', 'zone_kind', 'settled_how', 'deadline',
  'instrument_kind', 'fact_source', 'result_kind', 'rule', 'lack', 'mrz_fault', 'mrz_format', 'sex', 'family', 'power', 'clause', 'mrz', 'explain', 'programme',
  'server', 'capacity_of', 'time_kind', 'time_owner', 'status_page', 'status_title', 'status_says', 'status_means', 'status_do', 'inspect', 'inspect_step', 'inspect_check',
  'live', 'look', 'device_kind', 'guide', 'shift', 'shift_act', 'affair', 'shift_refusal', 'device_state', 'study', 'study_row', 'study_cost', 'cost_part', 'public',
  'accounts', 'account_change', 'account_kind', 'account_problem', 'request_outcome', 'sign_in_method', 'journal', 'audit_field', 'audit_word', 'correction', 'evidence', 'work', 'work_refusal', 'matched', 'search', 'segments', 'measure', 'dimension', 'activity', 'mark_value', 'forecast', 'flow', 'beyond', 'layouts', 'staffing', 'staffing_hint', 'job_state', 'way', 'candidate',
]);
/// Said by the pages of firms and by what officers see of lodgements.
const lodging = new Set([
  'channel', 'channel_does', 'standing', 'met', 'next', 'lodged_kind', 'lodged_format', 'paper_use', 'paper_type', 'paper_kind', 'finding_weight',
  'findings', 'lodged', 'expected', 'offer', 'shadow', 'channels', 'rule_status', 'condition', 'firms', 'firm', 'firm_hint', 'firm_wrong',
  'firm_state', 'firm_state_means', 'firm_problem', 'lodge_refusal', 'rules_refusal', 'lodge', 'lodge_hint', 'upload', 'notices', 'notice_kind',
  'keys_page', 'environment', 'webhooks', 'webhook_state', 'webhook_means', 'delivery_state', 'programmers',
]);
/// Only the printed report says these (cmake/report_words.cmake); no page brings them.
const printed = new Set(['report', 'moment']);
const parted = /\.json\?(first|rest|lodging)$/;
const partOf = (section) => (lodging.has(section) ? 'lodging' : later.has(section) ? 'rest' : 'first');

export function splitTexts() {
  return {
    name: 'split-texts',
    enforce: 'pre',
    load(id) {
      const part = parted.exec(id)?.[1];
      if (!part) return null;
      this.addWatchFile(id.replace(/\?.*/, ''));
      const all = Object.entries(JSON.parse(readFileSync(id.replace(/\?.*/, ''), 'utf8')));
      return JSON.stringify(Object.fromEntries(all.filter(([section]) => !printed.has(section) && partOf(section) === part)));
    },
  };
}
