#include "wire/signature_check.h"

#include "core/law/activation.h"
#include "wire/audit_events.h"
#include "wire/events.h"

namespace onestop::wire {
namespace {

template <class E>
bool is(const Code& type) {
  return type == Code(EventType<E>::name);
}

}  // namespace

bool SignatureCheck::concerns(const Code& type) {
  return is<audit::AccountChanged>(type) || is<crossing::InspectionActDrawn>(type) || is<crossing::InspectionActSigned>(type) ||
         is<law::RegimeActivated>(type);
}

SignatureCheck::Wrong SignatureCheck::take(const Envelope& envelope, std::vector<Field> fields) {
  if (is<audit::AccountChanged>(envelope.type)) return account(envelope, std::move(fields));
  if (is<law::RegimeActivated>(envelope.type)) return activation(envelope, std::move(fields));
  if (concerns(envelope.type)) return act(envelope, std::move(fields));
  return {};
}

const PublicKey* SignatureCheck::key_of(const Id& officer) const {
  const auto known = keys_.find(officer);
  return known == keys_.end() ? nullptr : &known->second;
}

void SignatureCheck::hold(std::string_view what, const Id& officer, const PublicKey& key, const Signature& signature, ByteView message, Wrong& wrong) {
  const auto who = std::string(what) + " of officer " + to_text(officer);
  if (!verify(message, signature, key)) {
    wrong.push_back("the signature " + who + " does not hold");
    return;
  }
  ++genuine_;
  const auto known = keys_.find(officer);
  if (known == keys_.end()) ++without_account_;
  else if (known->second != key) wrong.push_back("the signature " + who + " was given by another key than the officer has by the log");
}

SignatureCheck::Wrong SignatureCheck::account(const Envelope& envelope, std::vector<Field> fields) {
  const auto told = decode_audit(envelope.type, envelope.type_version, std::move(fields));
  if (!told) return {told.error().what};
  const auto& changed = std::get<audit::AccountChanged>(*told);
  if (changed.key != PublicKey{}) keys_[changed.officer] = changed.key;
  return {};
}

SignatureCheck::Wrong SignatureCheck::act(const Envelope& envelope, std::vector<Field> fields) {
  const auto told = decode(envelope.type, envelope.type_version, std::move(fields));
  if (!told) return {told.error().what};
  if (const auto* drawn = std::get_if<crossing::InspectionActDrawn>(&*told)) {
    auto bytes = crossing::act_bytes(drawn->act);
    const auto hash = sha256(bytes);
    drawn_[{envelope.stream, hash}] = std::move(bytes);
    return {};
  }
  const auto& given = std::get<crossing::InspectionActSigned>(*told);
  const auto drawn = drawn_.find({envelope.stream, given.act});
  if (drawn == drawn_.end()) return {"the act that officer " + to_text(given.by.officer) + " signed was not drawn in this crossing"};
  Wrong wrong;
  hold("under an act of inspection", given.by.officer, given.key, given.signature, drawn->second, wrong);
  return wrong;
}

SignatureCheck::Wrong SignatureCheck::activation(const Envelope& envelope, std::vector<Field> fields) {
  const auto told = decode_activation(envelope.type_version, std::move(fields));
  if (!told) return {told.error().what};
  Wrong wrong;
  const auto bytes = law::activation_bytes(*told);
  for (const auto& one : told->endorsements) hold("under the law in force", one.officer, one.key, one.signature, bytes, wrong);
  if (wrong.empty() && !law::is_endorsed(*told)) wrong.push_back("law was brought into force without the signatures of two different persons");
  return wrong;
}

}  // namespace onestop::wire
