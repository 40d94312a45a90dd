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
  if (auto done = officers->refresh(**reader); !done) return std::unexpected(done.error());
  if (auto done = officers->take_over(**reader); !done) return std::unexpected(done.error());
  return officers;
}

/// What a release before accounts kept in one setting, each officer with one appointment without beginning and end.
Expected<void> Officers::take_over(store::Reader& reader) {
  if (!accounts_.empty()) return {};
  const auto bytes = reader.setting(officers_setting);
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return {};
  const auto list = wire::read_json<OfficerList>({reinterpret_cast<const char*>((*bytes)->data()), (*bytes)->size()});
  if (!list) return fault("the list of officers in the store cannot be read: " + list.error().front().detail);
  const auto written = write(list->officers, {});
  if (auto done = refresh(reader); !done) return done;
  return accounts_.empty() ? written : Expected<void>();  // where another process was first, that is as good
}

Expected<void> Officers::refresh(store::Reader& reader) {
  const auto number = reader.identity_change();
  if (!number) return std::unexpected(number.error());
  {
    const std::scoped_lock hold(lock_);
    if (*number == seen_) return {};
  }
  auto accounts = reader.accounts();
  const auto appointments = reader.appointments();
  if (!accounts || !appointments) return fault("the accounts in the store cannot be read");
  const std::scoped_lock hold(lock_);
  if (*number < seen_) return {};
  remember(std::move(*accounts), *appointments);
  seen_ = *number;  // what came between the reads is read again with the next number
  return {};
}

void Officers::remember(std::vector<store::AccountRow> accounts, const std::vector<identity::Appointment>& appointments) {
  appointments_.clear();
  for (const auto& one : appointments) appointments_[one.officer].push_back(one);
  for (auto& account : accounts) {
    identity::Appointment last;
    last.state = account.state;
    if (const auto of = appointments_.find(account.id); of != appointments_.end()) last = of->second.back();
    auto known = in_office(account, last);
    auto& place = officers_[account.id];
    if (!place || *place != known) place = &ever_.emplace_back(std::move(known));
    const auto id = account.id;
    accounts_[id] = std::move(account);
  }
}

Officer Officers::in_office(const store::AccountRow& account, const identity::Appointment& appointment) {
  return {account.id, account.name, account.title, appointment.state, appointment.agency, appointment.role, account.key};
}

std::vector<Officer> Officers::all() const {
  const std::scoped_lock hold(lock_);
  std::vector<Officer> list;
  for (const auto& [id, one] : officers_) list.push_back(*one);
  return list;
}

const Officer* Officers::by_name(const std::string& name) const {
  const auto account = account_named(name);
  return account && !account->closed ? by_id(account->id) : nullptr;
}

const Officer* Officers::by_id(const Id& id) const {
  const std::scoped_lock hold(lock_);
  const auto at = officers_.find(id);
  return at == officers_.end() ? nullptr : at->second;
}

std::string Officers::title_of(const Id& id) const {
  const auto* one = by_id(id);
  return one ? one->title : std::string();
}

std::vector<store::AccountRow> Officers::accounts() const {
  const std::scoped_lock hold(lock_);
  std::vector<store::AccountRow> list;
  for (const auto& [id, one] : accounts_) list.push_back(one);
  return list;
}

namespace {

template <class Fits>
std::optional<store::AccountRow> found(const std::map<Id, store::AccountRow>& accounts, Fits fits) {
  for (const auto& [id, one] : accounts)
    if (fits(one)) return one;
  return std::nullopt;
}

}  // namespace

std::optional<store::AccountRow> Officers::account(const Id& id) const {
  const std::scoped_lock hold(lock_);
  const auto at = accounts_.find(id);
  return at == accounts_.end() ? std::nullopt : std::optional(at->second);
}

std::optional<store::AccountRow> Officers::account_named(const std::string& name) const {
  const std::scoped_lock hold(lock_);
  return found(accounts_, [&](const auto& one) { return one.name == name; });
}

std::optional<store::AccountRow> Officers::account_of_subject(const std::string& issuer, const std::string& subject) const {
  if (subject.empty()) return std::nullopt;
  const std::scoped_lock hold(lock_);
  return found(accounts_, [&](const auto& one) { return one.issuer == issuer && one.subject == subject; });
}

