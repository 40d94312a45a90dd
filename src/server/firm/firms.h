#pragma once
// Who lodges: firms, their API keys and their sessions. All of it lies in memory, so that a request costs no look into the
// database and a key that was revoked is refused from the answer to the revocation on. Everything is durable in the live
// store before it counts. Bounds: `most_firms`, `most_keys`, `most_sessions`; beyond the first two the answer is no, beyond
// the last the oldest session ends.
#include <atomic>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <unordered_map>

#include "server/api/tries.h"
#include "server/firm/rate.h"
#include "server/post/runner.h"

namespace onestop::server {

struct FirmLimits {
  Rate of_client{200, 20'000};               // of one firm, by whatever keys and sessions: 50 a second
  Rate registrations{10, 360'000'000};       // of one peer: ten an hour
  Rate sign_ins{20, 3'000'000};              // of one peer: twenty a minute
  Rate of_stranger{100, 100'000};            // requests of one peer that prove nobody
};

class Firms {
 public:
  static constexpr std::size_t most_firms = 100'000;
  static constexpr std::size_t most_keys = 50;        // of one firm, not revoked
  static constexpr std::size_t most_sessions = 20'000;
  static constexpr std::int64_t session_ms = 12 * hour_ms, idle_ms = 2 * hour_ms;

  static Expected<std::unique_ptr<Firms>> open(store::Store& store, Runner& runner);

  std::optional<store::FirmRow> firm(const Id& id) const;
  std::optional<store::FirmRow> firm_of_mail(const std::string& mail) const;
  /// By id, which is by registration, after that one; at most `limit`.
  std::vector<store::FirmRow> list(const std::optional<store::FirmState>& state, const Id& after, std::size_t limit) const;
  /// Whether another confirmed firm of this country has this tax number.
  bool tax_number_taken(const store::FirmRow& firm) const;

  // Each tells on the writer's thread what came of it.
  enum class Done { yes, mail_taken, full, failed };
  using Then = std::function<void(Done)>;
  void enrol(const store::FirmRow& firm, const std::string& password_hash, Then then);
  void change(const store::FirmRow& firm, Then then);
  void put_key(const store::ApiKeyRow& key, Then then);
  std::vector<store::ApiKeyRow> keys_of(const Id& firm) const;

  Expected<bool> password_fits(const Id& firm, const std::string& password);

  struct Session {
    Id firm;
    Instant expires;
  };
  /// The token is told once it is durable; empty where it could not be.
  void open_session(const Id& firm, std::function<void(std::string token, Instant expires)> then);
  std::optional<Session> session(std::string_view token);
  void close_session(std::string_view token, Then then);

  struct KeyHolder {
    store::FirmRow firm;
    Id key;
    store::Environment environment;
  };
  /// Nothing for what is unknown, revoked or over.
  std::optional<KeyHolder> holder_of(std::string_view secret) const;
  /// Takes in what another process of the same database changed, where one did. A key revoked there is refused here from then on.
  void look_again(store::Reader& reader);
  /// About once a minute, however often it is called: writes down when keys were used last, forgets sessions that are over.
  void tidy();

  Tries tries;
  Rates rates;
  FirmLimits limits;

 private:
  Firms(store::Store& store, Runner& runner) : store_(store), runner_(runner) {}
  Expected<void> load(store::Reader& reader);
  void write(Runner::Work work, std::function<void(bool)> then);

  struct Key {
    store::ApiKeyRow row;
    mutable std::atomic<std::int64_t> used_ms{0};
    std::int64_t noted_ms = 0;
  };
  struct KeptSession {
    Id firm;
    Instant expires, last_used;
    bool over(Instant now) const { return expires < now || now - last_used > idle_ms; }
  };

  store::Store& store_;
  Runner& runner_;
  mutable std::shared_mutex lock_;
  std::map<Id, store::FirmRow> firms_;
  std::unordered_map<std::string, Id> by_mail_;  // with those that are being enrolled
  std::map<Hash, std::unique_ptr<Key>> keys_;     // by the hash of the secret
  std::unordered_map<Id, std::vector<Key*>> keys_of_;
  std::map<Hash, KeptSession> sessions_;          // by the hash of the token
  std::int64_t tidied_at_ms_ = 0;
  std::optional<Bytes> seen_;  // the mark of the last change that is in here; on the looking thread only
};

/// "osk_live_" or "osk_test_" and 64 hexadecimal digits.
std::string fresh_key_secret(store::Environment environment);

}  // namespace onestop::server
