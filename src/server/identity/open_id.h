#pragma once
// Signing in through an OpenID Connect provider: authorization code with PKCE, state and nonce; ID tokens signed with RS256
// or ES256 by a key that the provider publishes. What is between the way there and the way back lies sealed in a cookie, so
// that any process can take the browser back.
#include <boost/describe.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/hash.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/result.h"

namespace onestop::server {

struct OpenIdSettings {
  std::string name;           // as on the button: "Ministry's sign-in"
  std::string issuer;         // exactly as the provider calls itself
  std::string client_id, client_secret;
  std::string redirect;       // "https://post.example/api/v1/open-id/back", as registered with the provider
  bool second_factor = false; // the provider asks for one itself
};
BOOST_DESCRIBE_STRUCT(OpenIdSettings, (), (name, issuer, client_id, client_secret, redirect, second_factor))

/// One way there and back.
struct OpenIdTrip {
  std::string state, nonce, verifier, desk;
  Instant until;
};

/// Who the provider says it was.
struct OpenIdSubject {
  std::string issuer, subject;
};

class OpenIdProvider {
 public:
  static constexpr std::int64_t trip_ms = 10 * minute_ms;
  static constexpr std::int64_t leeway_ms = minute_ms;     // between the provider's clock and this one
  static constexpr std::int64_t keys_at_least_ms = 2'000;  // between two looks at the provider's keys
  static Expected<std::shared_ptr<OpenIdProvider>> open(const std::string& file);
  explicit OpenIdProvider(OpenIdSettings settings) : settings_(std::move(settings)) {}

  const std::string& name() const { return settings_.name; }
  const OpenIdSettings& settings() const { return settings_; }

  struct Departure {
    std::string address;  // where the browser goes
    std::string cookie;   // sealed, to come back with
  };
  /// Asks the provider where its doors are; may take seconds.
  Expected<Departure> depart(const std::string& desk, Instant now);
  /// As the browser carries it.
  std::string sealed(const OpenIdTrip& trip) const;
  /// Nothing for a cookie that was not sealed here or is too old.
  std::optional<OpenIdTrip> opened(const std::string& cookie, Instant now) const;
  /// Exchanges the code and judges the ID token. A fault says in the operator's words what is wrong; may take seconds.
  Expected<OpenIdSubject> redeem(const std::string& code, const OpenIdTrip& trip, Instant now);
  /// The judgement alone, for a token that is at hand.
  Expected<OpenIdSubject> judge(const std::string& token, const std::string& nonce, Instant now);

 private:
  struct Doors {
    std::string authorization, token, keys;
  };
  Expected<Doors> doors();
  Expected<std::string> key_named(const std::string& kid, const std::string& algorithm);

  OpenIdSettings settings_;
  std::mutex lock_;
  std::optional<Doors> doors_;
  std::map<std::string, std::string> keys_;  // JWK by its name
  std::int64_t keys_read_ms_ = 0;
};

}  // namespace onestop::server
