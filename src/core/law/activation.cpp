#include "core/law/activation.h"

#include <set>

namespace onestop::law {

Bytes activation_bytes(const RegimeActivated& activation) {
  ByteWriter out;
  out.text("onestop regime 1");
  out.raw(activation.regime);
  out.text(activation.post.view());
  out.text(activation.layout.view());
  out.instant(activation.from);
  return out.take();
}

bool is_endorsed(const RegimeActivated& activation) {
  const auto bytes = activation_bytes(activation);
  std::set<Id> persons;
  std::set<PublicKey> keys;
  for (const auto& one : activation.endorsements) {
    if (!verify(bytes, one.signature, one.key)) return false;
    persons.insert(one.officer);
    keys.insert(one.key);
  }
  return persons.size() >= endorsements_needed && keys.size() >= endorsements_needed;
}

Id post_stream(const Code& post) {
  const auto hash = sha256({as_bytes("onestop post stream "), as_bytes(post.view())});
  return id_from_bytes(hash.data());
}

}  // namespace onestop::law
