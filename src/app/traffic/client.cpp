#include "app/traffic/client.h"

#include <algorithm>

#include "wire/json.h"

namespace onestop::traffic {
namespace {

bool worth_repeating(long status) { return status == 0 || status == 408 || status == 429 || status == 502 || status == 503 || status == 504; }

double pause_ms(int attempts) { return std::min(5'000.0, 100.0 * static_cast<double>(1 << std::min(attempts, 6))); }

}  // namespace

std::size_t Client::add(server::DemoOfficer officer) {
  Seat seat;
  seat.name = officer.name;
  seat.sign_in = std::move(officer);
  seats_.push_back(std::move(seat));
  return seats_.size() - 1;
}

void Client::sign_all_in() {
  for (std::size_t seat = 0; seat < seats_.size(); ++seat) sign_in(seat);
}

void Client::ask(std::size_t seat, Call call, Then then) { attempt(seat, {std::move(call), std::move(then), 0}); }

void Client::attempt(std::size_t seat, Seat::Waiting waiting) {
  if (closed_) return;
  auto& at = seats_[seat];
  if (at.token.empty()) {
    at.waiting.push_back(std::move(waiting));
    sign_in(seat);
    return;
  }
  Call call = waiting.call;
  call.headers.push_back("Authorization: Bearer " + at.token);
  ++figures_.calls;
  courier_.send(call, [this, seat, token = at.token, waiting = std::move(waiting)](const Reply& reply) mutable {
    auto& back = seats_[seat];
    if (reply.status == 401) {
      if (back.token == token) back.token.clear();
      return attempt(seat, std::move(waiting));
    }
    const bool defect = reply.status == 500 && waiting.attempts < most_defects;
    if (!worth_repeating(reply.status) && !defect) return waiting.then(reply);
    ++figures_.repeated;
    const auto pause = pause_ms(waiting.attempts++);
    agenda_.after_wall_ms(pause, [this, seat, again = std::move(waiting)]() mutable { attempt(seat, std::move(again)); });
  });
}

void Client::ask_openly(Call call, Then then) { attempt_openly(std::move(call), std::move(then), 0); }

void Client::attempt_openly(Call call, Then then, int attempts) {
  if (closed_) return;
  ++figures_.calls;
  courier_.send(call, [this, call, then = std::move(then), attempts](const Reply& reply) mutable {
    if (!worth_repeating(reply.status)) return then(reply);
    ++figures_.repeated;
    agenda_.after_wall_ms(pause_ms(attempts), [this, call, then = std::move(then), attempts]() mutable {
      attempt_openly(std::move(call), std::move(then), attempts + 1);
    });
  });
}

void Client::sign_in(std::size_t seat) {
  auto& at = seats_[seat];
  if (at.signing_in) return;
  at.signing_in = true;
  if (signing_in_ >= most_sign_ins) {
    to_sign_in_.push_back(seat);
    return;
  }
  ++signing_in_;
  ++figures_.sign_ins;
  const server::SignIn body{at.sign_in.name, at.sign_in.password, at.sign_in.desk};
  ask_openly({"POST", "/api/v1/sessions", wire::to_json(body)}, [this, seat](const Reply& reply) { signed_in(seat, reply); });
}

void Client::signed_in(std::size_t seat, const Reply& reply) {
  --signing_in_;
  auto& at = seats_[seat];
  at.signing_in = false;
  const auto session = wire::read_json<server::SessionView>(reply.body);
  if (reply.status < 300 && session && session->token) {
    at.token = *session->token;
    at.name = session->officer.name;
    auto waiting = std::move(at.waiting);
    at.waiting.clear();
    for (auto& one : waiting) attempt(seat, std::move(one));
  } else {
    ++figures_.repeated;
    agenda_.after_wall_ms(2'000, [this, seat] { sign_in(seat); });
  }
  if (to_sign_in_.empty() || signing_in_ >= most_sign_ins) return;
  const auto next = to_sign_in_.front();
  to_sign_in_.pop_front();
  seats_[next].signing_in = false;
  sign_in(next);
}

}  // namespace onestop::traffic
