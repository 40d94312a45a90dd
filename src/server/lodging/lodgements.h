#pragma once
// The service behind lodging, one for each environment (live, sandbox): messages in, lodgements on record, channels given,
// vehicles presented. Judging happens on the caller's thread; the runner's thread only writes, under the versions judged.
#include <functional>
#include <variant>

#include "core/lodgement/lodgement.h"
#include "server/lodging/reading.h"
#include "server/lodging/rules_in_force.h"
#include "server/post/crossing_file.h"
#include "server/post/runner.h"

namespace onestop::server {

/// One lodgement read from the log, without its messages.
struct LodgementFile {
  lodgement::Lodgement state;
  std::string firm_name;
  Instant updated;
};

class Lodgements {
 public:
  struct Environment {
    store::Store& store;
    Runner& runner;
    Readers& readers;
    const Regime& regime;
    const DomainClock& clock;
    MessageReader& reader;
    RulesInForce& rules;
    lodgement::Terms terms;
    std::vector<channel::DutyTable> duties;
    /// Whether somebody vouched that this firm is who it says: others are not told what becomes of a vehicle, since anybody may lodge
    /// for any plate.
    std::function<bool(const Id& firm)> confirmed;
  };
  struct Wish {
    Id firm;
    std::string firm_name, tax_number;
    std::optional<Id> key;
    std::string bytes;
    std::optional<lodging::Format> format;
    Code exit_state;                   // empty: as the message tells
    std::optional<Instant> expected;   // instead of what the message says
    std::optional<Id> amends;
    std::optional<std::uint64_t> expected_version;
    std::optional<store::Idempotency> idempotency;
    std::string language;
  };
  struct Taken {
    LodgedAnswer answer;
    bool repeated = false;  // the key of the request was answered before
  };
  struct No {
    lodgement::Refusal refusal;
    ReadingView reading;
  };
  struct Unknown {};
  using Outcome = std::variant<Taken, No, Stale, KeyReused, Unknown, Fault>;
  using Then = std::function<void(Outcome)>;

  static Expected<std::unique_ptr<Lodgements>> open(Environment environment);

  Reading read(std::string_view bytes, std::optional<lodging::Format> format, const Code& entry_state) const;
  void lodge(Wish wish, Then then) { lodge(std::move(wish), std::move(then), 1); }
  void cancel(const Id& lodgement, const Wish& wish, const std::string& reason, Then then) { cancel(lodgement, wish, reason, std::move(then), 1); }
  /// What binds a lodgement to the crossing of its vehicle; nothing where it no longer waits.
  Expected<std::optional<store::Commit>> presented(store::Reader& reader, const store::LodgementRow& row, const Id& crossing, Instant now) const;

  /// Nothing for what was never lodged.
  static Expected<std::optional<LodgementFile>> file(store::Reader& reader, const Id& lodgement);
  /// The message of a version, byte for byte; nothing where its key is gone.
  static Expected<std::optional<std::string>> original(store::Reader& reader, const Id& lodgement, std::uint32_t number);
  /// All that an agency's rules would say of a lodgement as it stands, by any version of them.
  channel::Decision judge(const channel::RuleSet& rules, const store::LodgementRow& row, const std::vector<lodgement::Declared>& certificates, Instant at) const;
  /// Certificates lodged for the same movement.
  static Expected<std::vector<lodgement::Declared>> certificates_of(store::Reader& reader, const std::vector<std::string>& keys);
  /// As lists show it. `declared` is that of the latest version.
  static store::LodgementRow row_of(const lodgement::Lodgement& state, const lodgement::Declared& declared, std::string firm_name, Instant updated);
  static std::vector<std::string> keys_of(const lodgement::Declared& declared);
  static Expected<lodgement::Declared> declared_of(const store::LodgementRow& row);

  /// For the runner: what was lodged for a vehicle that arrives.
  Runner::AtArrival at_arrival();
  /// Judges once more all that wait under the keys of this one; commits for those whose channels change.
  Expected<std::vector<store::Commit>> look_again(store::Reader& reader, const Id& lodgement) const;

  const Environment& environment() const { return at_; }
  /// Called on the runner's thread when something became durable.
  std::function<void()> landed;

 private:
  explicit Lodgements(Environment environment) : at_(std::move(environment)) {}
  struct Draft;
  Expected<void> judge_all(store::Reader& reader, Draft& draft) const;
  void hand_over(std::shared_ptr<Draft> draft, Then then);
  void lodge(Wish wish, Then then, int tries);
  void cancel(const Id& lodgement, const Wish& wish, const std::string& reason, Then then, int tries);
  /// Who named no version is not told that an agency wrote in between: it is judged again by what stands then.
  static constexpr int most_tries = 5;
  /// The earlier answer where this request was answered before, else this one.
  void unless_repeated(const std::optional<store::Idempotency>& idempotency, Outcome outcome, Then then);
  const Id* recorder_of(const Code& state) const;
  int utc_offset_min(const Code& state) const;
  Code other_state(const Code& state) const;
  Code exit_state_of(const lodgement::Declared& declared) const;
  std::uint32_t draw(const channel::RuleSet& rules, const lodgement::Declared& declared, Instant at) const;
  void add_event(Draft& draft, const lodgement::Event& event) const;
  void finish_row(Draft& draft) const;

  Environment at_;
  std::array<unsigned char, 32> draw_key_{};
};

}  // namespace onestop::server
