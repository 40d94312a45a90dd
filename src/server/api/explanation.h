#pragma once
// Why each act on record about a crossing was allowed, and each refusal given: for the legal department, the joint
// commission and the court, long after the law has changed.
#include "core/law/procedure.h"
#include "server/law_messages.h"
#include "server/post/crossing_file.h"
#include "server/post/officers.h"

namespace onestop::server {

/// What may be told of the journals: refusals of these recorders only.
struct Journals {
  std::vector<store::RecorderRow> recorders;
  std::vector<store::RefusalRow> refusals;  // about the crossing, oldest first
};
Expected<Journals> read_journals(store::Reader& reader, const Id& crossing);

/// `procedure` is the one that the crossing was opened under. No name stands in it, of an officer or of a traveller.
Explanation explain(const CrossingFile& file, const law::Procedure& procedure, const Journals& journals, const Officers& officers);

}  // namespace onestop::server
