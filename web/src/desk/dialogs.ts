// The desk's dialogs, one file for the browser.
export { CommandDialog } from '../crossing/command_dialog';
export { MoreActs } from './more_acts';
export { WhySheet } from './why_sheet';
