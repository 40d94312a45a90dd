#pragma once
// The officers' side of the API: sign-in when it is needed, and patience with a server that restarts. A command that got
// no answer is sent again under the same idempotency key, so that nothing is lost and nothing happens twice.
#include <deque>
#include <string>
#include <vector>

#include "app/traffic/agenda.h"
#include "app/traffic/courier.h"
#include "server/messages.h"

namespace onestop::traffic {

struct Seat {
  server::DemoOfficer sign_in;
  std::string token;
  std::string name;  // as shown on records
  bool signing_in = false;
  struct Waiting {
    Call call;
    Then then;
    int attempts = 0;
  };
  std::deque<Waiting> waiting;  // for the sign-in; a desk has at most a handful of calls under way
};

struct ClientFigures {
  std::uint64_t calls = 0, repeated = 0, sign_ins = 0;
};

class Client {
 public:
  Client(Courier& courier, Agenda& agenda) : courier_(courier), agenda_(agenda) {}

  std::size_t add(server::DemoOfficer officer);
  const Seat& seat(std::size_t index) const { return seats_[index]; }
  /// The answer comes whatever the server does meanwhile; its status is never 0, 401 or 503.
  void ask(std::size_t seat, Call call, Then then);
  /// The same without an officer.
  void ask_openly(Call call, Then then);
  /// Before anybody comes: hashing so many passwords takes the server seconds.
  void sign_all_in();
  /// What is under way is answered, nothing more is asked.
  void close() { closed_ = true; }
  const ClientFigures& figures() const { return figures_; }

 private:
  void attempt(std::size_t seat, Seat::Waiting waiting);
  void attempt_openly(Call call, Then then, int attempts);
  void sign_in(std::size_t seat);
  void signed_in(std::size_t seat, const Reply& reply);

  static constexpr int most_defects = 3;  // answers 500 to one call before it is given up
  static constexpr int most_sign_ins = 4; // at once: each costs the server a password hash

  Courier& courier_;
  Agenda& agenda_;
  std::vector<Seat> seats_;
  std::deque<std::size_t> to_sign_in_;
  int signing_in_ = 0;
  ClientFigures figures_;
  bool closed_ = false;
};

}  // namespace onestop::traffic
