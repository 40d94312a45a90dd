#include "app/lodging_sources.h"

#include "wire/channel_yaml.h"
#include "wire/lodging_terms_yaml.h"

namespace onestop::app {

Expected<server::LodgingSources> lodging_sources(const std::string& terms, const std::string& channels) {
  server::LodgingSources sources;
  if (!terms.empty()) {
    auto read = wire::load_lodging_terms(terms);
    if (!read) return fault(wire::to_text(read.error()));
    sources.terms = std::move(*read);
  }
  if (!channels.empty()) {
    auto read = wire::load_rule_sets(channels);
    if (!read) return fault(wire::to_text(read.error()));
    sources.first_rules = std::move(read->sets);
    sources.duties = std::move(read->duties);
  }
  return sources;
}

}  // namespace onestop::app
