#pragma once
// Who may sign in, and their keys. Accounts and appointments lie in the database and are remembered here; `refresh` sees what
// other processes changed. Passwords are kept as Argon2id hashes; each officer's Ed25519 key is wrapped under a key that
// Argon2id makes from the officer's PIN, so that the server alone cannot sign for anybody.
#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "core/identity/identity.h"
#include "store/store.h"

namespace onestop::server {

/// An officer in an appointment: of the day in a session, else the one that began last.
struct Officer {
  Id id;
  std::string name;  // for signing in
  std::string title; // as shown on records
  Code state, agency, role;
  PublicKey key{};
  bool operator==(const Officer&) const = default;
};
BOOST_DESCRIBE_STRUCT(Officer, (), (id, name, title, state, agency, role, key))

/// As one setting held them before there were accounts; taken over once, and still readable by older releases.
struct OfficerList {
  std::vector<Officer> officers;
};
BOOST_DESCRIBE_STRUCT(OfficerList, (), (officers))

/// Hashing made once and used for many: the demonstration enrols a whole roster with one password and PIN.
struct Credentials {
  std::string password_hash;
  Bytes pin_salt;
  std::array<unsigned char, 32> pin_key{};
};
/// A password that everybody may know is not worth a costly hash: a hundred officers sign in again at once when the
/// demonstration's server was killed.
enum class Password { secret, known_to_all };
/// Argon2id, with its salt and cost in the text.
Expected<std::string> hashed_password(const std::string& password, Password kind = Password::secret);
Expected<Credentials> credentials(const std::string& password, const std::string& pin, Password kind = Password::secret);

class Officers {
 public:
  static Expected<std::unique_ptr<Officers>> open(store::Store& store);
  /// Reads accounts and appointments anew where another process changed them.
  Expected<void> refresh(store::Reader& reader);

  std::vector<Officer> all() const;
  /// Null for a closed account.
  const Officer* by_name(const std::string& name) const;
  const Officer* by_id(const Id& id) const;
  std::string title_of(const Id& id) const;

  std::vector<store::AccountRow> accounts() const;
  std::optional<store::AccountRow> account(const Id& id) const;
  std::optional<store::AccountRow> account_named(const std::string& name) const;
  std::optional<store::AccountRow> account_of_subject(const std::string& issuer, const std::string& subject) const;
  std::optional<store::AccountRow> account_of_certificate(const std::string& name) const;
  std::vector<identity::Appointment> appointments_of(const Id& officer) const;
  /// Whoever signs with this account in this appointment.
  static Officer in_office(const store::AccountRow& account, const identity::Appointment& appointment);

  /// Many at once, in one transaction, each with one appointment from that day on without end. A name that is taken is a
  /// fault. Only while no runner writes.
  Expected<void> enrol(std::vector<Officer> officers, const Credentials& credentials, Day from = {});
  /// A signing key of the officer's own, wrapped under the PIN, and the password; the public key.
  Expected<PublicKey> put_secrets(const Id& officer, const Credentials& credentials);
  /// A fresh signing key of the officer's own under the PIN; the public key.
  Expected<PublicKey> put_key(const Id& officer, const std::string& pin);
  /// The same key under another PIN.
  Expected<void> wrap_again(const Id& officer, const SecretKey& key, const std::string& pin);
  Expected<void> put_password(const Id& officer, const std::string& hash);
  Expected<bool> password_fits(const Id& officer, const std::string& password);
  Expected<bool> password_fits(const Officer& officer, const std::string& password) { return password_fits(officer.id, password); }
  /// Takes as long as a wrong password of an officer does, for names that nobody has.
  static void waste_time(const std::string& password);
  /// The officer's signing key; nothing when the PIN is wrong.
  Expected<std::optional<SecretKey>> unlock(const Officer& officer, const std::string& pin);

 private:
  explicit Officers(store::Store& store) : store_(store) {}
  Expected<void> take_over(store::Reader& reader);
  Expected<void> write(const std::vector<Officer>& fresh, Day from);
  void remember(std::vector<store::AccountRow> accounts, const std::vector<identity::Appointment>& appointments);

  store::Store& store_;
  mutable std::mutex lock_;
  std::uint64_t seen_ = 0;                       // the number of the last change that is remembered
  std::map<Id, store::AccountRow> accounts_;
  std::map<Id, std::vector<identity::Appointment>> appointments_;  // by officer
  std::map<Id, const Officer*> officers_;
  std::deque<Officer> ever_;                     // never shrinks; addresses stay good
};

/// The random bytes of the operating system.
void random_bytes(std::span<unsigned char> into);
Id fresh_id(Instant at);

}  // namespace onestop::server
