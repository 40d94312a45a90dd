#include "server/post/officers.h"

#include <sodium.h>

#include "base/check.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr const char* officers_setting = "officers";
constexpr const char* password_secret = "password";
constexpr const char* key_secret = "signing_key";

Expected<std::array<unsigned char, 32>> key_from_pin(const std::string& pin, ByteView salt) {
  std::array<unsigned char, 32> key{};
  const int done = crypto_pwhash(key.data(), key.size(), pin.data(), pin.size(), salt.data(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                 crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
  if (done != 0) return fault("there is no memory for Argon2id; try again");
  return key;
}

}  // namespace

void random_bytes(std::span<unsigned char> into) { randombytes_buf(into.data(), into.size()); }

Id fresh_id(Instant at) {
  std::uint64_t random[2];
  randombytes_buf(random, sizeof random);
  return mint_id(at, random[0], random[1]);
}

Expected<std::string> hashed_password(const std::string& password, Password kind) {
  check(sodium_init() >= 0, "libsodium does not start");
  char text[crypto_pwhash_STRBYTES];
  const bool secret = kind == Password::secret;
  const int done = crypto_pwhash_str(text, password.data(), password.size(), secret ? crypto_pwhash_OPSLIMIT_INTERACTIVE : crypto_pwhash_OPSLIMIT_MIN,
                                     secret ? crypto_pwhash_MEMLIMIT_INTERACTIVE : crypto_pwhash_MEMLIMIT_MIN);
  if (done != 0) return fault("there is no memory for Argon2id; try again");
  return text;
}

Expected<Credentials> credentials(const std::string& password, const std::string& pin, Password kind) {
  Credentials made;
  auto hash = hashed_password(password, kind);
  if (!hash) return std::unexpected(hash.error());
  made.password_hash = std::move(*hash);
  made.pin_salt.resize(crypto_pwhash_SALTBYTES);
  random_bytes(made.pin_salt);
  const auto key = key_from_pin(pin, made.pin_salt);
  if (!key) return std::unexpected(key.error());
  made.pin_key = *key;
  return made;
}

Expected<std::unique_ptr<Officers>> Officers::open(store::Store& store) {
  check(sodium_init() >= 0, "libsodium does not start");
  auto officers = std::unique_ptr<Officers>(new Officers(store));
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto bytes = (*reader)->setting(officers_setting);
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return officers;
  auto list = wire::read_json<OfficerList>({reinterpret_cast<const char*>((*bytes)->data()), (*bytes)->size()});
  if (!list) return fault("the list of officers in the store cannot be read: " + list.error().front().detail);
  for (auto& one : list->officers) officers->officers_.emplace(one.id, std::move(one));
  return officers;
}

std::vector<Officer> Officers::all() const {
  const std::scoped_lock hold(lock_);
  std::vector<Officer> list;
  for (const auto& [id, one] : officers_) list.push_back(one);
  return list;
}

const Officer* Officers::by_name(const std::string& name) const {
  const std::scoped_lock hold(lock_);
  for (const auto& [id, one] : officers_)
    if (one.name == name) return &one;
  return nullptr;
}

const Officer* Officers::by_id(const Id& id) const {
  const std::scoped_lock hold(lock_);
  const auto at = officers_.find(id);
  return at == officers_.end() ? nullptr : &at->second;
}

std::string Officers::title_of(const Id& id) const {
  const auto* one = by_id(id);
  return one ? one->title : std::string();
}

Expected<void> Officers::enrol(std::vector<Officer> fresh, const Credentials& credentials) {
  OfficerList list{all()};
  for (auto& one : fresh) {
    if (by_name(one.name)) return fault("an officer signs in as \"" + one.name + "\" already; choose another name");
    std::array<unsigned char, 32> seed{};
    random_bytes(seed);
    const auto pair = key_pair_from_seed(seed);
    one.key = pair.public_key;
    Bytes wrapped = credentials.pin_salt;
    Bytes nonce(crypto_secretbox_NONCEBYTES);
    random_bytes(nonce);
    Bytes box(pair.secret_key.size() + crypto_secretbox_MACBYTES);
    crypto_secretbox_easy(box.data(), pair.secret_key.data(), pair.secret_key.size(), nonce.data(), credentials.pin_key.data());
    wrapped.insert(wrapped.end(), nonce.begin(), nonce.end());
    wrapped.insert(wrapped.end(), box.begin(), box.end());
    if (auto done = store_.keys().put_secret(key_secret, one.id, wrapped); !done) return done;
    if (auto done = store_.keys().put_secret(password_secret, one.id, as_bytes(credentials.password_hash)); !done) return done;
    list.officers.push_back(one);
  }
  auto& writer = store_.writer();
  if (auto done = writer.begin(); !done) return done;
  if (auto done = writer.put_setting(officers_setting, as_bytes(wire::to_json(list))); !done) return done;
  if (auto done = writer.finish(); !done) return done;
  const std::scoped_lock hold(lock_);
  for (auto& one : fresh) officers_.emplace(one.id, std::move(one));
  return {};
}

Expected<bool> Officers::password_fits(const Officer& officer, const std::string& password) {
  const auto hash = store_.keys().secret(password_secret, officer.id);
  if (!hash) return std::unexpected(hash.error());
  if (!*hash) return false;
  const std::string text((*hash)->begin(), (*hash)->end());
  return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

void Officers::waste_time(const std::string& password) {
  static const auto nobody = credentials("nobody", "nobody");
  if (nobody) (void)crypto_pwhash_str_verify(nobody->password_hash.c_str(), password.data(), password.size());
}

Expected<std::optional<SecretKey>> Officers::unlock(const Officer& officer, const std::string& pin) {
  const auto wrapped = store_.keys().secret(key_secret, officer.id);
  if (!wrapped) return std::unexpected(wrapped.error());
  constexpr std::size_t head = crypto_pwhash_SALTBYTES + crypto_secretbox_NONCEBYTES;
  if (!*wrapped || (*wrapped)->size() != head + sizeof(SecretKey) + crypto_secretbox_MACBYTES) return std::optional<SecretKey>{};
  const ByteView bytes(**wrapped);
  const auto key = key_from_pin(pin, bytes.first(crypto_pwhash_SALTBYTES));
  if (!key) return std::unexpected(key.error());
  SecretKey secret{};
  const auto box = bytes.subspan(head);
  if (crypto_secretbox_open_easy(secret.data(), box.data(), box.size(), bytes.data() + crypto_pwhash_SALTBYTES, key->data()) != 0)
    return std::optional<SecretKey>{};
  return std::optional(secret);
}

}  // namespace onestop::server
