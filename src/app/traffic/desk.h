#pragma once
// An officer at a desk: asks for the next crossing, does the usual thing with it, takes the time that this takes.
// The server says what is usual; the desk only knows how long it lasts and how it ends.
#include "app/traffic/world.h"

namespace onestop::traffic {

class Desk {
 public:
  Desk(World& world, Team& team, std::size_t seat, bool at_gate) : world_(world), team_(team), seat_(seat), at_gate_(at_gate) {}

  bool idle() const { return open_ && !left_ && state_ == State::idle; }
  /// Whether the layout of the minute has this desk, or vehicles of an earlier one still need it.
  void set_open(bool open) { open_ = open; }
  /// A person works at this desk in a browser: nothing is done there any more, least of all signed.
  void leave_to_person(bool left);
  const Code& code() const;
  /// Asks what is next; an idle desk only.
  void look();
  /// Something happened to the crossing that this desk waits for.
  void poke();
  /// Is called to a joint inspection; an idle desk only.
  void reserve(const Id& crossing);
  void attend_reserved();
  void leave();

 private:
  enum class State { idle, asking, busy };
  using Card = server::Card;
  using Option = server::Option;

  // Who is next (desk.cpp).
  void ask_next();
  void heard_next(const Reply& reply);
  void ask_list();
  void heard_list(const Reply& reply);
  void asked(bool found);
  bool free_for_me(const Id& crossing) const;
  void take(const Id& crossing, bool by_server);
  void put_off(const Card& card, double until_ms);
  void register_vehicle(Vehicle vehicle);

  // What to do with it (desk.cpp).
  void go_on();
  void look_at_card();
  void heard_card(const Reply& reply);
  void act(const Card& card);
  const Option* usual(const Card& card) const;
  bool mine_here(const Card& card, const server::Command& command) const;
  void perform(const Card& card, const server::Command& command);
  void watch();

  // The single steps (desk_work.cpp).
  void close(const Card& card, const crossing::CloseControl& command);
  void finish_close(const Card& card, crossing::CloseControl command);
  bool sounds_alarm(const Card& card, const crossing::CloseControl& command);
  bool places_hold(const Card& card, const crossing::CloseControl& command);
  void lift(const Id& crossing, const Id& hold);
  void order(const Card& card, const crossing::OrderInspection& command);
  void draw(const Card& card, crossing::DrawInspectionAct command);
  void sign(const crossing::SignInspectionAct& command);
  void give_notice(const Card& card, const crossing::GiveExitNotice& command);
  void accept(const Card& card, const crossing::AcceptEntry& command);
  void milestone(const Card& card, const server::Command& command, const Code& name, const Id& subject, std::function<void()> done);

  void send(const server::Command& command, std::function<void()> done);
  void answered(std::string_view what, const Reply& reply, const std::function<void()>& done);
  void get(const std::string& path, void (Desk::*then)(const Reply&));
  void work_until(double done_ms, std::function<void()> then);
  double work_began_ms() const;
  void work_done();
  const TimeRule* time_rule(const Card& card, const Code& control, const Id& subject) const;
  double minutes_for(const Card& card, const Code& control, const Id& subject) const;
  Draws draws(const Id& thing, const Code& control, std::string_view purpose) const;

  World& world_;
  Team& team_;
  std::size_t seat_;
  bool at_gate_;
  State state_ = State::idle;
  Id crossing_;
  bool by_server_ = false;   // the server assigned it to this desk, and goes on with it when asked
  bool waited_ = false;      // it stood on the station's list, so that any usual step may be taken, not controls only
  bool inspecting_ = false;  // attends an inspection of it
  bool watching_ = false;
  bool left_ = false;
  bool open_ = true;
  double free_ms_ = 0;       // when the last work ended
  double done_ms_ = 0;       // when the work at hand ends
  std::uint64_t turn_ = 0;   // raised when the desk turns to something else: what was to follow before is void
};

const server::SubjectView* subject_of(const server::Card& card, const Id& id);
bool holds_for(const server::SubjectView* subject, const Code& fact);

}  // namespace onestop::traffic
