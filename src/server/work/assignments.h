#pragma once
// Which desk has which card before it, and who has which work in hand. Both lie in the database, so that all processes of a
// post see the same; what is in hand is on record, what lies before a desk is not.
#include <functional>
#include <optional>
#include <variant>

#include "core/duty/duty.h"
#include "store/store.h"

namespace onestop::server {

struct Api;

class Assignments {
 public:
  static constexpr std::int64_t forgotten_after_ms = 15 * minute_ms;  // a card that nobody looked at, by the wall's clock
  static constexpr std::int64_t seen_again_after_ms = 5 * minute_ms;  // looks in between are not written down

  /// Called once, before anything else.
  void serve(Api& api) { api_ = &api; }

  /// Lays the card before the desk; false where another desk of the station was quicker, or where it could not be written.
  void lay(const store::DeskCardRow& card, std::function<void(bool laid)> then);
  /// The desk has no card before it any more.
  void put_away(const Code& desk);
  /// Nobody works at the desk any more: its card is put away and what its officer had in hand goes back into the queue. What was
  /// handed over to the desk waits for the next one.
  void free(const Code& desk);
  /// The same for all who have work in hand and sit nowhere, as after a session that ran out.
  void take_back_left();

  struct Done {
    duty::Event event;
  };
  struct Failed {
    std::string what;
  };
  struct KeyReused {};
  struct Repeated {};  // done before, with the same key
  using Result = std::variant<Done, duty::Refusal, Repeated, KeyReused, Failed>;
  /// Judges the command on what the database holds, and records what follows.
  void act(const duty::Actor& actor, duty::Command command, std::optional<store::Idempotency> idempotency, std::function<void(Result)> then);

 private:
  void give_back(std::vector<store::HandRow> hands);
  Api* api_ = nullptr;
};

/// The rows that change with an event that lies at this place.
std::vector<store::HandChange> hand_changes(const duty::Event& event, Instant at, const Id& stream, std::uint64_t version);
/// Whether others may not take what this row says: in another desk's hand, or handed over to another and not lapsed.
bool in_other_hands(const store::HandRow& hand, const Code& desk, const Id& officer, Instant now);

}  // namespace onestop::server
