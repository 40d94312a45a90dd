#include "server/identity/open_id.h"

#include <curl/curl.h>
#include <sodium.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>

#include "base/bytes.h"
#include "server/identity/json_web_token.h"
#include "server/post/clock.h"
#include "server/post/officers.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

namespace json = boost::json;
constexpr std::size_t most_answer_bytes = 256u << 10;
constexpr long patience_s = 10;

std::string random_text() {
  Bytes bytes(32);
  random_bytes(bytes);
  return base64url(bytes);
}

std::string escaped(const std::string& text) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) out += c;
    else out += {'%', hex[static_cast<unsigned char>(c) >> 4], hex[static_cast<unsigned char>(c) & 15]};
  }
  return out;
}

bool local(const std::string& address) { return address.starts_with("http://127.0.0.1:") || address.starts_with("http://localhost:"); }
bool fit(const std::string& address) { return address.starts_with("https://") || local(address); }

std::size_t take(char* bytes, std::size_t one, std::size_t count, void* into) {
  auto& text = *static_cast<std::string*>(into);
  if (text.size() + one * count > most_answer_bytes) return 0;
  text.append(bytes, one * count);
  return one * count;
}

struct Reply {
  long status = 0;
  std::string body;
};

/// A form where there is one, else a plain question. Follows nothing.
Expected<Reply> ask(const std::string& address, const std::string& form, const std::string& user) {
  if (!fit(address)) return fault("the provider must be asked over https, not at " + address);
  CURL* curl = curl_easy_init();
  if (!curl) return fault("libcurl does not start");
  Reply reply;
  curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, local(address) ? "http" : "https");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, patience_s);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply.body);
  if (!form.empty()) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form.c_str());
  if (!user.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(curl, CURLOPT_USERPWD, user.c_str());
  }
  const auto done = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
  curl_easy_cleanup(curl);
  if (done != CURLE_OK) return fault("the provider at " + address + " does not answer: " + curl_easy_strerror(done));
  return reply;
}

Expected<json::object> object_from(const Expected<Reply>& reply, const std::string& what) {
  if (!reply) return std::unexpected(reply.error());
  boost::system::error_code ec;
  auto value = json::parse(reply->body, ec);
  if (ec || !value.is_object()) return fault(what + " of the provider is no JSON object (status " + std::to_string(reply->status) + ")");
  auto object = std::move(value.as_object());
  if (reply->status == 200) return object;
  const auto* error = object.if_contains("error");
  return fault(what + " was refused by the provider with status " + std::to_string(reply->status) + (error && error->is_string() ? ": " + std::string(error->as_string()) : std::string()));
}

