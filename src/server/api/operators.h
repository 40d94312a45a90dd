#pragma once
// What operators do through the API, and what stands in the way of outsiders while a switch is closed.
#include "server/api/api.h"
#include "server/operate/operation.h"

namespace onestop::server {

/// The officer who may see and set how the post exchanges with others, or the answer to give instead.
std::variant<SignedIn, http::Response> operator_of(Api& api, const http::Request& request);

/// The answer to whoever comes from a system whose switch is closed: 503, when to come again, and why.
std::optional<http::Response> turned_away(Api& api, const http::Request& request, const std::string& system);

/// Does the work and puts the act beside it, on the log of the officer's state as well; tells how many items it was.
using CountedWork = std::function<Expected<std::size_t>(store::Writer&)>;
void carry_out(Api& api, const SignedIn& who, store::OperatorAct act, CountedWork work, std::function<void(bool written, const store::OperatorAct&)> then);

/// The act as it begins: by whom, when, for what reason.
store::OperatorAct act_of(const SignedIn& who, store::ActKind kind, std::string system, std::string reason);

}  // namespace onestop::server
