#include "server/identity/sessions.h"

#include <algorithm>
#include <future>

#include "server/post/clock.h"

namespace onestop::server {
namespace {

constexpr auto patience = std::chrono::seconds(20);
constexpr std::size_t most_ended_at_once = 100;

bool over(const store::SessionRow& row, Instant now) {
  return row.expires < now || now - row.last_used > std::chrono::milliseconds(Sessions::idle_lifetime).count();
}

}  // namespace

bool written(Runner& runner, Runner::Work work) {
  auto done = std::make_shared<std::promise<bool>>();
  auto answer = done->get_future();
  runner.write(std::move(work), [done](bool yes) { done->set_value(yes); });
  return answer.wait_for(patience) == std::future_status::ready && answer.get();
}

Expected<Sessions::Opened> Sessions::open(const Officer& officer, const Id& appointment, const Code& desk, const Code& station, const Code& method, bool second_factor) {
  std::array<unsigned char, 32> random{};
  random_bytes(random);
  Opened opened;
  opened.token = to_hex(random);
  const auto now = wall_now();
  const store::SessionRow row{sha256(as_bytes(opened.token)), fresh_id(now), officer.id, appointment, desk, method, second_factor, now, now + lasts_ms_, now};
  auto ended = std::make_shared<std::vector<store::SessionRow>>();
  const bool durable = written(place_->runner, [row, ended](store::Writer& writer) -> Expected<void> {
    ended->clear();
    const auto there = writer.reader().sessions_at(row.desk);
    if (!there) return std::unexpected(there.error());
    for (const auto& one : *there)
      if (one.officer != row.officer) ended->push_back(one);
    auto own = writer.reader().sessions_of(row.officer);
    if (!own) return std::unexpected(own.error());
    if (own->size() >= most_of_one) ended->insert(ended->end(), own->begin(), own->end() - static_cast<std::ptrdiff_t>(most_of_one - 1));
    for (const auto& one : *ended)
      if (auto done = writer.end_session(one.token_hash); !done) return std::unexpected(done.error());
    return writer.put_session(row);
  });
  if (!durable) return fault("the session could not be written down; try again");
  opened.session = {officer, desk, station, row.expires, now, row.id, appointment, now, method, second_factor, {}, row.token_hash};
  {
    const std::scoped_lock hold(lock_);
    for (const auto& one : *ended) remembered_.erase(one.token_hash);
    remembered_[row.token_hash] = {row, now, now};
  }
  if (const auto stands = standing(row, now)) opened.session.limited = stands->limited;
  opened.relieved = std::move(*ended);
  return opened;
}

void Sessions::refresh_officers(store::Reader& reader, Instant now) {
  auto seen = officers_seen_ms_.load();
  if (now.ms - seen < trusted_ms && now.ms >= seen) return;
  if (!officers_seen_ms_.compare_exchange_strong(seen, now.ms)) return;  // somebody else looks
  if (!place_->officers.refresh(reader)) officers_seen_ms_ = 0;
}

/// From memory where that is fresh enough, else from the database.
std::optional<Sessions::Remembered> Sessions::recall(const Hash& token, Instant now) {
  Instant used{};
  {
    const std::scoped_lock hold(lock_);
    const auto at = remembered_.find(token);
    if (at != remembered_.end()) {
      if (now - at->second.read < trusted_ms && now >= at->second.read) return at->second;
      used = at->second.row.last_used;
    }
  }
  auto reader = place_->readers.borrow();
  if (!reader) return std::nullopt;
  refresh_officers(*reader, now);
  auto row = reader->session(token);
  const std::scoped_lock hold(lock_);
  if (!row || !*row) {
    remembered_.erase(token);
    return std::nullopt;
  }
  const auto noted = (*row)->last_used;
  (*row)->last_used = std::max(noted, used);
  if (remembered_.size() >= most_remembered && !remembered_.contains(token)) remembered_.erase(remembered_.begin());
  return remembered_[token] = Remembered{**row, now, noted};
}

std::optional<Sessions::Session> Sessions::standing(const store::SessionRow& row, Instant now, Code* why) const {
  const auto no = [&](const char* reason) {
    if (why) *why = reason;
    return std::optional<Session>();
  };
  if (over(row, now)) return no("expired");
  const auto account = place_->officers.account(row.officer);
  if (!account || account->closed) return no("account_closed");
  if (row.opened < account->sessions_from) return no("ended_by_administrator");
  const auto appointments = place_->officers.appointments_of(row.officer);
  const auto held = std::ranges::find(appointments, row.appointment, &identity::Appointment::id);
  if (held == appointments.end() || !identity::holds(*held, place_->today(held->state))) return no("ended_by_administrator");
  Session session{Officers::in_office(*account, *held), row.desk, {}, row.expires, row.last_used, row.id, row.appointment, row.opened, row.method, row.second_factor, {}, row.token_hash};
  if (account->new_password && row.method == Code("password")) session.limited = "password";
  else if (!row.second_factor && requires_second_factor(held->role)) session.limited = "second_factor";
  return session;
}

std::optional<Sessions::Session> Sessions::find(std::string_view token) {
  if (token.empty()) return std::nullopt;
  const auto now = wall_now();
  const auto hash = sha256(as_bytes(token));
  const auto known = recall(hash, now);
  if (!known) return std::nullopt;
  auto session = standing(known->row, now);
  if (!session && !over(known->row, now)) {  // an account or appointment may have been made in another process just now
    if (auto reader = place_->readers.borrow()) (void)place_->officers.refresh(*reader);
    session = standing(known->row, now);
  }
  if (!session) return std::nullopt;
  session->last_used = now;
  bool note = false;
  {
    const std::scoped_lock hold(lock_);
    const auto at = remembered_.find(hash);
    if (at == remembered_.end()) return std::nullopt;  // ended meanwhile
    at->second.row.last_used = now;
    note = now - at->second.noted >= noted_every_ms;
    if (note) at->second.noted = now;
  }
  if (note) place_->runner.write([hash, now](store::Writer& writer) { return writer.touch_session(hash, now); }, [](bool) {});
  return session;
}

std::optional<Sessions::Session> Sessions::of_certificate(const std::string& name) {
  const auto now = wall_now();
  if (auto reader = place_->readers.borrow()) refresh_officers(*reader, now);
  const auto account = place_->officers.account_of_certificate(name);
  if (!account || account->closed || account->kind != identity::AccountKind::machine) return std::nullopt;
  const auto appointments = place_->officers.appointments_of(account->id);
  const auto* held = identity::appointment_on(appointments, place_->post, place_->today(account->state));
  if (!held) return std::nullopt;
  return Session{Officers::in_office(*account, *held), {}, {}, now + std::chrono::milliseconds(idle_lifetime).count(), now, account->id, held->id, now, "certificate", true, {}, {}};
}

Expected<void> Sessions::prove_second_factor(const Hash& token) {
  if (!written(place_->runner, [token](store::Writer& writer) { return writer.prove_session(token); })) return fault("the session could not be written; try again");
  const std::scoped_lock hold(lock_);
  remembered_.erase(token);
  return {};
}

bool Sessions::lives(const Hash& token) {
  const auto now = wall_now();
  const auto known = recall(token, now);
  return known && standing(known->row, now);
}

void Sessions::close(const Hash& token, std::function<void(bool done)> then) {
  {
    const std::scoped_lock hold(lock_);
    remembered_.erase(token);
  }
  place_->runner.write([token](store::Writer& writer) -> Expected<void> {
    auto done = writer.end_session(token);
    return done ? Expected<void>() : std::unexpected(done.error());
  }, [this, token, then = std::move(then)](bool done) {
    {
      const std::scoped_lock hold(lock_);
      remembered_.erase(token);  // read again meanwhile
    }
    if (then) then(done);
  });
}

bool Sessions::sits(const Id& officer, const Code& desk) {
  auto reader = place_->readers.borrow();
  if (!reader) return true;  // nobody is sent away because the file could not be read
  const auto rows = reader->sessions_at(desk);
  const auto now = wall_now();
  return !rows || std::ranges::any_of(*rows, [&](const auto& row) { return row.officer == officer && standing(row, now); });
}

std::optional<std::set<std::pair<Id, Code>>> Sessions::seated() {
  auto reader = place_->readers.borrow();
  if (!reader) return std::nullopt;
  const auto rows = reader->sessions();
  if (!rows) return std::nullopt;
  std::set<std::pair<Id, Code>> found;
  const auto now = wall_now();
  for (const auto& row : *rows)
    if (standing(row, now)) found.emplace(row.officer, row.desk);
  return found;
}

std::vector<store::SessionRow> Sessions::of(const Id& officer) {
  auto reader = place_->readers.borrow();
  if (!reader) return {};
  auto rows = reader->sessions_of(officer);
  if (!rows) return {};
  const auto now = wall_now();
  std::erase_if(*rows, [&](const auto& row) { return !standing(row, now); });
  return *rows;
}

void Sessions::look_again(const Id& officer) {
  const std::scoped_lock hold(lock_);
  std::erase_if(remembered_, [&](const auto& one) { return one.second.row.officer == officer; });
}

void Sessions::tidy(std::function<void(const store::SessionRow&, const Code& why)> ended) {
  auto reader = place_->readers.borrow();
  if (!reader) return;
  (void)place_->officers.refresh(*reader);
  const auto rows = reader->sessions();
  if (!rows) return;
  const auto now = wall_now();
  std::size_t count = 0;
  for (auto row : *rows) {
    {
      const std::scoped_lock hold(lock_);
      if (const auto at = remembered_.find(row.token_hash); at != remembered_.end()) row.last_used = std::max(row.last_used, at->second.row.last_used);
    }
    Code why;
    if (standing(row, now, &why)) continue;
    if (++count > most_ended_at_once) return;
    auto first = std::make_shared<bool>(false);  // of all processes: who ends it tells of it
    place_->runner.write([row, first](store::Writer& writer) -> Expected<void> {
      const auto done = writer.end_session(row.token_hash);
      if (!done) return std::unexpected(done.error());
      *first = *done;
      return {};
    }, [row, why, first, ended](bool done) {
      if (done && *first) ended(row, why);
    });
  }
}

}  // namespace onestop::server
