#pragma once
// What happened, who did it, by which provision: one crossing told to people, as a page to be printed. Made of a bundle alone, so
// that whoever has the bundle can make it again.
#include "server/evidence/bundle.h"

namespace onestop::server::evidence {

/// An event of a bundle with its fields as the receiver may read them.
struct ReadEvent {
  wire::SealedEvent sealed;
  std::vector<wire::Field> fields;
};
Expected<ReadEvent> read_event(const Event& event);

/// In the language of the index. A fault where the law does not compile or an event cannot be read.
Expected<std::string> account_of(const Bundle& bundle);
bool account_speaks(std::string_view language);

}  // namespace onestop::server::evidence
