#pragma once
// The second factor of officers: an authenticator app, and ten codes on paper for the day it is lost. The app's key and the
// hashes of the codes on paper lie with the keys; which codes were used lies in the database, so that none counts twice,
// whichever process is asked.
#include <optional>
#include <string>
#include <vector>

#include "server/post/runner.h"

namespace onestop::server {

class SecondFactor {
 public:
  static constexpr std::size_t recovery_codes = 10;

  SecondFactor(store::Store& store, Runner& runner) : store_(store), runner_(runner) {}

  /// A fresh key, which counts once a code of it was given; an earlier one goes on until then.
  Expected<Bytes> prepare(const Id& officer);
  /// Whether the code is one of the prepared key; that key counts from then on.
  Expected<bool> confirm(const Id& officer, const std::string& code);
  /// Ten fresh ones; those given before count no longer. "ABCD-EFGH-IJKL-MNOP"
  Expected<std::vector<std::string>> fresh_recovery_codes(const Id& officer);
  /// Whether it is a code of the app or one on paper that was not used before. Waits for the writer.
  Expected<bool> fits(const Id& officer, const std::string& code);
  std::size_t recovery_codes_left(const Id& officer);
  Expected<void> remove(const Id& officer);

 private:
  Expected<bool> first_use(const Id& officer, const std::string& code);
  store::Store& store_;
  Runner& runner_;
};

}  // namespace onestop::server
