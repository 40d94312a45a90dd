#pragma once
// Answers made smaller for slow links (RFC 1952), where the client takes it.
#include <string>
#include <string_view>

#include "server/http/http.h"

namespace onestop::server::http {

/// Whether Accept-Encoding names the coding without ";q=0".
bool accepts(const Request& request, std::string_view coding);

std::string gzip(std::string_view bytes);

/// JSON worth the work is sent compressed to whoever accepts it; nothing else is touched.
void compress(const Request& request, Response& response);

}  // namespace onestop::server::http
