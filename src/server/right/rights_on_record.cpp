#include "server/right/rights_on_record.h"

#include <set>

#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr const char* setting_name = "rights";

}  // namespace

Bytes bytes_to_sign(const SignedRights& rights) {
  ByteWriter out;
  out.text("onestop rights");
  out.raw(rights.hash);
  out.instant(rights.from);
  return out.take();
}

Expected<void> verify(const SignedRights& rights) {
  if (sha256(as_bytes(rights.text)) != rights.hash) return fault("rights on record are another text than the one that was signed");
  std::set<Id> persons;
  for (const auto& one : rights.endorsements)
    if (onestop::verify(bytes_to_sign(rights), one.signature, one.key)) persons.insert(one.officer);
  if (persons.size() < 2) return fault("rights on record were not signed by two persons");
  return {};
}

Expected<std::vector<SignedRights>> rights_on_record(store::Reader& reader) {
  const auto kept = reader.setting(setting_name);
  if (!kept) return std::unexpected(kept.error());
  if (!*kept) return std::vector<SignedRights>{};
  auto list = wire::read_json<std::vector<SignedRights>>(std::string_view(reinterpret_cast<const char*>((*kept)->data()), (*kept)->size()));
  if (!list) return fault("the rights on record cannot be read");
  return std::move(*list);
}

Expected<void> put_rights(store::Writer& writer, const std::vector<SignedRights>& list) { return writer.put_setting(setting_name, as_bytes(wire::to_json(list))); }

}  // namespace onestop::server
