// The words of a language in two parts: those of the sign-in and of the desk, which a slow link brings first, and all the
// others. "ru.json?first" and "ru.json?rest" are the two parts of texts/ru.json.
import { readFileSync } from 'node:fs';

const later = new Set([
  'form', 'timeline', 'crossings', 'arrival', 'event', 'field', 'visibility', 'visibility_hint', 'refusal', 'zone_kind', 'settled_how', 'deadline',
  'instrument_kind', 'fact_source', 'result_kind', 'rule', 'lack', 'mrz_fault', 'mrz_format', 'sex', 'family', 'power', 'clause', 'mrz', 'explain', 'programme',
  'server', 'capacity_of', 'time_kind', 'time_owner', 'status_page', 'status_title', 'status_says', 'status_means', 'status_do', 'inspect', 'inspect_step', 'inspect_check',
  'live', 'look', 'device_kind', 'guide', 'shift', 'shift_act', 'affair', 'shift_refusal', 'device_state', 'study', 'study_row', 'study_cost', 'cost_part', 'public',
  'matched', 'search', 'segments', 'measure', 'dimension', 'activity', 'mark_value', 'forecast', 'flow', 'beyond', 'layouts', 'staffing', 'staffing_hint', 'job_state', 'way', 'candidate',
]);
/// Only the printed report says these (cmake/report_words.cmake); no page brings them.
const printed = new Set(['report', 'moment']);
const parted = /\.json\?(first|rest)$/;

export function splitTexts() {
  return {
    name: 'split-texts',
    enforce: 'pre',
    load(id) {
      const part = parted.exec(id)?.[1];
      if (!part) return null;
      this.addWatchFile(id.replace(/\?.*/, ''));
      const all = Object.entries(JSON.parse(readFileSync(id.replace(/\?.*/, ''), 'utf8')));
      return JSON.stringify(Object.fromEntries(all.filter(([section]) => !printed.has(section) && later.has(section) === (part === 'rest'))));
    },
  };
}
