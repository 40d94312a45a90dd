#pragma once
// Signatures that officers gave by their own keys, held against the keys that the log itself names for them.
#include <map>
#include <set>

#include "wire/envelope.h"

namespace onestop::wire {

class SignatureCheck {
 public:
  /// Whether an event of this type bears signatures, names a key, or says what was signed.
  static bool concerns(const Code& type);

  /// What is wrong with the signatures of this event, a sentence each. Events of those types in the order of their log.
  std::vector<std::string> take(const Envelope& envelope, std::vector<Field> fields);

  /// By the newest event about the account; null where none names one.
  const PublicKey* key_of(const Id& officer) const;

  std::uint64_t genuine() const { return genuine_; }
  /// Genuine by the key that came with them; which key the officer has, no earlier event says.
  std::uint64_t without_account() const { return without_account_; }

 private:
  using Wrong = std::vector<std::string>;
  void hold(std::string_view what, const Id& officer, const PublicKey& key, const Signature& signature, ByteView message, Wrong& wrong);
  Wrong account(const Envelope& envelope, std::vector<Field> fields);
  Wrong act(const Envelope& envelope, std::vector<Field> fields);
  Wrong activation(const Envelope& envelope, std::vector<Field> fields);

  std::map<Id, PublicKey> keys_;                      // of officers, as the log last said
  std::map<std::pair<Id, Hash>, Bytes> drawn_;        // acts by stream and hash
  std::uint64_t genuine_ = 0, without_account_ = 0;
};

}  // namespace onestop::wire
