#pragma once
// Sitting down at a desk and rising again, by whatever means somebody proved who he is.
#include "server/api/api.h"

namespace onestop::server {

SessionView session_view(const Api& api, const Sessions::Session& session);
std::string session_cookie(const Api& api, const std::string& token);
/// Opens a session at the desk where the account holds an appointment for it today; else the answer that says no.
std::variant<Sessions::Opened, http::Response> sit_down(Api& api, const http::Request& request, const store::AccountRow& account, const Code& desk, const Code& method, bool second_factor);
/// `then` may be empty; it is told on the writer's thread.
void end_session(Api& api, const Sessions::Session& session, const Code& why, std::function<void(bool)> then);

}  // namespace onestop::server
