#pragma once
// Cars of the combined layout, taken by officers of both states from the gate to the end of the passports: what the
// benchmarks over HTTP send.
#include <boost/json.hpp>
#include <chrono>
#include <map>
#include <string>

#include "base/id.h"
#include "served_post.h"

namespace onestop::bench {

/// The desks that a car passes; in the demonstration each bears its officer's name.
inline constexpr const char* desks_of_cars[] = {"kz_gate_in_1", "kg_gate_in_1", "kz_passport_car_1", "kg_passport_car_1"};

/// The commands of one car, in their order.
class Car {
 public:
  static constexpr int commands = 4;
  Car(std::uint64_t number, bool from_first) : number_(number), from_first_(from_first) { begin(); }
  bool over() const { return step_ == commands; }
  void begin() {
    crossing_ = id(0);
    vehicle_ = id(1);
    person_ = id(2);
    step_ = 0;
  }
  struct Ask {
    std::string seat, path, body, headers;
  };
  Ask next() {
    const std::string exit = from_first_ ? "kz" : "kg", entry = from_first_ ? "kg" : "kz", state = from_first_ ? "KZ" : "KG";
    const auto close = [&](const char* control, const Id& subject) {
      return R"({"command":{"type":"CloseControl","control":")" + std::string(control) + R"(","subject":")" + to_text(subject) +
             R"(","outcome":"passed","establishes":[],"found":[]}})";
    };
    Ask ask{exit + "_gate_in_1", "/api/v1/crossings/" + to_text(crossing_) + "/commands", "", "Idempotency-Key: b" + std::to_string(number_) + "-" + std::to_string(step_) + "\r\n"};
    switch (step_++) {
      case 0:
        ask.path = "/api/v1/crossings";
        ask.headers += "Crossing-Id: " + to_text(crossing_) + "\r\n";
        ask.body = R"({"command":{"type":"RegisterArrival","vehicle":")" + to_text(vehicle_) + R"(","plate":"B )" + std::to_string(number_ % 100000) +
                   R"(","traffic_class":"car","exit_state":")" + state + R"(","lane":"car_1","claims":[],"seals":[],"persons":[{"id":")" + to_text(person_) +
                   R"(","part":"driver","nationality":"KZ","name":"Bench Driver","document":"N0000001","group":"","claims":[]}],"consignments":[]}})";
        break;
      case 1: ask.body = close("gate", vehicle_); break;
      case 2:
        ask.seat = exit + "_passport_car_1";
        ask.body = close("passport", person_);
        break;
      default:
        ask.seat = entry + "_passport_car_1";
        ask.body = close("passport", person_);
    }
    return ask;
  }

 private:
  Id id(std::uint64_t part) const {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    return onestop::mint_id({ms}, number_ * 3 + part, (number_ * 3 + part) * 0x9e3779b97f4a7c15ull);
  }
  std::uint64_t number_;
  bool from_first_;
  Id crossing_, vehicle_, person_;
  int step_ = 0;
};

/// The session of each desk at the server behind this port; none where it refuses one, which is said.
inline std::map<std::string, std::string> sign_in_all(int port) {
  std::map<std::string, std::string> tokens;
  Connection c(port);
  for (const std::string desk : desks_of_cars) {
    std::string answer;
    const auto body = R"({"name":")" + desk + R"(","password":"demo","desk":")" + desk + "\"}";
    if (c.call("POST", "/api/v1/sessions", "", body, "", answer) != 201) return std::fprintf(stderr, "sign-in failed: %s\n", answer.c_str()), decltype(tokens){};
    tokens[desk] = boost::json::value_to<std::string>(boost::json::parse(answer).as_object().at("token"));
  }
  return tokens;
}

}  // namespace onestop::bench
