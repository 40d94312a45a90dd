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

/// The files as read. Addresses into them stay good while somebody holds them.
struct Sources {
  law::Law law;
  post::Post post;
};

struct Cooked {
  std::shared_ptr<const Sources> sources;
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

  /// One event that two people signed, and what its sources compile into from its instant on, for ever.
  struct Activation {
    Instant from;
    Code layout;
    std::shared_ptr<const Sources> sources;
    std::vector<Era> eras;
  };

  /// Everything that was ever signed here, and what was brought into force at this post; of no post: the law alone.
  static Expected<LawOnRecord> read(store::Reader& reader, const Code& post);

  /// In order of their instants; of two for one instant the later signed alone.
  const std::vector<Activation>& activations() const { return activations_; }
  void add(Activation activation);

  /// Null for a hash that nothing on record compiles into.
  const law::Procedure* of(const Hash& procedure) const;
  /// As some law on record has it, where no crossing says which; null for an unknown one.
  const law::Citation* cite(const Code& provision) const;
  /// The post that the law on record is of; empty where nothing is on record.
  Code post() const { return procedures_.empty() ? Code() : procedures_.begin()->second->post; }
  /// Takes the procedures in, each once; the addresses stay good.
  std::vector<Era> keep(std::vector<law::Era> eras);

 private:
  std::map<Hash, std::unique_ptr<law::Procedure>> procedures_;
  std::map<Code, law::Citation> citations_;
  std::vector<Activation> activations_;
};

/// Whether the activation comes to these eras from their first instant on.
bool comes_to(const LawOnRecord::Activation& activation, const std::vector<LawOnRecord::Era>& eras);

}  // namespace onestop::server
