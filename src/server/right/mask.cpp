#include "server/right/mask.h"

namespace onestop::server {
namespace {

constexpr std::size_t most_places = 2'000;  // beyond them things are masked without being listed

}  // namespace

void Mask::about(right::About about) {
  about_ = std::move(about);
  known_.clear();
}

void Mask::say_purpose(const Code& purpose) {
  asker_.purpose = purpose;
  known_.clear();
}

const right::Verdict& Mask::see(right::Field field, const Code& author) {
  const auto [at, fresh] = known_.try_emplace({field, author});
  if (!fresh) return at->second;
  auto about = about_;
  if (!author.empty()) about.author = author;
  at->second = right::may_see(*rights_, asker_, about, field, now_);
  if (at->second.yes() && no_personal_ && right::entry(field).guard == right::Guard::personal) at->second.hurdle = right::Hurdle::no_purpose;
  return at->second;
}

void Mask::note(const std::string& place, right::Field field, const right::Verdict& verdict) {
  if (places_.size() < most_places) places_.push_back({place, right::to_text(field), Code(wire::enum_text(verdict.hurdle)), verdict.provision});
}

void Mask::show(right::Field field, const right::Verdict& verdict) {
  if (right::entry(field).guard != right::Guard::personal) return;
  if (shown_.empty()) basis_ = verdict.provision;
  shown_.insert(field);
}

std::vector<Code> Mask::personal() const {
  std::vector<Code> fields;
  for (const auto field : shown_) fields.emplace_back(right::to_text(field));
  return fields;
}

}  // namespace onestop::server
