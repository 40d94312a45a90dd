#pragma once
#include "server/api/api.h"

namespace onestop::server {

/// The journal of a day, and one crossing as evidence.
void add_audit_routes(http::Router& router, wire::OpenApi& doc, Api& api);

}  // namespace onestop::server
