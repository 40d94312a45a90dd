#pragma once
#include "base/hash.h"
#include "store/identity_rows.h"

namespace onestop::server {

/// Everything that an account says, without its secrets.
Hash account_hash(const store::AccountRow& account);

}  // namespace onestop::server
