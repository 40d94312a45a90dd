#pragma once
// Law and post come into force here by an event that two people signed: nobody alone changes what the law is.
#include <vector>

#include "base/hash.h"
#include "core/law/law.h"

namespace onestop::law {

struct Endorsement {
  Id officer;
  PublicKey key{};
  Signature signature{};
};
BOOST_DESCRIBE_STRUCT(Endorsement, (), (officer, key, signature))

/// Stored as event "RegimeActivated" in the stream of the post. `regime` is the hash of the sources of law and post.
struct RegimeActivated {
  Hash regime{};
  Code post;
  Code layout;
  Instant from;
  std::vector<Endorsement> endorsements;
};
BOOST_DESCRIBE_STRUCT(RegimeActivated, (), (regime, post, layout, from, endorsements))

inline constexpr std::size_t endorsements_needed = 2;

/// What the endorsers sign: "onestop regime 1", hash, post, layout and instant.
Bytes activation_bytes(const RegimeActivated& activation);

/// True when enough different persons, with different keys, genuinely signed.
bool is_endorsed(const RegimeActivated& activation);

/// The stream of a post's own events, the same wherever it is computed.
Id post_stream(const Code& post);

}  // namespace onestop::law
