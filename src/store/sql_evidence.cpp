#include "store/evidence.h"

#include "store/sql_reader.h"
#include "store/leaves.h"

namespace onestop::store {

Expected<std::vector<Hash>> SqlReader::event_hashes(const Id& recorder, std::uint64_t size) {
  return caught([&] {
    std::vector<Hash> hashes;
    hashes.reserve(size);
    Leaves leaves(db_, recorder, 1, size);
    while (leaves.next()) {
      if (leaves.position != hashes.size() + 1 || leaves.hash.size() != sizeof(Hash))
        throw DatabaseFailure{"event " + std::to_string(hashes.size() + 1) + " of recorder " + to_text(recorder) + " is not in this log, so that nothing can be placed under its checkpoint"};
      std::ranges::copy(leaves.hash, hashes.emplace_back().begin());
    }
    if (hashes.size() != size) throw DatabaseFailure{"recorder " + to_text(recorder) + " has not written " + std::to_string(size) + " events here"};
    return hashes;
  });
}

Expected<std::vector<wire::FieldOpening>> SqlReader::openings(const RawEvent& raw) {
  return caught([&] {
    const auto sealed = wire::parse_event(raw.envelope, raw.body, raw.hash);
    if (!sealed) throw DatabaseFailure{sealed.error().what};
    return wire::openings_of(*sealed, [&](const Id& person) { return key_for(person); });
  });
}

// Every reader here is one of SQL; the two questions are apart from it because one caller alone asks them.
Expected<std::vector<Hash>> event_hashes(Reader& reader, const Id& recorder, std::uint64_t size) {
  return dynamic_cast<SqlReader&>(reader).event_hashes(recorder, size);
}

Expected<std::vector<wire::FieldOpening>> openings(Reader& reader, const RawEvent& raw) { return dynamic_cast<SqlReader&>(reader).openings(raw); }

}  // namespace onestop::store
