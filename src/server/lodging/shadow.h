#pragma once
// What another version of an agency's rules would have said of what was lodged. Reads, counts, decides nothing.
#include "server/lodging/lodgements.h"

namespace onestop::server {

/// Over all lodgements that came in the time and were judged at all. Both versions judge now, under the same certificates, the
/// same draws and the same day as then, so that what differs differs by the rules.
Expected<ShadowReport> shadow_report(store::Reader& reader, const Lodgements& lodgements, const channel::RuleBook& book, const channel::Edition& edition, Instant from, Instant to);

}  // namespace onestop::server
