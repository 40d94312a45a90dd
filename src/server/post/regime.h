#pragma once
// The law and the post that are in force here, compiled for all their days, and every procedure that a crossing on record
// was opened under: a vehicle that arrives after midnight comes under the new law, vehicles inside finish under theirs.
#include <filesystem>
#include <memory>
#include <vector>

#include "base/result.h"
#include "core/law/activation.h"
#include "server/post/law_on_record.h"

namespace onestop::server {

class Regime {
 public:
  using Era = LawOnRecord::Era;
  struct Sources {
    std::filesystem::path law;   // folder
    std::filesystem::path post;  // file
    Code layout;                 // empty: the post's own
  };
  /// Compiles the sources from `at` on and every regime that is already on record. A fault holds all findings, one a
  /// line; those of a later day name the day.
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
  /// What the post runs under from the beginning of this regime on, in order.
  const std::vector<Era>& eras() const { return eras_; }
  /// For a vehicle that leaves this state at `now`; null for a state that is not of this post, and before the beginning.
  const law::Procedure* in_force(const Code& exit_state, Instant now) const;
  /// Of a crossing on record; null when this server does not hold its law.
  const law::Procedure* of(const Hash& procedure) const { return record_.of(procedure); }
  /// As in force at `now`, else as it was or will be.
  const law::Citation* cite(const Code& provision, Instant now) const;

 private:
  Regime() = default;

  Bytes recipe_;
  Instant at_;
  bool activated_ = false;
  law::Law law_;
  post::Post post_;
  const post::Layout* layout_ = nullptr;
  LawOnRecord record_;
  std::vector<Era> eras_;
};

}  // namespace onestop::server
