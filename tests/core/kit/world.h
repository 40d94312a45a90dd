#pragma once
// The model law and post as tests use them, and officers to sit at their desks.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/crossing/decide.h"
#include "core/law/procedure.h"
#include "core/post/post.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

namespace onestop::testkit {

/// The YAML texts, so that a test can edit them before they are read.
struct Sources {
  std::vector<wire::NamedText> law;
  wire::NamedText post;
};
Sources model_sources();
/// The same with another post of the folder: "korday-akjol".
Sources model_sources(const std::string& post);

/// 2010-03-01T00:00:00Z, a working day in winter, before the customs community.
inline constexpr Instant first_day{1'267'401'600'000};

/// A law and a post with all layouts compiled, both directions.
class World {
 public:
  /// Nothing where the law does not compile; `why` says why, where it is given.
  static std::optional<World> of(law::Law law, post::Post post, std::string* why = nullptr, Instant day = first_day);
  static std::optional<World> of(const Sources& sources, std::string* why = nullptr);
  /// The model post; stops where it does not compile.
  static const World& model();

  /// The same law on another day, at another post of the folder: "korday-akjol".
  std::optional<World> on(Instant day, const std::string& post, std::string* why) const;

  const law::Law& law() const { return law_; }
  const post::Post& post() const { return post_; }
  std::size_t layout_count() const { return compiled_.size(); }
  const law::Procedure& procedure(std::size_t layout, std::size_t exit_state) const {
    return compiled_[layout].procedures[exit_state];
  }
  /// The same, where both sides are open from six to twenty by the clock of the side of exit, and the law has no tariff
  /// for loading goods again.
  const law::Procedure& narrow(std::size_t layout, std::size_t exit_state) const { return narrow_[layout * 2 + exit_state]; }
  Instant day() const { return day_; }
  /// Null for unknown words.
  const law::Procedure* find(std::string_view layout, std::string_view exit_state) const;

 private:
  law::Law law_;
  post::Post post_;
  Instant day_ = first_day;
  std::vector<law::Compiled> compiled_;  // as in post_.layouts
  std::vector<law::Procedure> narrow_;
};

/// The same name gives the same identity, always.
Id id_named(std::string_view name);
/// An officer's keys, made from his identity.
const KeyPair& keys_of(const Id& officer);

}  // namespace onestop::testkit
