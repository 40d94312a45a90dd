#include "server/identity/second_factor.h"

#include <algorithm>

#include "server/identity/one_time_codes.h"
#include "server/identity/sessions.h"

namespace onestop::server {
namespace {

constexpr const char* key_secret = "code_key";
constexpr const char* prepared_secret = "code_key_prepared";
constexpr const char* recovery_secret = "recovery_codes";  // hashes, 32 bytes each
constexpr std::size_t key_bytes = 20, recovery_bytes = 10;

std::string tidied(const std::string& code) {
  std::string out;
  for (const char c : code)
    if (c != ' ' && c != '-') out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

Hash recovery_hash(const Id& officer, const std::string& code) { return sha256(as_bytes("onestop recovery " + to_text(officer) + " " + code)); }

}  // namespace

Expected<Bytes> SecondFactor::prepare(const Id& officer) {
  Bytes key(key_bytes);
  random_bytes(key);
  if (auto put = store_.keys().put_secret(prepared_secret, officer, key); !put) return std::unexpected(put.error());
  return key;
}

Expected<bool> SecondFactor::confirm(const Id& officer, const std::string& code) {
  const auto key = store_.keys().secret(prepared_secret, officer);
  if (!key) return std::unexpected(key.error());
  if (!*key || (*key)->empty()) return false;
  const auto step = step_of(**key, tidied(code), wall_now());
  if (!step) return false;
  if (auto put = store_.keys().put_secret(key_secret, officer, **key); !put) return std::unexpected(put.error());
  if (auto put = store_.keys().put_secret(prepared_secret, officer, {}); !put) return std::unexpected(put.error());
  return first_use(officer, "app " + std::to_string(*step));
}

Expected<std::vector<std::string>> SecondFactor::fresh_recovery_codes(const Id& officer) {
  std::vector<std::string> codes;
  Bytes hashes;
  for (std::size_t i = 0; i < recovery_codes; ++i) {
    Bytes random(recovery_bytes);
    random_bytes(random);
    auto code = base32(random);
    const auto hash = recovery_hash(officer, code);
    hashes.insert(hashes.end(), hash.begin(), hash.end());
    for (const std::size_t at : {12u, 8u, 4u}) code.insert(at, "-");
    codes.push_back(std::move(code));
  }
  if (auto put = store_.keys().put_secret(recovery_secret, officer, hashes); !put) return std::unexpected(put.error());
  return codes;
}

Expected<bool> SecondFactor::first_use(const Id& officer, const std::string& code) {
  auto first = std::make_shared<bool>(false);
  const bool durable = written(runner_, [officer, code, first](store::Writer& writer) -> Expected<void> {
    const auto used = writer.use_code(officer, code, wall_now());
    if (!used) return std::unexpected(used.error());
    *first = *used;
    return {};
  });
  if (!durable) return fault("the code could not be written down as used; try again");
  return *first;
}

Expected<bool> SecondFactor::fits(const Id& officer, const std::string& code) {
  const auto given = tidied(code);
  const auto key = store_.keys().secret(key_secret, officer);
  if (!key) return std::unexpected(key.error());
  if (*key && !(*key)->empty())
    if (const auto step = step_of(**key, given, wall_now())) return first_use(officer, "app " + std::to_string(*step));
  const auto hashes = store_.keys().secret(recovery_secret, officer);
  if (!hashes) return std::unexpected(hashes.error());
  if (!*hashes) return false;
  const auto hash = recovery_hash(officer, given);
  for (std::size_t at = 0; at + hash.size() <= (*hashes)->size(); at += hash.size())
    if (std::equal(hash.begin(), hash.end(), (*hashes)->begin() + static_cast<std::ptrdiff_t>(at))) return first_use(officer, "paper " + to_hex(hash));
  return false;
}

std::size_t SecondFactor::recovery_codes_left(const Id& officer) {
  const auto hashes = store_.keys().secret(recovery_secret, officer);
  auto reader = store_.reader();
  if (!hashes || !*hashes || !reader) return 0;
  const auto used = (*reader)->used_codes(officer);
  if (!used) return 0;
  std::size_t left = 0;
  for (std::size_t at = 0; at + sizeof(Hash) <= (*hashes)->size(); at += sizeof(Hash))
    if (std::ranges::find(*used, "paper " + to_hex(ByteView(**hashes).subspan(at, sizeof(Hash)))) == used->end()) ++left;
  return left;
}

Expected<void> SecondFactor::remove(const Id& officer) {
  for (const auto* kind : {key_secret, prepared_secret, recovery_secret})
    if (auto put = store_.keys().put_secret(kind, officer, {}); !put) return put;
  return {};
}

}  // namespace onestop::server
