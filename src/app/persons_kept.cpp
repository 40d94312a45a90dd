#include "app/persons_kept.h"

#include "app/retention.h"

namespace onestop::app {

Expected<std::vector<right::Keeping>> persons_kept(const std::filesystem::path& retention) {
  auto read = load_retention(retention);
  if (!read) return fault(wire::to_text(read.error()));
  return std::move(read->persons);
}

}  // namespace onestop::app
