#pragma once
#include <string>

#include "base/result.h"
#include "server/lodging/sources.h"

namespace onestop::app {

/// Terms, first rules and duties from their files; an empty name stands for none.
Expected<server::LodgingSources> lodging_sources(const std::string& terms, const std::string& channels);

}  // namespace onestop::app
