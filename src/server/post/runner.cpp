#include "server/post/runner.h"

#include <algorithm>

#include "core/crossing/invariants.h"
#include "server/post/crossing_file.h"
#include "server/post/officers.h"
#include "server/post/study_rows.h"
#include "wire/events.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

using crossing::Crossing;

constexpr std::uint64_t events_per_checkpoint = 1000;
constexpr std::int64_t checkpoint_every_ms = 60'000;
constexpr std::int64_t rest_every_ms = 5'000;
constexpr auto look_for_deadlines = std::chrono::milliseconds(100);
constexpr std::int64_t ask_for_lead_every_ms = 500;
constexpr std::int64_t longest_turn_ms = 5'000;

/// Not the hour: that may be set.
std::int64_t steady_ms() { return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

store::WorkKey key_of(const store::WorkRow& row) { return {row.crossing, row.state, row.control, row.subject}; }

bool same_place(const store::WorkRow& a, const store::WorkRow& b) {
  return a.state == b.state && a.control == b.control && a.subject == b.subject && a.station == b.station;
}

}  // namespace

Code command_name(const crossing::Command& command) {
  return std::visit([](const auto& one) { return Code(wire::short_name<std::remove_cvref_t<decltype(one)>>()); }, command);
}

Runner::Runner(store::Store& store, const Regime& regime, const DomainClock& clock, std::vector<Recorder> recorders,
               std::function<void(const std::vector<Landed>&)> landed)
    : store_(store), regime_(regime), clock_(clock), recorders_(std::move(recorders)), landed_(std::move(landed)), shift_(regime),
      last_checkpoint_(wall_now()), last_rest_(wall_now()), index_(SearchIndex::open(store)) {
  leads_ = !store.shared();  // until it has asked
}

Runner::~Runner() { stop(); }

Expected<void> Runner::start() {
  if (!index_) return std::unexpected(index_.error());
  auto reader = store_.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto rows = (*reader)->quarantined();
  if (!rows) return std::unexpected(rows.error());
  for (const auto& row : *rows) quarantined_[row.crossing] = row.reference;
  figures_.quarantined = quarantined_.size();
  if (auto loaded = shift_.load(**reader); !loaded) return loaded;
  thread_ = std::thread([this] { loop(); });
  return {};
}

