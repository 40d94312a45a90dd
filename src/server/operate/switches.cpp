#include "server/operate/switches.h"

#include <algorithm>
#include <mutex>

#include "base/bytes.h"
#include "server/audit/audit.h"
#include "wire/json_types.h"

namespace onestop::server {
namespace {

constexpr std::string_view firm_prefix = "firm:", link_prefix = "link:";
constexpr std::size_t longest_link_name = 40;

Hash hash_of(const std::optional<store::OperatorAct>& act) {
  if (!act) return {};
  ByteWriter out;
  out.text("onestop operator act 1");
  out.id(act->id);
  out.text(wire::enum_text(act->kind));
  out.text(act->system);
  out.text(act->reason);
  out.text(act->by);
  return sha256(out.bytes());
}

audit::Event event_of(const store::OperatorAct& act, const crossing::By& by, const std::optional<store::OperatorAct>& before, Instant domain_now) {
  switch (act.kind) {
    case store::ActKind::opened:
    case store::ActKind::closed: return audit::RulesChanged{by, {}, "switch", hash_of(before), hash_of(act), domain_now};
    case store::ActKind::redriven:
    case store::ActKind::replayed: break;
  }
  const auto firm = act.system.starts_with(firm_prefix) ? parse_id(act.system.substr(firm_prefix.size())) : std::nullopt;
  return audit::HandedOut{by, "replay", firm.value_or(Id{}), hash_of(act), act.system};
}

}  // namespace

std::string firm_system(const Id& firm) { return std::string(firm_prefix) + to_text(firm); }

bool is_system(const std::string& name) {
  if (std::ranges::any_of(outside::all, [&](const char* one) { return name == one; })) return true;
  if (name.starts_with(firm_prefix)) return parse_id(name.substr(firm_prefix.size())).has_value();
  if (!name.starts_with(link_prefix)) return false;
  const auto rest = name.substr(link_prefix.size());
  const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_'; };
  return !rest.empty() && rest.size() <= longest_link_name && std::ranges::all_of(rest, plain);
}

Expected<void> Switches::read(store::Reader& reader) {
  auto rows = reader.switches();
  if (!rows) return std::unexpected(rows.error());
  for (const auto& row : *rows) learn(row);
  return {};
}

void Switches::learn(const store::OperatorAct& act) {
  const std::unique_lock hold(lock_);
  auto& standing = acts_[act.system];
  if (standing.id < act.id) standing = act;
}

std::optional<store::OperatorAct> Switches::closed(const std::string& system) const {
  const std::shared_lock hold(lock_);
  const auto found = acts_.find(system);
  return found != acts_.end() && found->second.kind == store::ActKind::closed ? std::optional(found->second) : std::nullopt;
}

bool Switches::may_tell(const Id& firm, bool in_sandbox) const {
  return open(outside::webhooks) && open(in_sandbox ? outside::sandbox : outside::lodging) && open(firm_system(firm));
}

std::vector<store::OperatorAct> Switches::all() const {
  const std::shared_lock hold(lock_);
  std::vector<store::OperatorAct> list;
  for (const auto& [system, act] : acts_) list.push_back(act);
  return list;
}

Expected<void> put_act(store::Writer& writer, const Id& recorder, Instant domain_now, const store::OperatorAct& act, const crossing::By& by, const std::optional<store::OperatorAct>& before) {
  if (auto put = writer.put_operator_act(act); !put) return put;
  return put_audit(writer, recorder, domain_now, event_of(act, by, before, domain_now));
}

}  // namespace onestop::server