std::optional<store::AccountRow> Officers::account_of_certificate(const std::string& name) const {
  if (name.empty()) return std::nullopt;
  const std::scoped_lock hold(lock_);
  return found(accounts_, [&](const auto& one) { return one.certificate == name; });
}

std::vector<identity::Appointment> Officers::appointments_of(const Id& officer) const {
  const std::scoped_lock hold(lock_);
  const auto at = appointments_.find(officer);
  return at == appointments_.end() ? std::vector<identity::Appointment>() : at->second;
}

namespace {

Bytes wrapped(const SecretKey& key, const Bytes& salt, const std::array<unsigned char, 32>& pin_key) {
  Bytes out = salt;
  Bytes nonce(crypto_secretbox_NONCEBYTES);
  random_bytes(nonce);
  Bytes box(key.size() + crypto_secretbox_MACBYTES);
  crypto_secretbox_easy(box.data(), key.data(), key.size(), nonce.data(), pin_key.data());
  out.insert(out.end(), nonce.begin(), nonce.end());
  out.insert(out.end(), box.begin(), box.end());
  return out;
}

KeyPair fresh_pair() {
  std::array<unsigned char, 32> seed{};
  random_bytes(seed);
  return key_pair_from_seed(seed);
}

}  // namespace

Expected<PublicKey> Officers::put_secrets(const Id& officer, const Credentials& credentials) {
  const auto pair = fresh_pair();
  if (auto done = store_.keys().put_secret(key_secret, officer, wrapped(pair.secret_key, credentials.pin_salt, credentials.pin_key)); !done) return std::unexpected(done.error());
  if (auto done = put_password(officer, credentials.password_hash); !done) return std::unexpected(done.error());
  return pair.public_key;
}

Expected<PublicKey> Officers::put_key(const Id& officer, const std::string& pin) {
  const auto pair = fresh_pair();
  if (auto done = wrap_again(officer, pair.secret_key, pin); !done) return std::unexpected(done.error());
  return pair.public_key;
}

Expected<void> Officers::wrap_again(const Id& officer, const SecretKey& key, const std::string& pin) {
  Bytes salt(crypto_pwhash_SALTBYTES);
  random_bytes(salt);
  const auto pin_key = key_from_pin(pin, salt);
  if (!pin_key) return std::unexpected(pin_key.error());
  return store_.keys().put_secret(key_secret, officer, wrapped(key, salt, *pin_key));
}

Expected<void> Officers::put_password(const Id& officer, const std::string& hash) { return store_.keys().put_secret(password_secret, officer, as_bytes(hash)); }

Expected<void> Officers::enrol(std::vector<Officer> fresh, const Credentials& credentials, Day from) {
  for (auto& one : fresh) {
    if (account_named(one.name)) return fault("an officer signs in as \"" + one.name + "\" already; choose another name");
    const auto key = put_secrets(one.id, credentials);
    if (!key) return std::unexpected(key.error());
    one.key = *key;
  }
  if (auto done = write(fresh, from); !done) return done;
  auto reader = store_.reader();
  if (!reader) return std::unexpected(reader.error());
  return refresh(**reader);
}

Expected<void> Officers::write(const std::vector<Officer>& fresh, Day from) {
  auto& writer = store_.writer();
  if (auto done = writer.begin(); !done) return done;
  for (const auto& one : fresh) {
    const auto put = writer.put_account({one.id, one.name, one.title, identity::AccountKind::officer, one.state, one.key});
    if (!put || !*put) {
      writer.abandon();
      return put ? fault("an officer signs in as \"" + one.name + "\" already; choose another name") : std::unexpected(put.error());
    }
    if (auto done = writer.put_appointment({one.id, one.id, {}, one.state, one.agency, one.role, from}); !done) {
      writer.abandon();
      return done;
    }
  }
  return writer.finish();
}

Expected<bool> Officers::password_fits(const Id& officer, const std::string& password) {
  const auto hash = store_.keys().secret(password_secret, officer);
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
