#pragma once
#include <string>

#include "base/instant.h"
#include "base/result.h"

namespace onestop::server::http {

/// Until when the first certificate in this PEM file holds; a fault that names the setting where there is none, or where the
/// key does not fit it.
Expected<Instant> certificate_end(const std::string& certificate_file, const std::string& key_file);

}  // namespace onestop::server::http
