#include "core/crossing/case.h"

namespace onestop::crossing {

namespace {

const RequestMark* find_request(const Crossing& crossing, const Id& id) {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.requests)
      if (one.id == id) return &one;
  return nullptr;
}

bool answered(const Crossing& crossing, const Id& id) {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.answers)
      if (one.request == id) return true;
  return false;
}

}  // namespace

Decision judge(Case& c, const AnswerRequest& command) {
  if (auto no = c.powerless(law::Act::answer_request)) return *no;
  const auto* request = find_request(c.crossing, command.request);
  if (!request) return *c.refused(RefusalCode::no_such_request, true, command.request);
  if (auto no = c.refused(RefusalCode::already_answered, answered(c.crossing, command.request), command.request)) return *no;
  if (!command.granted) return done(HoldRequestAnswered{c.by(), command.request, false, {}});

  if (auto no = c.unfit(request->covers)) return *no;
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.hold), command.hold)) return *no;
  if (auto no = c.refused(RefusalCode::expiry_passed, command.expires <= c.now)) return *no;
  const auto longest_ms = c.procedure.figure(law::Clause::hold_limit) * minute_ms;
  if (auto no = c.refused(RefusalCode::hold_too_long, command.expires - c.now > longest_ms)) return *no;
  return Accepted{{HoldRequestAnswered{c.by(), command.request, true, command.hold},
                   HoldPlaced{c.by(), command.hold, request->covers, {}, request->reason, {}, command.expires, {}}},
                  {{DeadlineKind::hold_expiry, command.hold, command.expires}}};
}

}  // namespace onestop::crossing
