#pragma once
// Who lodges, as a request proves it.
#include "server/api/api.h"

namespace onestop::server {

struct Client {
  Id firm;
  std::optional<Id> key;  // nothing where a person signed in for the firm
  bool sandbox = false;   // by a test key; a person works in the live environment
  std::string name, tax_number;
  bool confirmed = false; // an officer confirmed that the firm is who it says
  Rate rate;              // what it may ask
  Rates::Verdict allowance;
};

/// From "Authorization: Bearer osk_..." or the firm's session cookie, or the answer to give instead: 401 for what proves
/// nobody, 403 for a blocked firm or a change without X-Onestop, 429 for one request too many. Takes one request from the
/// client's rate; looks at memory only.
std::variant<Client, http::Response> client_of(Api& api, const http::Request& request);
/// The same, for what a person decides and no key may: keys.
std::variant<Client, http::Response> person_of(Api& api, const http::Request& request);
/// The box of the client's environment; null where this server has no sandbox.
Box* box_of(Api& api, const Client& client);
/// To be tried again in a moment.
http::Response busy(const http::Request& request);
/// Tells in the answer what the client may still ask (headers RateLimit and RateLimit-Policy).
http::Response with_rate(http::Response response, const Client& client);

}  // namespace onestop::server
