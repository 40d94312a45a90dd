#pragma once
// Rights that two persons put in force: their text, its hash and both signatures, among the settings of the log.
#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/instant.h"
#include "base/result.h"
#include "store/store.h"

namespace onestop::server {

/// Rights as they were signed and stored.
struct SignedRights {
  Hash hash{};
  Instant from;
  std::string text;
  struct Endorsement {
    Id officer;
    PublicKey key{};
    Signature signature{};
  };
  std::vector<Endorsement> endorsements;
};
BOOST_DESCRIBE_STRUCT(SignedRights::Endorsement, (), (officer, key, signature))
BOOST_DESCRIBE_STRUCT(SignedRights, (), (hash, from, text, endorsements))

/// What two officers sign.
Bytes bytes_to_sign(const SignedRights& rights);

/// By two different persons, over the text that stands there; else what is wrong.
Expected<void> verify(const SignedRights& rights);
/// In the order in which they were put on record.
Expected<std::vector<SignedRights>> rights_on_record(store::Reader& reader);
Expected<void> put_rights(store::Writer& writer, const std::vector<SignedRights>& list);

}  // namespace onestop::server
