// The runner on a database that other processes write to as well: who leads, what must be looked at again.
#include "server/post/officers.h"
#include "server/post/runner.h"

namespace onestop::server {
namespace {

constexpr const char* lead_name = "background";

}  // namespace

void Runner::ask_for_lead() {
  last_asked_ = wall_now();
  const auto leads = store_.writer().lead(lead_name);
  leads_ = leads.value_or(false);
  if (leads) return;
  const std::scoped_lock hold(lock_);
  trouble_ = leads.error().what;  // the page says so before anybody's command fails
}

void Runner::learn(std::vector<store::StoredEvent> of_shift) {
  const std::scoped_lock hold(lock_);
  if (stopping_) return;
  std::ranges::move(of_shift, std::back_inserter(learned_));
  wake_.notify_one();
}

void Runner::take_learned() {
  std::vector<store::StoredEvent> events;
  {
    const std::scoped_lock hold(lock_);
    events.swap(learned_);
  }
  for (const auto& event : events) {
    const auto known = shift_.learn(event);
    if (known && *known) continue;
    load_shift();
    break;
  }
  if (!events.empty()) shift_.publish();
}

/// A name for each command that came without one, so that a batch whose end nobody knows can be tried again.
void Runner::name_commands(std::vector<Job>& jobs) {
  const auto now = wall_now();
  for (auto& job : jobs)
    if (!job.idempotency && !job.fires) job.idempotency = store::Idempotency{"onestop", to_text(fresh_id(now)), {}, now};
}

/// Another process wrote first: nothing of what is remembered of it is good any more.
void Runner::outrun(const Job& job, const store::StaleVersion& by) {
  forget(job.crossing);
  if (by.stream == shift_.stream()) load_shift();
}

/// Where other processes write, what is remembered may be older than the log: a refusal must not rest on it. What stands in
/// the way where the log cannot be read.
std::optional<std::string> Runner::refresh(const Job& job) {
  if (!store_.shared()) return std::nullopt;
  auto& reader = store_.writer().reader();
  if (job.shift || std::holds_alternative<crossing::RegisterArrival>(job.command)) {
    const auto heads = reader.versions(shift_.stream());
    if (!heads) return heads.error().what;
    if (!shift_.stands_at(*heads)) load_shift();
  }
  const auto at = remembered_.find(job.crossing);
  if (job.shift || at == remembered_.end()) return std::nullopt;
  const auto heads = reader.versions(job.crossing);
  if (!heads) return heads.error().what;
  if (!stand_at(at->second.state.halves, *heads)) forget(job.crossing);
  return std::nullopt;
}

}  // namespace onestop::server
