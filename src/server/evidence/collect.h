#pragma once
// A bundle from the log: every event of one crossing and what it rests on.
#include "server/evidence/bundle.h"
#include "store/files.h"
#include "store/store.h"

namespace onestop::server::evidence {

/// Who gets the bundle, and what he may see. What he may not see is there by its commitment alone.
struct Receiver {
  std::string name = "court";
  std::optional<Code> of_state = std::nullopt;  // private fields of this state's recorders only; none: of all
  bool personal = true;                         // names, documents, messages of firms
};

struct Wish {
  Id crossing;
  Receiver receiver{};
  Code language = "en";  // of the account
};

struct Collected {
  Bundle bundle;
  /// Recorders whose newest events of the bundle no checkpoint covers yet: sign one for each, and collect again.
  std::vector<Id> unsigned_recorders;
};

/// Nothing for what is no crossing. The same crossing in the same state of the log gives the same bundle.
Expected<std::optional<Collected>> collect(store::Reader& reader, const store::Files& files, const Wish& wish,
                                           const std::function<std::string(const Id& officer)>& title_of);

/// Signs checkpoints where they are wanting; inside a transaction.
Expected<void> sign_trees(store::Writer& writer, const std::vector<Id>& recorders, Instant at,
                          const std::function<std::optional<SecretKey>(const Id& recorder)>& key_of);

}  // namespace onestop::server::evidence
