#pragma once
// Lodgements as lists show them and arrivals find them. Computed by the caller from events and originals; may be emptied
// and computed again.
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/instant.h"

namespace onestop::store {

struct LodgementRow {
  Id lodgement;
  std::string reference;     // short, for people and codes on paper
  Id firm;
  std::string firm_name;
  Code kind;                 // preliminary_information, goods_declaration, ...
  Code format;
  std::uint32_t number = 0;  // of its versions
  Code standing;             // waiting, cancelled, arrived
  Code exit_state, entry_state;
  std::string plate;
  std::optional<Instant> expected;
  Instant lodged;            // first version
  Instant updated;
  bool late = false;
  std::uint32_t warnings = 0;
  std::optional<Id> crossing;
  std::uint32_t closest = 0;  // of all channels: 0 green .. 3 red
  std::string channels;       // JSON: who gave which
  std::string declared;       // JSON of lodgement::Declared
  std::uint64_t version = 0;  // sum of the versions of all recorders' streams about it
  std::vector<std::string> keys;  // by which messages of one movement find each other: folded plates, references, numbers
  bool operator==(const LodgementRow&) const = default;
};

/// Newest first; all that is named must fit.
struct LodgementQuery {
  std::optional<Id> firm{};
  std::optional<Code> standing{};
  std::optional<Code> kind{};
  std::optional<Code> exit_state{};
  std::optional<std::uint32_t> closest{};
  std::string plate_folded{};  // the beginning of a plate
  std::optional<Instant> expected_from{}, expected_to{}, lodged_from{}, lodged_to{};
  bool by_expected = false;    // soonest arrival first instead
  struct Key { Instant at; Id lodgement; };
  std::optional<Key> after{};  // the last row of the page before: by `lodged`, or by `expected`
  std::size_t limit = 50;      // at most largest_page
};

}  // namespace onestop::store
