#pragma once
// Who may sign in, and their keys. Passwords are kept as Argon2id hashes; each officer's Ed25519 key is wrapped under a
// key that Argon2id makes from the officer's PIN, so that the server alone cannot sign for anybody.
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "store/store.h"

namespace onestop::server {

struct Officer {
  Id id;
  std::string name;  // for signing in
  std::string title; // as shown on records
  Code state, agency, role;
  PublicKey key{};
};
BOOST_DESCRIBE_STRUCT(Officer, (), (id, name, title, state, agency, role, key))

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

  std::vector<Officer> all() const;
  const Officer* by_name(const std::string& name) const;
  const Officer* by_id(const Id& id) const;
  std::string title_of(const Id& id) const;

  /// Many at once, in one transaction. A name that is taken is a fault.
  Expected<void> enrol(std::vector<Officer> officers, const Credentials& credentials);
  Expected<bool> password_fits(const Officer& officer, const std::string& password);
  /// Takes as long as a wrong password of an officer does, for names that nobody has.
  static void waste_time(const std::string& password);
  /// The officer's signing key; nothing when the PIN is wrong.
  Expected<std::optional<SecretKey>> unlock(const Officer& officer, const std::string& pin);

 private:
  explicit Officers(store::Store& store) : store_(store) {}
  store::Store& store_;
  mutable std::mutex lock_;
  std::map<Id, Officer> officers_;  // never shrinks; addresses stay good
};

/// The random bytes of the operating system.
void random_bytes(std::span<unsigned char> into);
Id fresh_id(Instant at);

}  // namespace onestop::server
