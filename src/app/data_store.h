#pragma once
// The store that a command of the operator works on: a file with its keys beside it, or a database of PostgreSQL whose
// keys lie where the environment variable ONESTOP_KEYS says.
#include <memory>
#include <string>

#include "base/result.h"
#include "store/store.h"

namespace onestop::app {

/// Made where there is none yet.
Expected<std::unique_ptr<store::Store>> open_store(const std::string& data);
/// A file that is no log is not touched.
Expected<std::unique_ptr<store::Store>> open_existing(const std::string& data);
/// What stands against reading it: nothing where a database is named, which says so by itself.
Expected<void> must_exist(const std::string& data);

}  // namespace onestop::app
