#pragma once
// The law and the post that are in force here, compiled, and every procedure that a crossing on record was opened
// under: vehicles inside finish under the law they entered with.
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/result.h"
#include "core/law/activation.h"
#include "core/law/procedure.h"
#include "store/store.h"

namespace onestop::server {

class Regime {
 public:
  struct Sources {
    std::filesystem::path law;   // folder
    std::filesystem::path post;  // file
    Code layout;                 // empty: the post's own
  };
  /// Compiles the sources as they stand at `at` and every regime that is already on record. A fault holds all
  /// findings, one a line.
  static Expected<std::unique_ptr<Regime>> open(const Sources& sources, store::Store& store, Instant at);

  /// Whether two people have brought what is compiled here into force.
  bool activated() const { return activated_; }
  /// What they have to sign, without their endorsements.
  law::RegimeActivated activation() const;
  /// Puts the regime on record with the event that brings it into force, in the stream of the post, written by the
  /// host's recorder. Endorsements that do not hold are a fault.
  Expected<void> activate(store::Store& store, const law::RegimeActivated& activation, const Id& recorder);

  const law::Law& law() const { return law_; }
  const post::Post& post() const { return post_; }
  const post::Layout& layout() const { return *layout_; }
  /// For a vehicle that leaves this state now; null for a state that is not of this post.
  const law::Procedure* in_force(const Code& exit_state) const;
  /// Of a crossing on record; null when this server does not hold its law.
  const law::Procedure* of(const Hash& procedure) const;
  const law::Citation* cite(const Code& provision) const;

 private:
  Regime() = default;
  Expected<void> recall(store::Store& store);

  Bytes recipe_;
  Instant at_;
  bool activated_ = false;
  law::Law law_;
  post::Post post_;
  const post::Layout* layout_ = nullptr;
  std::vector<const law::Procedure*> in_force_;
  std::map<Hash, std::unique_ptr<law::Procedure>> procedures_;
  std::map<Code, law::Citation> citations_;
};

}  // namespace onestop::server
