#include "server/post/elsewhere.h"

#include <algorithm>
#include <map>

#include "wire/envelope.h"
#include "wire/lodgement_events.h"

namespace onestop::server {
namespace {

constexpr std::size_t page = 500;
constexpr auto look_by_itself = std::chrono::seconds(1);

}  // namespace

Elsewhere::Elsewhere(store::Store& store, Runner& runner, Hands hands) : store_(store), runner_(runner), hands_(std::move(hands)) {}

Elsewhere::~Elsewhere() { stop(); }

Expected<void> Elsewhere::start() {
  auto reader = store_.reader();
  if (!reader) return std::unexpected(reader.error());
  reader_ = std::move(*reader);
  const auto last = reader_->last_seq();
  if (!last) return std::unexpected(last.error());
  seen_ = *last;
  if (auto told = store_.when_others_write([this] { wake(); }); !told) return told;
  thread_ = std::thread([this] { loop(); });
  return {};
}

void Elsewhere::stop() {
  {
    const std::scoped_lock hold(lock_);
    if (stopping_) return;
    stopping_ = true;
  }
  (void)store_.when_others_write({});
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Elsewhere::wake() {
  {
    const std::scoped_lock hold(lock_);
    woken_ = true;
  }
  wake_.notify_one();
}

std::optional<std::string> Elsewhere::trouble() const {
  const std::scoped_lock hold(lock_);
  return trouble_;
}

void Elsewhere::loop() {
  for (;;) {
    {
      std::unique_lock hold(lock_);
      wake_.wait_for(hold, look_by_itself, [&] { return stopping_ || woken_; });
      if (stopping_) return;
      woken_ = false;
    }
    if (hands_.wrote) hands_.wrote();
    if (hands_.look_around) hands_.look_around(*reader_);
    auto more = look();
    while (more && *more) more = look();
    const std::scoped_lock hold(lock_);
    trouble_ = more ? std::nullopt : std::optional(more.error().what);
  }
}

Expected<void> Elsewhere::add(std::uint64_t seq, std::vector<store::StoredEvent>& to) {
  auto read = reader_->read_after(seq - 1, 1);
  if (!read) return std::unexpected(read.error());
  std::ranges::move(*read, std::back_inserter(to));
  return {};
}

Expected<bool> Elsewhere::look() {
  const auto events = reader_->read_raw_after(seen_, page);
  if (!events) return std::unexpected(events.error());
  std::vector<Landed> landed;
  std::vector<store::StoredEvent> of_shift, of_rules;
  std::map<Id, std::shared_ptr<const store::CrossingRow>> rows;
  for (const auto& event : *events) {
    const auto sealed = wire::parse_event(event.envelope, event.body, event.hash);
    if (!sealed) return fault("event " + std::to_string(event.seq) + ": " + sealed.error().what);
    const auto& envelope = sealed->envelope;
    Code state;
    for (const auto& one : runner_.recorders())
      if (one.id == envelope.recorder) state = one.state;
    if (envelope.stream == runner_.shift_stream()) {
      landed.push_back({event.seq, envelope.stream, envelope.version, envelope.type, state, envelope.at, {}, true});
      if (auto added = add(event.seq, of_shift); !added) return std::unexpected(added.error());
      continue;
    }
    if (wire::is_of_rules(envelope.type))
      if (auto added = add(event.seq, of_rules); !added) return std::unexpected(added.error());
    const auto [at, fresh] = rows.try_emplace(envelope.stream);
    if (fresh) {
      auto row = reader_->crossing(envelope.stream);
      if (!row) return std::unexpected(row.error());
      if (*row) at->second = std::make_shared<const store::CrossingRow>(std::move(**row));
    }
    if (at->second) landed.push_back({event.seq, envelope.stream, at->second->version, envelope.type, state, envelope.at, at->second});
  }
  if (!of_shift.empty()) runner_.learn(std::move(of_shift));
  if (!of_rules.empty() && hands_.rules) hands_.rules(of_rules);
  if (!landed.empty() && hands_.landed) hands_.landed(landed);
  if (!events->empty()) seen_ = events->back().seq;
  return events->size() == page;
}

}  // namespace onestop::server
