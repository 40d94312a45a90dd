// The runner's jobs on the shift of the post, and the queue before the gate at an arrival.
#include "server/post/runner.h"
#include "wire/json.h"

namespace onestop::server {

Code command_name(const shift::Command& command) {
  return std::visit([](const auto& one) { return Code(wire::short_name<std::remove_cvref_t<decltype(one)>>()); }, command);
}

ShiftKeeper::Snapshot Runner::shift() const { return shift_.published(); }

/// Why what this job needs of the shift cannot be known; the shift is read once more before that is said.
std::optional<std::string> Runner::shift_unread(const Job& job) {
  const auto* arrival = std::get_if<crossing::RegisterArrival>(&job.command);
  if (!job.shift && !(arrival && arrival->ticket)) return std::nullopt;
  {
    const std::scoped_lock hold(lock_);
    if (!shift_trouble_) return std::nullopt;
  }
  if (load_shift()) return std::nullopt;
  const std::scoped_lock hold(lock_);
  return shift_trouble_;
}

Result Runner::refuse_shift(const Job& job, const shift::Refusal& refusal, const Code& asked, const law::Procedure& procedure, Instant now) {
  if (store_.shared())
    if (auto earlier = answered_before(job)) return std::move(*earlier);
  ++figures_.refused;
  if (const auto* recorder = recorder_of(job.actor.state)) {
    const auto put = store_.writer().put_refusal({recorder->id, now, job.actor.officer, asked, Code(shift::entry(refusal.code).name),
                                                  shift::sentence(refusal), refusal.provision.text(), job.crossing});
    if (!put) return Failed{put.error().what};
  }
  return Refused{{}, &procedure, refusal};
}

std::optional<Result> Runner::process_shift(Job& job, std::vector<Landed>& landed) {
  const auto now = clock_.now();
  const auto seating = shift_.seating(job.actor, now);
  const auto* procedure = seating.procedure;
  const auto* recorder = recorder_of(job.actor.state);
  if (!procedure || !recorder) return Failed{"no law is in force, and no recorder kept, for the state of the officer"};
  const auto before = shift_.working().version();
  if (job.expected_version && *job.expected_version != before) {
    ++figures_.stale;
    return Stale{before};
  }
  const auto decision = shift_.judge(job.actor, *job.shift, seating, now);
  if (const auto* no = std::get_if<shift::Refusal>(&decision)) return refuse_shift(job, *no, command_name(*job.shift), *procedure, now);

  store::Commit commit;
  auto next = shift_.after(std::get<shift::Event>(decision), recorder->id, now, commit);
  if (const auto* broken = shift::violated(*next)) return quarantine(job, broken, now);
  StoredAnswer answer{before + 1, {commit.events.front().type}};
  if (job.idempotency) {
    commit.idempotency = job.idempotency;
    const auto text = wire::to_json(answer);
    commit.response.assign(text.begin(), text.end());
  }
  const auto outcome = store_.writer().apply(commit);
  if (!outcome) return Failed{outcome.error().what};
  if (const auto* stale = std::get_if<store::StaleVersion>(&*outcome)) {
    outrun(job, *stale);
    return std::nullopt;
  }
  if (const auto* done = std::get_if<store::AlreadyDone>(&*outcome)) return answer_again(job, *done);
  if (!std::holds_alternative<store::Applied>(*outcome)) return KeyReused{};
  landed.push_back({std::get<store::Applied>(*outcome).places.front().seq, job.crossing, answer.version, answer.events.front(), job.actor.state, now, {}, true});
  shift_.accept(std::move(next));
  ++figures_.decided;
  return Recorded{job.crossing, answer.version, std::move(answer.events)};
}

/// The ticket of an arrival leaves the queue in the same commit; without one it still rests on what the shift has open.
ShiftKeeper::Snapshot Runner::leave_queue(const Job& job, const crossing::Accepted& accepted, const Id& recorder, Instant now, store::Commit& commit) const {
  const auto* arrival = std::get_if<crossing::RegisterArrival>(&job.command);
  if (!arrival) return nullptr;
  if (!arrival->ticket) {
    if (store_.shared()) shift_.rest_on(commit);
    return nullptr;
  }
  return shift_.after(shift::QueueLeft{crossing::by_of(accepted.events.front()), *arrival->ticket, false, job.crossing}, recorder, now, commit);
}

std::optional<shift::Refusal> Runner::stop_at_the_gate(Job& job, const law::Procedure& procedure, Instant now) const {
  auto* arrival = std::get_if<crossing::RegisterArrival>(&job.command);
  if (!arrival) return std::nullopt;
  arrival->joined.reset();
  if (auto no = shift_.at_the_gate(*arrival, procedure, now)) return no;
  if (arrival->ticket) arrival->joined = shift_.working().waiting(*arrival->ticket)->at;
  return std::nullopt;
}

}  // namespace onestop::server
