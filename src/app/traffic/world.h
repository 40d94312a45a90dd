#pragma once
// What drivers and officers of the generator share: the clock, the road before the gates, who stands before whom.
#include <memory>
#include <unordered_map>

#include "app/traffic/arrivals.h"
#include "app/traffic/client.h"
#include "app/traffic/traffic.h"
#include "server/messages.h"

namespace onestop::traffic {

class Desk;

/// Desks of one agency and state at one station: any of them serves.
struct Team {
  Code state, agency, station;
  std::vector<Desk*> desks;
  bool asking = false;     // one at a time asks for the next crossing
  bool ask_again = false;  // something changed meanwhile
  std::unordered_map<Id, Desk*> at_desk;
  std::unordered_map<Id, double> later;  // crossings with nothing to do here before that time (ms), or a change
};

struct Inside {
  Code flow;
  std::size_t round = 0;
  std::pair<std::size_t, std::uint64_t> pair;  // stream and number: the same vehicle has the same in each round
  Instant registered;     // by the post's clock
  double ready_ms = 0;    // when what was done last to it ended
  double noticed_ms = -1;
  Code notice_station;
  bool released = false;
  std::uint64_t version = 0;
  std::vector<Desk*> watchers;  // desks that wait for something to happen to it
};

class World {
 public:
  World(const TrafficOptions& options, Parameters parameters);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Learns the post and its officers; then traffic comes.
  void begin();
  /// The plan is over, where there is one.
  bool played() const { return play_ && play_->half == 2; }
  bool failed() const { return !failure_.empty(); }
  const std::string& failure() const { return failure_; }
  /// Waits for what comes next, at most that long, and does it.
  void step(std::chrono::milliseconds most);
  /// Waits for the answers to what is under way, and counts them.
  void finish();
  TrafficStats stats() const;

  // --- for desks ---
  Agenda agenda;
  Courier courier;
  Client client;
  const Parameters parameters;
  server::PostView post;
  TrafficStats figures;
  std::unordered_map<Id, Inside> inside;

  std::uint64_t key(std::string_view purpose) const { return keyed(seed_, purpose); }
  Instant domain_now() const { return began_ + static_cast<std::int64_t>(agenda.now_ms()); }
  Id fresh_id();
  /// The vehicle that waits longest before this state's gate.
  std::optional<Vehicle> next_at_gate(const Code& state);
  bool anybody_at_gate(const Code& state);
  /// When the first of them came; somebody must be there.
  double came_first_ms(const Code& state);
  void saw_clock(Instant now);
  /// It is on record from now on.
  void came_in(const Vehicle& vehicle);
  /// Before the gate, among the others by the time at which it came.
  void stand_in_queue(Vehicle vehicle);
  /// The post with the lanes that are open.
  const server::PostView& open_post() const { return open_post_; }
  void released(const Inside& one);
  /// What was done to it ended then, whatever time the machines took since.
  void ready(const Id& crossing, double ms);
  /// A command on the crossing was accepted: whoever waits for it looks again.
  void changed(const Id& crossing, std::uint64_t version);
  void ended(const Id& crossing);
  /// An idle desk of another state at this station, for a joint inspection.
  Desk* idle_partner(const Team& team) const;
  /// The portal sounded: two persons look into it.
  void look_into_alarm(const Id& crossing);
  void count_refusal(std::string_view what, const Reply& reply);
  /// Asks one idle desk of the team to look for work.
  void wake(Team& team);
  void wake_soon();
  /// `intention` is the idempotency key.
  static Call command_call(const Id& crossing, server::Command command, const Id& intention);

 private:
  void meet_officers(const Reply& reply);
  void learn_post(const Reply& reply);
  void open_flows();
  /// A vehicle to come: its place in its stream, and when it comes in the days of the first half.
  struct Coming {
    std::size_t stream = 0;
    std::uint64_t number = 0;
    std::size_t round = 0;
    Instant at;
  };
  void announce(std::size_t stream, Instant at);
  void await(const Coming& coming);
  void arrive(const Coming& coming);
  void lodge_for(const Coming& coming);
  Vehicle invented(const Coming& coming) const;
  void meet_firms(const Reply& reply);
  void join_road(Vehicle vehicle);
  std::deque<Vehicle>::iterator next_in(std::deque<Vehicle>& queue);
  std::optional<Instant> next_of(std::size_t stream, std::optional<Instant> after);
  Instant due(std::size_t round, Instant at) const;
  void read_post();
  void look_at(server::PostView view);
  void look_at_plan();
  void wake_teams();
  void look_for_people();
  void close_alarm(std::size_t seat, const Id& crossing);

  struct Stream {
    const Flow* flow = nullptr;
    Code exit_state;
    std::unique_ptr<ArrivalStream> times;
    std::uint64_t key = 0, count = 0;
    std::size_t round = 0;  // how often the plan's days were played before
  };
  static constexpr std::size_t longest_queue = 2'000;  // before one gate; who comes then turns around

  const double speed_, scale_;
  const std::vector<std::string> left_to_people_;
  const std::uint64_t seed_;
  Instant began_;  // the domain's clock when the agenda began
  std::vector<Stream> streams_;
  std::vector<server::DemoFirm> firms_;  // none where nothing is lodged
  std::map<Code, std::deque<Vehicle>> road_;
  std::optional<Play> play_;  // where the server has a plan
  Instant next_change_;       // at which the post was promised to look different
  std::vector<std::unique_ptr<Team>> teams_;
  std::vector<std::unique_ptr<Desk>> desks_;
  server::PostView open_post_;
  std::map<Code, std::size_t> queue_keepers_;  // a seat at the gate of each state
  std::size_t taking_tickets_ = 0;             // vehicles that wait for the answer
  std::vector<std::size_t> closing_seats_;  // who may agree to close an alarm
  Draws id_draws_;
  bool waking_ = false;
  std::string failure_;
};

}  // namespace onestop::traffic
