#pragma once
// What a bundle of evidence needs of the log beside the events themselves.
#include "store/store.h"
#include "wire/field_opening.h"

namespace onestop::store {

/// Of the recorder's events at the positions 1 to `size`; a fault where one of them is not here (any more).
Expected<std::vector<Hash>> event_hashes(Reader& reader, const Id& recorder, std::uint64_t size);
/// What makes the personal fields of that event readable to others, and nothing else of these persons.
Expected<std::vector<wire::FieldOpening>> openings(Reader& reader, const RawEvent& raw);

}  // namespace onestop::store
