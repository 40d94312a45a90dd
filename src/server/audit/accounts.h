#pragma once
// Officers' accounts on the log, and what the operator does at the machine beside or without a running server.
#include <set>

#include "core/audit/audit.h"
#include "store/store.h"

namespace onestop::server {

/// Puts the accounts on the log that are not there yet: those enrolled before there was a recorder, and before accounts were
/// on the log at all. Without a recorder it waits for the next time.
Expected<void> note_accounts(store::Store& store, const std::vector<store::AccountRow>& accounts, Instant now);

/// In which streams of the audit the log tells of these accounts.
Expected<std::vector<Id>> streams_of_accounts(store::Reader& reader, const std::set<Id>& officers);
/// Keeps where that is; called for every such event, in its transaction.
Expected<void> note_account(store::Writer& writer, const Id& recorder, const Id& officer, Day day);

/// What the operator did, by the recorder of that state (of the host where there is none), in one commit with `with`.
/// The store must have a recorder.
Expected<void> record_by_operator(store::Store& store, const Code& state, const audit::Event& event, const store::Commit& with = {});

/// The time by the log's own clock: the wall's, never before the newest event; in a demonstration the newest event's.
Expected<Instant> log_now(store::Reader& reader);

}  // namespace onestop::server
