#include "server/lodging/follower.h"

#include <algorithm>
#include <future>

#include "server/lodging/notices.h"
#include "wire/envelope.h"
#include "wire/json.h"
#include "wire/lodgement_events.h"

namespace onestop::server {
namespace {

constexpr const char* cursor = LodgementFollower::place;
constexpr std::size_t page = 500;

}  // namespace

struct LodgementFollower::Found {
  std::vector<Id> looked_again;
  std::vector<store::Commit> commits;
  std::vector<store::NotificationRow> notices;
  std::optional<std::string> skipped;  // what could not be judged again, of the last
};

LodgementFollower::~LodgementFollower() { stop(); }

void LodgementFollower::start() {
  thread_ = std::thread([this] { loop(); });
}

void LodgementFollower::stop() {
  {
    const std::scoped_lock hold(lock_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void LodgementFollower::wake() {
  {
    const std::scoped_lock hold(lock_);
    woken_ = true;
  }
  wake_.notify_one();
}

std::optional<std::string> LodgementFollower::trouble() const {
  const std::scoped_lock hold(lock_);
  return trouble_ ? trouble_ : skipped_;
}

void LodgementFollower::loop() {
  for (;;) {
    {
      std::unique_lock hold(lock_);
      wake_.wait_for(hold, std::chrono::seconds(1), [&] { return stopping_ || woken_; });
      if (stopping_) return;
      woken_ = false;
    }
    const auto more = follow();
    const std::scoped_lock hold(lock_);
    trouble_ = more ? std::nullopt : std::optional(more.error().what);
    woken_ = woken_ || more.value_or(false);
  }
}

Expected<void> LodgementFollower::tell_of_crossing(store::Reader& reader, const store::RawEvent& raw, Found& found) const {
  auto event = read_shareable(raw);
  if (!event) return std::unexpected(event.error());
  const auto sealed = wire::parse_event(raw.envelope, raw.body, raw.hash);
  if (!sealed) return std::unexpected(sealed.error());
  Notice about;
  if (const auto* held = std::get_if<crossing::HoldPlaced>(&event->event)) {
    about.kind = "held";
    if (held->covers.scope != crossing::Scope::person) {  // a person's affairs are no business of who lodged for the goods
      about.reason = held->reason;
      about.evidence = held->evidence;
    }
  } else if (std::holds_alternative<crossing::HoldLifted>(event->event)) {
    about.kind = "hold_lifted";
  } else if (std::holds_alternative<crossing::SubjectRefused>(event->event)) {
    about.kind = "refused";  // of whom and why, the traveller is told at the desk
  } else if (std::holds_alternative<crossing::SubjectReleased>(event->event)) {
    about.kind = "released";
  } else if (std::holds_alternative<crossing::VehicleDeparted>(event->event)) {
    about.kind = "departed";
  } else {
    return {};
  }
  const auto rows = reader.lodgements_of(sealed->envelope.stream);
  if (!rows) return std::unexpected(rows.error());
  const auto& by = crossing::by_of(event->event);
  for (const auto& row : *rows) {
    if (!lodgements_.environment().confirmed(row.firm)) continue;
    auto notice = plain_notice(about.kind, row, event->at, lodgements_.environment().terms);
    notice.agency = by.agency;
    notice.state = by.state;
    notice.reason = about.reason;
    notice.evidence = about.evidence;
    found.notices.push_back(row_of(notice, row.firm));
  }
  return {};
}

Expected<void> LodgementFollower::look_at(store::Reader& reader, const store::RawEvent& raw, Found& found) const {
  const auto sealed = wire::parse_event(raw.envelope, raw.body, raw.hash);
  if (!sealed) return std::unexpected(sealed.error());
  const auto& type = sealed->envelope.type;
  static const std::array told{Code(wire::short_name<crossing::HoldPlaced>()), Code(wire::short_name<crossing::HoldLifted>()), Code(wire::short_name<crossing::SubjectRefused>()),
                               Code(wire::short_name<crossing::SubjectReleased>()), Code(wire::short_name<crossing::VehicleDeparted>())};
  if (std::ranges::find(told, type) != told.end()) return tell_of_crossing(reader, raw, found);
  const bool others_concerned = type == Code(wire::short_name<lodgement::MessageLodged>()) || type == Code(wire::short_name<lodgement::LodgementCancelled>());
  if (!others_concerned || std::ranges::find(found.looked_again, sealed->envelope.stream) != found.looked_again.end()) return {};
  found.looked_again.push_back(sealed->envelope.stream);
  auto commits = lodgements_.look_again(reader, sealed->envelope.stream);
  if (!commits) {  // one that cannot be read holds up nobody else's
    found.skipped = "lodgement " + to_text(sealed->envelope.stream) + ": " + commits.error().what;
    return {};
  }
  std::ranges::move(*commits, std::back_inserter(found.commits));
  return {};
}

Expected<bool> LodgementFollower::follow() {
  const std::scoped_lock alone(following_);
  auto& at = lodgements_.environment();
  if (!at.runner.leads()) return false;  // another process of this database does it
  auto reader = at.readers.borrow();
  if (!reader) return fault("the log cannot be read");
  const auto seen = reader->cursor(cursor);
  if (!seen) return std::unexpected(seen.error());
  const auto events = reader->read_raw_after(std::max(*seen, looked_), page);
  if (!events) return std::unexpected(events.error());
  if (events->empty()) return false;
  Found found;
  for (const auto& raw : *events)
    if (auto looked = look_at(*reader, raw, found); !looked) return fault("event " + std::to_string(raw.seq) + ": " + looked.error().what);
  const auto seq = events->back().seq;
  // What nothing follows from is looked at twice after a crash, which harms nobody; a transaction for each would cost more.
  const bool follows = !found.commits.empty() || !found.notices.empty() || found.skipped;
  if (!follows && at.store.shared() && seq - *seen < page && wall_now() - written_ < 1000) {
    looked_ = seq;
    return true;
  }
  std::promise<bool> written;
  at.runner.write(
      [&](store::Writer& writer) -> Expected<void> {
        if (!at.runner.leads()) return fault("another process of this database tells firms now");
        // What became stale meanwhile was changed by an event that is looked at in its turn; what cannot be written is left out.
        for (const auto& commit : found.commits)
          if (auto done = writer.apply(commit); !done) found.skipped = done.error().what;
        store::Commit told;
        told.notifications = found.notices;
        if (auto done = writer.apply(told); !done) return std::unexpected(done.error());
        return writer.put_cursor(cursor, seq);
      },
      [&](bool done) { written.set_value(done); });
  if (!written.get_future().get()) return fault("what firms are to be told cannot be written");
  looked_ = seq;
  written_ = wall_now();
  if (found.skipped) {
    const std::scoped_lock hold(lock_);
    skipped_ = found.skipped;
  }
  return true;
}

}  // namespace onestop::server
