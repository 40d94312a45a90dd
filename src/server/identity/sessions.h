#pragma once
// Who is signed in, where, until when. Sessions are rows of the database, so that all processes share them and a restart
// neither ends nor revives one. What was read is trusted for `trusted_ms`: that long at most an ended session still works in
// another process; in the one that ended it it is over at once. Times are the wall's: a fast demonstration does not sign
// anybody out. Only the days of appointments are the domain's, by the clock of the officer's state.
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <set>

#include "server/api/tries.h"
#include "server/post/crossing_file.h"
#include "server/post/officers.h"
#include "server/post/runner.h"

namespace onestop::server {

class Sessions {
 public:
  static constexpr auto lifetime = std::chrono::hours(10);      // one shift
  static constexpr auto idle_lifetime = std::chrono::hours(1);
  static constexpr std::int64_t trusted_ms = 2'000;             // what was read of the database
  static constexpr std::int64_t noted_every_ms = minute_ms;     // how often the last use is written down
  static constexpr std::size_t most_of_one = 20;                // of one officer; beyond, the oldest ends
  static constexpr std::size_t most_remembered = 10'000;

  struct Session {
    Officer officer;              // in the appointment of the session
    Code desk, station;
    Instant expires, last_used;
    Id id{}, appointment{};       // the id names the session on the log
    Instant opened{};
    Code method{};                // password, oidc, certificate
    bool second_factor = false;
    Code limited{};               // what must be put right first: password, second_factor; empty for nothing
    Hash token{};                 // the token's hash
  };
  /// Where sessions lie and by whose days they hold; once, before anything else.
  struct Place {
    store::Store& store;
    Readers& readers;
    Runner& runner;
    Officers& officers;
    Code post;
    std::function<Day(const Code& state)> today;
  };
  void lie_in(Place place) { place_.emplace(std::move(place)); }

  struct Opened {
    std::string token;            // 32 random bytes in hexadecimal; only its hash is kept
    Session session;
    std::vector<store::SessionRow> relieved;  // sessions of others at this desk, which it ended
  };
  /// Waits until it is durable. Not on the writer's thread.
  Expected<Opened> open(const Officer& officer, const Id& appointment, const Code& desk, const Code& station, const Code& method, bool second_factor);
  /// Asking is using: it prolongs the session.
  std::optional<Session> find(std::string_view token);
  /// A machine is signed in for as long as it shows its certificate, its account is open and its appointment holds.
  std::optional<Session> of_certificate(const std::string& name);
  /// The session has shown the second factor from now on.
  Expected<void> prove_second_factor(const Hash& token);
  /// Whether the session behind this hash of a token is not over; asking does not prolong it.
  bool lives(const Hash& token);
  /// `then` is told on the writer's thread.
  void close(const Hash& token, std::function<void(bool done)> then = {});
  /// Whether the officer has a session at this desk that is not over.
  bool sits(const Id& officer, const Code& desk);
  std::optional<std::set<std::pair<Id, Code>>> seated();
  /// Those of one officer that are not over.
  std::vector<store::SessionRow> of(const Id& officer);
  /// Forgets at once what is remembered of this officer's sessions.
  void look_again(const Id& officer);
  /// Ends what is over, at most a hundred at once; what it ended is told on the writer's thread, with the reason.
  void tidy(std::function<void(const store::SessionRow&, const Code& why)> ended);
  /// What the officer's state calls today.
  Day today(const Code& state) const { return place_->today(state); }

  /// Roles that are let in with a second factor only.
  void require_second_factor(std::set<Code> roles) { second_factor_roles_ = std::move(roles); }
  bool requires_second_factor(const Code& role) const { return second_factor_roles_.contains(role); }
  /// For tests: how long sessions opened from now on last.
  void last(std::chrono::milliseconds time) { lasts_ms_ = time.count(); }
  std::int64_t pause_s(const std::string& name, const std::string& peer) { return tries_.pause_s(name, peer); }
  void tried(const std::string& name, const std::string& peer, bool succeeded) { tries_.tried(name, peer, succeeded); }

 private:
  struct Remembered {
    store::SessionRow row;
    Instant read, noted;  // when the row was read, and the last use that was written down
  };
  std::optional<Remembered> recall(const Hash& token, Instant now);
  /// Nothing for a session that is over; `why` says why.
  std::optional<Session> standing(const store::SessionRow& row, Instant now, Code* why = nullptr) const;
  void refresh_officers(store::Reader& reader, Instant now);

  std::optional<Place> place_;
  std::set<Code> second_factor_roles_;
  std::atomic<std::int64_t> lasts_ms_ = std::chrono::milliseconds(lifetime).count();
  std::atomic<std::int64_t> officers_seen_ms_ = 0;
  std::mutex lock_;
  std::map<Hash, Remembered> remembered_;
  Tries tries_;
};

/// Does the writing and waits for it; false where it could not be made durable in time. Not on the writer's thread.
bool written(Runner& runner, Runner::Work work);

}  // namespace onestop::server