std::string text_of(const json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::optional<std::int64_t> seconds(const json::object& claims, const char* name) {
  const auto* value = claims.if_contains(name);
  if (!value || !value->is_number()) return std::nullopt;
  boost::system::error_code ec;
  const auto number = value->to_number<std::int64_t>(ec);
  if (ec || number < 0 || number > 100'000'000'000) return std::nullopt;
  return number;
}

/// The token is for this client, and for this one alone or first of all.
bool meant_for(const json::object& claims, const std::string& client) {
  const auto* audience = claims.if_contains("aud");
  if (!audience) return false;
  if (audience->is_string()) return audience->as_string() == client;
  if (!audience->is_array()) return false;
  const bool named = std::ranges::any_of(audience->as_array(), [&](const json::value& one) { return one.is_string() && one.as_string() == client; });
  return named && (audience->as_array().size() == 1 || text_of(claims, "azp") == client);
}

std::array<unsigned char, 32> sealing_key(const OpenIdSettings& settings) { return sha256(as_bytes("onestop open id cookie " + settings.client_id + " " + settings.client_secret)); }

}  // namespace

Expected<std::shared_ptr<OpenIdProvider>> OpenIdProvider::open(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fault("the file of the provider, " + file + ", cannot be read");
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  auto settings = wire::read_json<OpenIdSettings>(text);
  if (!settings) return fault(file + ": " + settings.error().front().pointer + ": " + settings.error().front().detail);
  if (!fit(settings->issuer)) return fault(file + ": the issuer must be an address that begins with https://");
  if (!fit(settings->redirect)) return fault(file + ": the redirect must be an address of this post that begins with https://");
  if (settings->client_secret.size() < 16) return fault(file + ": the client secret must have 16 characters at least");
  return std::make_shared<OpenIdProvider>(std::move(*settings));
}

Expected<OpenIdProvider::Doors> OpenIdProvider::doors() {
  {
    const std::scoped_lock hold(lock_);
    if (doors_) return *doors_;
  }
  const auto base = settings_.issuer.ends_with('/') ? settings_.issuer.substr(0, settings_.issuer.size() - 1) : settings_.issuer;
  const auto found = object_from(ask(base + "/.well-known/openid-configuration", "", ""), "the configuration");
  if (!found) return std::unexpected(found.error());
  if (text_of(*found, "issuer") != settings_.issuer) return fault("the provider calls itself \"" + text_of(*found, "issuer") + "\" and not " + settings_.issuer);
  const Doors doors{text_of(*found, "authorization_endpoint"), text_of(*found, "token_endpoint"), text_of(*found, "jwks_uri")};
  for (const auto& one : {doors.authorization, doors.token, doors.keys})
    if (!fit(one)) return fault("the provider names an address without https: \"" + one + "\"");
  const std::scoped_lock hold(lock_);
  doors_ = doors;
  return doors;
}

std::string OpenIdProvider::sealed(const OpenIdTrip& trip) const {
  ByteWriter out;
  for (const auto* text : {&trip.state, &trip.nonce, &trip.verifier, &trip.desk}) out.text(*text);
  out.instant(trip.until);
  const auto key = sealing_key(settings_);
  Bytes box(crypto_secretbox_NONCEBYTES);
  random_bytes(box);
  const Bytes nonce = box;
  box.resize(nonce.size() + out.bytes().size() + crypto_secretbox_MACBYTES);
  crypto_secretbox_easy(box.data() + nonce.size(), out.bytes().data(), out.bytes().size(), nonce.data(), key.data());
  return base64url(box);
}

std::optional<OpenIdTrip> OpenIdProvider::opened(const std::string& cookie, Instant now) const {
  const auto box = from_base64url(cookie);
  constexpr std::size_t around = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (!box || box->size() <= around) return std::nullopt;
  Bytes plain(box->size() - around);
  const auto key = sealing_key(settings_);
  if (crypto_secretbox_open_easy(plain.data(), box->data() + crypto_secretbox_NONCEBYTES, box->size() - crypto_secretbox_NONCEBYTES, box->data(), key.data()) != 0) return std::nullopt;
  ByteReader in(plain);
  OpenIdTrip trip;
  for (auto* text : {&trip.state, &trip.nonce, &trip.verifier, &trip.desk}) *text = in.text();
  trip.until = in.instant();
  if (!in.done() || trip.until < now) return std::nullopt;
  return trip;
}

Expected<OpenIdProvider::Departure> OpenIdProvider::depart(const std::string& desk, Instant now) {
  const auto there = doors();
  if (!there) return std::unexpected(there.error());
  const OpenIdTrip trip{random_text(), random_text(), random_text(), desk, now + trip_ms};
  const auto challenge = base64url(sha256(as_bytes(trip.verifier)));
  const auto separator = there->authorization.find('?') == std::string::npos ? "?" : "&";
  return Departure{there->authorization + separator + "response_type=code&scope=openid&client_id=" + escaped(settings_.client_id) + "&redirect_uri=" + escaped(settings_.redirect) +
                       "&state=" + trip.state + "&nonce=" + trip.nonce + "&code_challenge=" + challenge + "&code_challenge_method=S256",
                   sealed(trip)};
}

Expected<OpenIdSubject> OpenIdProvider::redeem(const std::string& code, const OpenIdTrip& trip, Instant now) {
  const auto there = doors();
  if (!there) return std::unexpected(there.error());
  const auto form = "grant_type=authorization_code&code=" + escaped(code) + "&redirect_uri=" + escaped(settings_.redirect) + "&code_verifier=" + trip.verifier;
  const auto answer = object_from(ask(there->token, form, escaped(settings_.client_id) + ":" + escaped(settings_.client_secret)), "the code");
  if (!answer) return std::unexpected(answer.error());
  return judge(text_of(*answer, "id_token"), trip.nonce, now);
}

/// From memory, else from the provider, which may have changed its keys since.
Expected<std::string> OpenIdProvider::key_named(const std::string& kid, const std::string& algorithm) {
  {
    const std::scoped_lock hold(lock_);
    if (const auto at = keys_.find(kid); at != keys_.end()) return at->second;
    if (wall_now().ms - keys_read_ms_ < keys_at_least_ms) return fault("the provider has no key \"" + kid + "\"");
    keys_read_ms_ = wall_now().ms;
  }
  const auto there = doors();
  if (!there) return std::unexpected(there.error());
  const auto found = object_from(ask(there->keys, "", ""), "the keys");
  if (!found) return std::unexpected(found.error());
  const auto* list = found->if_contains("keys");
  if (!list || !list->is_array()) return fault("the keys of the provider are no list");
  const std::scoped_lock hold(lock_);
  keys_.clear();
  for (const auto& one : list->as_array()) {
    if (!one.is_object()) continue;
    const auto kind = text_of(one.as_object(), "kty");
    if ((kind == "RSA" && algorithm == "RS256") || (kind == "EC" && algorithm == "ES256") || !text_of(one.as_object(), "kid").empty()) keys_[text_of(one.as_object(), "kid")] = json::serialize(one);
  }
  const auto at = keys_.find(kid);
  if (at == keys_.end()) return fault("the provider has no key \"" + kid + "\"");
  return at->second;
}

Expected<OpenIdSubject> OpenIdProvider::judge(const std::string& token, const std::string& nonce, Instant now) {
  const auto read = read_token(token);
  if (!read) return std::unexpected(read.error());
  if (read->algorithm != "RS256" && read->algorithm != "ES256") return fault("the token is signed with \"" + read->algorithm + "\", which is not accepted");
  const auto key = key_named(read->key, read->algorithm);
  if (!key) return std::unexpected(key.error());
  if (!signature_holds(*read, *key)) return fault("the signature of the token does not hold");
  boost::system::error_code ec;
  const auto value = json::parse(read->claims, ec);
  if (ec || !value.is_object()) return fault("the claims of the token are no JSON object");
  const auto& claims = value.as_object();
  if (text_of(claims, "iss") != settings_.issuer) return fault("the token was issued by \"" + text_of(claims, "iss") + "\"");
  if (!meant_for(claims, settings_.client_id)) return fault("the token is not meant for this client");
  const auto until = seconds(claims, "exp"), since = seconds(claims, "iat");
  if (!until || !since) return fault("the token does not say from when until when it counts");
  if (*until * 1000 + leeway_ms < now.ms) return fault("the token is over");
  if (*since * 1000 - leeway_ms > now.ms) return fault("the token comes from the future");
  const auto said = text_of(claims, "nonce");
  if (nonce.empty() || said.size() != nonce.size() || sodium_memcmp(said.data(), nonce.data(), nonce.size()) != 0) return fault("the nonce of the token is another");
  const auto subject = text_of(claims, "sub");
  if (subject.empty() || subject.size() > 255) return fault("the token names no subject");
  return OpenIdSubject{settings_.issuer, subject};
}

}  // namespace onestop::server
