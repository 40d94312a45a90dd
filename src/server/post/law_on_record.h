#pragma once
// Every law that two people ever signed here, compiled again for all its days: what a crossing on record was opened
// under, today or years ago, under which it finishes, and by which its acts are explained.
#include <array>
#include <map>
#include <memory>
#include <vector>

#include "base/result.h"
#include "core/law/timeline.h"
#include "store/store.h"

namespace onestop::wire {
struct NamedText;
}

namespace onestop::server {

/// What two people sign: everything needed to compile it again, in canonical bytes.
Bytes recipe(const std::vector<wire::NamedText>& law, const wire::NamedText& post, const Code& layout, Instant at);

struct Cooked {
  law::Law law;
  post::Post post;
  Code layout;
  std::vector<law::Era> eras;
  std::optional<law::Lapse> lapse;  // from when on the sources do not compile; its eras are in `eras`
};
/// Fails where the sources cannot be read or do not compile at their beginning.
Expected<Cooked> cook(ByteView recipe);

/// All findings, one a line.
std::string in_words(const std::vector<law::Finding>& findings);

class LawOnRecord {
 public:
  /// From `from` on these are in force, by the index of the exit state in the post.
  struct Era {
    Instant from;
    std::array<const law::Procedure*, 2> procedures{};
  };

  static Expected<LawOnRecord> read(store::Reader& reader);

  /// Null for a hash that nothing on record compiles into.
  const law::Procedure* of(const Hash& procedure) const;
  /// As some law on record has it, where no crossing says which; null for an unknown one.
  const law::Citation* cite(const Code& provision) const;
  /// Whether somebody signed sources that come to these eras, from their first instant on.
  bool holds(const std::vector<Era>& eras) const;
  /// Takes the procedures in, each once; the addresses stay good.
  std::vector<Era> keep(std::vector<law::Era> eras);

 private:
  std::map<Hash, std::unique_ptr<law::Procedure>> procedures_;
  std::map<Code, law::Citation> citations_;
  std::vector<std::vector<Era>> signed_;
};

}  // namespace onestop::server
