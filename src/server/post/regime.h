#pragma once
// The law and the post that are in force here, compiled for all their days, and every procedure that a crossing on record
// was opened under: a vehicle that arrives after midnight comes under the new law, vehicles inside finish under theirs.
// Layouts follow one another like laws: each activation on record reigns from its instant until the next one's.
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
  struct Where {
    std::filesystem::path law;   // folder
    std::filesystem::path post;  // file
    Code layout;                 // empty: the one of the minute on record, else the post's own
  };
  /// In which layout and under which files of law and post arrivals are governed, and how long.
  struct Reign {
    Instant from;
    std::optional<Instant> until;
    std::shared_ptr<const Sources> sources;
    const post::Layout* layout = nullptr;
    bool governs(Instant now) const { return from <= now && (!until || now < *until); }
  };
  /// Compiles the sources from `at` on and every regime that is already on record. A fault holds all findings, one a
  /// line; those of a later day name the day.
  static Expected<std::unique_ptr<Regime>> open(const Where& where, store::Store& store, Instant at);

  /// Whether two people have brought what is compiled here into force, at `at` or for a day to come.
  bool activated() const { return activated_; }
  /// Whether exactly this layout under these sources governs from `at` on, as far as is on record.
  bool governs_already() const { return governs_already_; }
  /// What they have to sign, without their endorsements. It begins at `at`.
  law::RegimeActivated activation() const;
  /// Puts the regime on record with the event that brings it into force, in the stream of the post, written by the
  /// host's recorder at `now`. Endorsements that do not hold are a fault.
  Expected<void> activate(store::Store& store, const law::RegimeActivated& activation, const Id& recorder, Instant now);

  /// Of what is on record, in order; of the sources alone where nothing is.
  const std::vector<Reign>& reigns() const { return reigns_; }
  /// The one of the minute; before the beginning the first.
  const Reign& reign(Instant now) const;
  const law::Law& law(Instant now) const { return reign(now).sources->law; }
  const post::Layout& layout(Instant now) const { return *reign(now).layout; }
  /// States, host and name, as the files have them.
  const post::Post& post() const { return sources_->post; }
  /// The layout that the sources are compiled in.
  const post::Layout& own_layout() const { return *layout_; }
  /// What the post runs under from its first regime on, in order: the days of each reign's law.
  const std::vector<Era>& eras() const { return eras_; }
  /// For a vehicle that leaves this state at `now`; null for a state that is not of this post, and before the beginning.
  const law::Procedure* in_force(const Code& exit_state, Instant now) const;
  /// Of a crossing on record; null when this server does not hold its law.
  const law::Procedure* of(const Hash& procedure) const { return record_.of(procedure); }
  /// As in force at `now`, else as it was or will be.
  const law::Citation* cite(const Code& provision, Instant now) const;

 private:
  Regime() = default;
  /// For a day to come, in this layout or, where none is named, in any.
  Expected<bool> is_planned(const std::vector<wire::NamedText>& law, const wire::NamedText& post, const Code& layout);
  void line_up();

  Bytes recipe_;
  Instant at_;
  bool governs_already_ = false, activated_ = false;
  std::shared_ptr<const Sources> sources_;
  const post::Layout* layout_ = nullptr;
  std::vector<Era> own_;  // of the sources
  LawOnRecord record_;
  std::vector<Reign> reigns_;
  std::vector<Era> eras_;
};

/// When the day begins by the clock of the host of the post in this file.
Expected<Instant> midnight_of_host(const std::filesystem::path& post, Day day);

}  // namespace onestop::server
