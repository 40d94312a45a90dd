#pragma once
// Commands for random days: what an officer would sensibly do next, the same spoiled in one point, and wild ones.
#include "core/crossing/view.h"
#include "kit/random_day.h"

namespace onestop::testkit {

using crossing::Actor;
using crossing::Command;
using law::Procedure;
using law::Side;

struct Move {
  Actor actor;
  Command command;
  std::int64_t after_ms = 0;  // passes before it is asked
};

/// Everybody who may turn up at a post in one layout and direction, in the order of its data, never of its words.
struct Cast {
  std::vector<Actor> seats;             // two officers for every desk
  std::vector<std::size_t> of_side[2];  // indices of seats
  std::array<Actor, 2> clocks, devices; // by side
};
Cast cast_of(const Procedure& procedure);

/// One crossing under way.
struct Visit {
  crossing::Crossing crossing;
  const Procedure* procedure = nullptr;
  const Cast* cast = nullptr;
  Instant now;
  struct Due {
    crossing::Deadline deadline;
    Side side;
  };
  std::vector<Due> dues;
  Log log;
  std::vector<Id> used;  // identities that stand in the log, to be replayed
  int commands = 0;
  int after_end = 0;
};

class Moves {
 public:
  Moves(Visit& visit, Chance& chance)
      : visit_(visit), chance_(chance), view_(visit.crossing, *visit.procedure), procedure_(*visit.procedure) {}
  Move sensible();
  /// A sensible move with one thing wrong in it.
  Move spoiled();
  Move wild();
  /// What `options` offers to a random seat, completed as the officer would; nothing where it offers nothing.
  std::optional<Move> offered();
  /// Two acts that two recorders write, neither of which knows of the other; nothing where none come to mind.
  std::optional<std::array<Move, 2>> apart();
  /// What the exit side's officer would ask for who lost contact before the hand-over.
  Move turn_back();

 private:
  // who
  const Actor& seat(Side side);
  /// A seat of that side with this agency (empty: any), where there is one.
  const Actor& seat(Side side, const Code& agency);
  /// A seat of that side that has the power, in whatever phase.
  const Actor& able(law::Act act, Side side);
  bool may(const Actor& actor, law::Act act) const;
  Actor stranger();
  Side any_side() { return chance_.in(2) ? Side::exit : Side::entry; }

  // what
  Id fresh() {
    const auto first = chance_.bits();  // arguments of a call have no order of their own
    return mint_id(visit_.now, first, chance_.bits());
  }
  Id known_or_strange();
  Code any_control() { return procedure_.slots.empty() ? Code() : chance_.one(procedure_.slots).control; }
  std::string reason() { return chance_.in(12) ? std::string(chance_.below(12), 'r') : "reasons enough for anybody"; }
  Instant expiry();
  crossing::Covered covered();
  std::vector<crossing::Claim> claims(law::SubjectKind kind);

  const crossing::SubjectView* any_of_kind(law::SubjectKind kind);
  Code nationality();
  crossing::NewPerson person();
  crossing::NewConsignment consignment();
  std::vector<crossing::Found> results(const law::Slot& slot);

  crossing::RegisterArrival arrival();
  crossing::AttachPhotograph photograph(const Id& subject);
  crossing::AttachDocument document(const Id& subject);
  crossing::RequestCorrection correction(const crossing::SubjectView& one);
  bool much_photographed() const;
  bool much_documented() const;
  std::optional<Move> late();
  std::optional<Move> sampling();
  std::optional<Move> call();
  std::optional<Move> settlement();
  Move abandonment(const crossing::SubjectView& one);
  Move against(const crossing::OffenceMark& offence, Side side);
  std::optional<Move> incident();
  std::optional<Move> answer();
  std::optional<Move> inspection();
  std::optional<Move> work();
  std::optional<Move> passage();
  Move sign(const crossing::InspectionMark& inspection, Side side);
  const Actor* attending(const Id& inspection, Side side);
  void spoil(Move& move);
  void spoil_arrival(crossing::RegisterArrival& come);
  bool spoil_life(Move& move, const Id& id);
  Command wild_life(const Id& id);
  void complete(Command& command);
  void complete_life(Command& command, const std::string& enough);

  Visit& visit_;
  Chance& chance_;
  crossing::View view_;
  const Procedure& procedure_;
};

/// A signature of the actor under the act on record of the inspection, or under an empty act where there is none.
crossing::SignInspectionAct signature_of(const crossing::View& view, const Actor& actor, const Id& inspection);


}  // namespace onestop::testkit