void Runner::stop() {
  {
    const std::scoped_lock hold(lock_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Runner::submit(Job job) {
  {
    const std::scoped_lock hold(lock_);
    if (!stopping_ && queue_.size() < longest_queue) {
      queue_.push_back(std::move(job));
      figures_.queued = queue_.size();
      wake_.notify_one();
      return;
    }
  }
  job.reply(Busy{});
}

/// A database that says nothing fails nothing yet for as long as it is waited for: then the turn that does not end tells.
std::optional<std::string> Runner::trouble() const {
  const std::int64_t began = turn_ms_, since_ms = began == 0 ? 0 : steady_ms() - began;
  if (since_ms > longest_turn_ms) return "Nothing could be written for " + std::to_string(since_ms / 1000) + " seconds: the database does not answer.";
  const std::scoped_lock hold(lock_);
  return trouble_ ? trouble_ : shift_trouble_;
}

void Runner::loop() {
  for (;;) {
    turn_ms_ = steady_ms();
    std::vector<Job> jobs;
    {
      std::unique_lock hold(lock_);
      wake_.wait_for(hold, look_for_deadlines, [&] { return stopping_ || !queue_.empty() || !works_.empty() || !learned_.empty(); });
      while (!queue_.empty() && jobs.size() < largest_batch) {
        jobs.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
      figures_.queued = queue_.size();
      if (stopping_ && jobs.empty() && works_.empty()) break;
    }
    const bool asks = store_.shared() && wall_now() - last_asked_ > ask_for_lead_every_ms;
    if (asks) ask_for_lead();
    take_learned();
    do_writings();
    const bool troubled = in_trouble();
    if (!jobs.empty()) process(jobs);
    else if (troubled) try_again();
    if (troubled) load_shift();  // not in a pause only: at a busy post there is none
    // A question to a server at every batch would be the dearest part of it.
    if (leads_ && (jobs.empty() || asks || !store_.shared())) keep_deadlines();
    checkpoint(false);
    if (jobs.empty() && wall_now() - last_rest_ > rest_every_ms) {
      last_rest_ = wall_now();
      (void)store_.writer().rest();
      if (leads_) forget_old_requests();
      if (at_rest_) at_rest_();
    }
  }
  checkpoint(true);
  turn_ms_ = 0;
}

bool Runner::in_trouble() const {
  const std::scoped_lock hold(lock_);
  return trouble_ || shift_trouble_;
}

Expected<void> Runner::write_batch(std::vector<Job>& jobs, std::vector<Result>& results, std::vector<Landed>& landed) {
  auto& writer = store_.writer();
  if (auto begun = writer.begin(jobs.size() > 1 ? store::Takes::several : store::Takes::one); !begun) return begun;
  for (auto& job : jobs) results.push_back(process_one(job, landed));
  return writer.finish();
}

void Runner::process(std::vector<Job>& jobs) {
  std::vector<Result> results;
  std::vector<Landed> landed;
  Expected<void> written;
  if (store_.shared()) name_commands(jobs);
  for (int tries = 1;; ++tries) {
    try {
      written = write_batch(jobs, results, landed);
    } catch (const std::exception& what) {  // out of memory, most likely: nothing of the batch stands
      store_.writer().abandon();
      written = fault(std::string("the batch was given up: ") + what.what());
    }
    if (written || !store_.shared() || tries == most_tries) break;
    if (tries > 1) {
      const std::scoped_lock hold(lock_);
      trouble_ = written.error().what;
    }
    // Another process stood crosswise, or the connection broke: whatever stands by now is found under the commands' names.
    results.clear();
    landed.clear();
    forget_all();
    std::this_thread::sleep_for(std::chrono::milliseconds(10 << tries));
  }
  {
    const std::scoped_lock hold(lock_);
    trouble_ = written ? std::nullopt : std::optional(written.error().what);
  }
  if (!written) {
    forget_all();
    ++figures_.failed;
    for (auto& job : jobs) job.reply(Failed{written.error().what});
    return;
  }
  ++figures_.batches;
  shift_.publish();
  events_since_checkpoint_ += landed.size();
  figures_.events += landed.size();
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].reply(std::move(results[i]));
  if (!landed.empty() && landed_) landed_(landed);
  while (remembered_.size() > most_remembered) forget_oldest();
}

/// After a fault: an empty transaction shows whether the world is well again.
void Runner::try_again() {
  std::vector<Job> nothing;
  process(nothing);
}

void Runner::forget_old_requests() {
  constexpr std::int64_t kept_ms = 7 * day_ms;
  constexpr std::size_t at_once = 1000;
  auto& writer = store_.writer();
  if (!writer.begin()) return;
  (void)writer.forget_requests(wall_now() + -kept_ms, at_once);
  (void)writer.finish();
}

const Runner::Recorder* Runner::recorder_of(const Code& state) const {
  for (const auto& one : recorders_)
    if (one.state == state) return &one;
  return nullptr;
}

const law::Procedure* Runner::procedure_of(const Crossing& state, const crossing::Command& command, Instant now) const {
  if (const auto* opened = state.opened()) return regime_.of(opened->opening->procedure);
  if (const auto* arrival = std::get_if<crossing::RegisterArrival>(&command))
    if (const auto* procedure = regime_.in_force(arrival->exit_state, now)) return procedure;
  return regime_.in_force(regime_.post().states.front().code, now);
}

Expected<Runner::Remembered*> Runner::recall(const Id& id) {
  auto at = remembered_.find(id);
  if (at != remembered_.end()) {
    by_age_.splice(by_age_.end(), by_age_, at->second.age);
    return &at->second;
  }
  auto& reader = store_.writer().reader();
  auto file = read_crossing_file(reader, id, regime_.post().code);
  if (!file) return std::unexpected(file.error());
  Remembered fresh;
  fresh.state.id = id;
  if (*file) {
    fresh.state = std::move((*file)->state);
    auto row = reader.crossing(id);
    if (!row) return std::unexpected(row.error());
    fresh.row = std::move(*row);
    auto work = reader.work({.state = {}, .station = {}, .agency = {}, .crossing = id, .limit = store::largest_page});
    if (!work) return std::unexpected(work.error());
    fresh.work = std::move(*work);
  }
  fresh.age = by_age_.insert(by_age_.end(), id);
  return &remembered_.emplace(id, std::move(fresh)).first->second;
}

void Runner::forget(const Id& crossing) {
  const auto at = remembered_.find(crossing);
  if (at == remembered_.end()) return;
  by_age_.erase(at->second.age);
  remembered_.erase(at);
}

void Runner::forget_all() {
  load_shift();
  remembered_.clear();
  by_age_.clear();
}

bool Runner::load_shift() {
  const auto loaded = shift_.load(store_.writer().reader());
  const std::scoped_lock hold(lock_);
  shift_trouble_ = loaded ? std::nullopt : std::optional("The shift cannot be read back, so that no command of the shift and no arrival from the queue is taken: " + loaded.error().what);
  return loaded.has_value();
}

void Runner::forget_oldest() {
  remembered_.erase(by_age_.front());
  by_age_.pop_front();
}

Result Runner::answer_again(const Job& job, const store::AlreadyDone& done) {
  const auto answer = wire::read_json<StoredAnswer>({reinterpret_cast<const char*>(done.response.data()), done.response.size()});
  if (!answer) return Failed{"the earlier answer to this command cannot be read"};
  return Recorded{job.crossing, answer->version, answer->events};
}

std::optional<Result> Runner::answered_before(const Job& job) {
  if (!job.idempotency) return std::nullopt;
  const auto earlier = store_.writer().recall(*job.idempotency);
  if (!earlier) return Failed{earlier.error().what};
  if (!*earlier) return std::nullopt;
  const auto* done = std::get_if<store::AlreadyDone>(&**earlier);
  if (!done) return KeyReused{};
  return answer_again(job, *done);
}

/// Where another process was quicker, the command is judged again by what that one left; a client that named a version is told
/// by then whether it still is the one.
Result Runner::process_one(Job& job, std::vector<Landed>& landed) {
  for (int tries = 1;; ++tries) {
    if (auto result = try_one(job, landed)) return std::move(*result);
    if (tries < most_tries) continue;
    ++figures_.stale;
    return Stale{};
  }
}

/// Nothing where another process wrote first.
std::optional<Result> Runner::try_one(Job& job, std::vector<Landed>& landed) {
  auto& writer = store_.writer();
  if (auto earlier = answered_before(job)) return std::move(*earlier);
  if (const auto kept = quarantined_.find(job.crossing); kept != quarantined_.end()) {
    if (job.fires) spend(*job.fires);  // or it would come back for ever, before the deadlines of others
    return Quarantined{kept->second};
  }
  if (const auto unread = shift_unread(job)) return Failed{*unread};
  const auto* arrival = std::get_if<crossing::RegisterArrival>(&job.command);
  if (const auto kept = quarantined_.find(shift_.stream()); arrival && arrival->ticket && kept != quarantined_.end()) return Quarantined{kept->second};  // it would change the queue
  if (job.shift) {
    if (auto unread = refresh(job)) return Failed{*unread};
    return process_shift(job, landed);
  }
  if (auto unread = refresh(job)) return Failed{*unread};
  auto remembered = recall(job.crossing);
  if (!remembered) return Failed{remembered.error().what};
  auto& before = **remembered;
  const auto now = clock_.now();
  const auto* procedure = procedure_of(before.state, job.command, now);
  if (!procedure) return Failed{"this server does not hold the law under which the crossing was opened"};
  if (job.expected_version && *job.expected_version != before.state.version()) {
    ++figures_.stale;
    return Stale{before.state.version()};
  }

  if (const auto no = stop_at_the_gate(job, *procedure, now)) return refuse_shift(job, *no, command_name(job.command), *procedure, now);
  if (auto* arriving = std::get_if<crossing::RegisterArrival>(&job.command); arriving && at_arrival_.before) at_arrival_.before(*arriving, *procedure, writer.reader());
  const auto decision = crossing::decide(before.state, *procedure, job.actor, job.command, now);
  if (const auto* refusal = std::get_if<crossing::Refusal>(&decision)) return refuse(job, *refusal, *procedure, now);
  const auto& accepted = std::get<crossing::Accepted>(decision);
  const auto* recorder = recorder_of(job.actor.state);
  if (!recorder) return Failed{"no recorder of this server belongs to the state of the officer"};

  Crossing after = before.state;
  std::vector<crossing::Recorded> fresh;
  for (const auto& event : accepted.events) fresh.push_back({recorder->id, now, event});
  for (const auto& one : fresh) crossing::evolve(after, one);
  if (const auto* broken = crossing::violated(after, *procedure)) return quarantine(job, broken->sentence, now);

  Remembered next;
  auto commit = commit_of(job, before, after, *procedure, accepted, now, next);
  if (auto counted = add_study_rows(fresh, after, *procedure, next, commit); !counted) return Failed{counted.error().what};
  StoredAnswer answer{after.version(), {}};
  for (const auto& event : commit.events) answer.events.push_back(event.type);
  auto shift_after = leave_queue(job, accepted, recorder->id, now, commit);
  if (const auto* arriving = std::get_if<crossing::RegisterArrival>(&job.command); arriving && at_arrival_.with) at_arrival_.with(*arriving, job.crossing, now, writer.reader(), commit);
  if (job.idempotency) {
    commit.idempotency = job.idempotency;
    const auto text = wire::to_json(answer);
    commit.response.assign(text.begin(), text.end());
  }
  auto outcome = writer.apply(commit);
  if (!outcome) return Failed{outcome.error().what};
  if (const auto* stale = std::get_if<store::StaleVersion>(&*outcome)) {
    outrun(job, *stale);
    return std::nullopt;
  }
  if (const auto* done = std::get_if<store::AlreadyDone>(&*outcome)) return answer_again(job, *done);
  if (std::holds_alternative<store::AlreadyFired>(*outcome)) return Refused{{crossing::RefusalCode::deadline_moot, {}, {}, {}}, procedure};
  if (!std::holds_alternative<store::Applied>(*outcome)) return KeyReused{};
  const auto& places = std::get<store::Applied>(*outcome).places;
  const auto row = std::make_shared<const store::CrossingRow>(*next.row);
  const auto own = answer.events.size();
  for (std::size_t i = 0; i < own; ++i)
    landed.push_back({places[i].seq, job.crossing, answer.version - (own - 1 - i), answer.events[i], job.actor.state, now, row});
  if (shift_after) {
    landed.push_back({places[own].seq, shift_.stream(), shift_after->version(), commit.events[own].type, job.actor.state, now, {}, true});
    shift_.accept(std::move(shift_after));
  }
  before.state = std::move(after);
  before.row = std::move(next.row);
  before.work = std::move(next.work);
  ++figures_.decided;
  return Recorded{job.crossing, answer.version, std::move(answer.events)};
}

store::Commit Runner::commit_of(const Job& job, const Remembered& before, const Crossing& after, const law::Procedure& procedure,
                                const crossing::Accepted& accepted, Instant now, Remembered& next) const {
  const auto* recorder = recorder_of(job.actor.state);
  store::Commit commit;
  std::vector<wire::Seen> seen;
  std::uint64_t own = 0;
  for (const auto& half : before.state.halves) {
    if (half.recorder == recorder->id) own = half.version;
    else seen.push_back({half.recorder, half.version});
  }
  commit.expects.push_back({recorder->id, after.id, own});
  for (const auto& one : seen) commit.expects.push_back({one.recorder, after.id, one.version});
  for (const auto& event : accepted.events) {
    auto encoded = wire::encode(event);
    commit.events.push_back({recorder->id, after.id, encoded.type, encoded.type_version, now, seen, std::move(encoded.fields)});
  }
  auto rows = rows_of(after, procedure, before.row, before.work, now);
  rows.crossing.post = regime_.post().code;
  commit.crossings.push_back(rows.crossing);
  next.row = std::move(rows.crossing);
  next.work = std::move(rows.work);
  for (const auto& row : before.work)
    if (std::none_of(next.work.begin(), next.work.end(), [&](const auto& other) { return same_place(row, other); }))
      commit.work_gone.push_back(key_of(row));
  for (const auto& row : next.work)
    if (std::none_of(before.work.begin(), before.work.end(), [&](const auto& other) { return same_place(row, other); }))
      commit.work.push_back(row);
  for (const auto& deadline : accepted.deadlines)
    commit.due.push_back({fresh_id(now), recorder->id, after.id, wire::EnumNames<crossing::DeadlineKind>::names[static_cast<std::size_t>(deadline.kind)], deadline.about, deadline.at});
  commit.fires = job.fires;
  return commit;
}

/// From its release or its end on, every event of a crossing writes its stay anew.
Expected<void> Runner::add_study_rows(std::span<const crossing::Recorded> fresh, const Crossing& after, const law::Procedure& procedure,
                                      const Remembered& next, store::Commit& commit) {
  if (index_)
    for (const auto& one : fresh)
      for (auto& row : index_->rows(after.id, one.event)) commit.tokens.push_back(std::move(row));
  if (!next.row->released && !next.row->ended) return {};
  auto stay = stay_with(store_.writer().reader(), after, fresh, procedure);
  if (!stay) return std::unexpected(stay.error());
  if (*stay) commit.stays.push_back(std::move(**stay));
  return {};
}

void Runner::spend(const Id& deadline) {
  store::Commit spent;
  spent.fires = deadline;
  (void)store_.writer().apply(spent);
}

Result Runner::refuse(const Job& job, const crossing::Refusal& refusal, const law::Procedure& procedure, Instant now) {
  // Another process may have recorded this very command since it was asked for.
  if (store_.shared())
    if (auto earlier = answered_before(job)) return std::move(*earlier);
  ++figures_.refused;
  const auto* recorder = recorder_of(job.actor.state);
  if (job.fires) {  // the deadline is spent, whatever became of it
    spend(*job.fires);
  } else if (recorder) {
    const auto put = store_.writer().put_refusal({recorder->id, now, job.actor.officer, command_name(job.command),
                                                  Code(crossing::entry(refusal.code).name), crossing::sentence(refusal),
                                                  refusal.provision.text(), job.crossing});
    if (!put) return Failed{put.error().what};
  }
  return Refused{refusal, &procedure};
}

Result Runner::quarantine(const Job& job, std::string_view why, Instant now) {
  const auto reference = fresh_id(now);
  const auto put = store_.writer().put_quarantine({reference, job.crossing, now, (job.shift ? command_name(*job.shift) : command_name(job.command)).text(), std::string(why)});
  if (!put) return Failed{put.error().what};
  quarantined_[job.crossing] = reference;
  figures_.quarantined = quarantined_.size();
  return Quarantined{reference};
}

void Runner::keep_deadlines() {
  auto& writer = store_.writer();
  auto due = writer.reader().due(clock_.now(), largest_batch);
  if (!due || due->empty()) return;
  std::vector<Job> jobs;
  for (const auto& row : *due) {
    Job job;
    for (const auto& one : recorders_)
      if (one.id == row.recorder) job.actor.state = one.state;
    job.actor.role = "system";
    job.crossing = row.crossing;
    auto kind = crossing::DeadlineKind::hold_expiry;
    if (!boost::describe::enum_from_string(row.kind.text().c_str(), kind)) continue;  // of a later version of this program
    job.command = crossing::KeepDeadline{kind, row.subject};
    job.fires = row.id;
    job.reply = [](const Result&) {};
    jobs.push_back(std::move(job));
  }
  process(jobs);
}

void Runner::checkpoint(bool last) {
  const auto now = wall_now();
  const bool due = events_since_checkpoint_ >= events_per_checkpoint || now - last_checkpoint_ >= checkpoint_every_ms;
  const bool anything = events_since_checkpoint_ > 0 || store_.shared();  // what others wrote is not counted here
  if (!leads_ || !anything || (!due && !last)) return;
  auto& writer = store_.writer();
  if (!writer.begin(store::Takes::several)) return;
  bool signed_all = true;
  for (const auto& one : recorders_) signed_all = writer.checkpoint(one.id, clock_.now(), one.key).has_value() && signed_all;
  if (writer.finish() && signed_all) events_since_checkpoint_ = 0;
  last_checkpoint_ = now;
}

}  // namespace onestop::server
