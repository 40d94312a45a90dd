#pragma once
// Answers of which whoever asked sees what he may.
#include "server/right/look.h"
#include "wire/json.h"

namespace onestop::server {

template <class T>
http::Response masked_json(Look& look, T answer) {
  auto response = http::json(wire::to_json(look.mask.masked(std::move(answer))));
  response.headers.push_back({"Cache-Control", "no-store"});
  return response;
}

/// Without anything personal, so that it may be given at once.
template <class T>
http::Response impersonal_json(Look& look, T answer) {
  look.mask.without_personal();
  return masked_json(look, std::move(answer));
}

/// Signed in, with a purpose that is one; or the answer to give instead.
struct Looking {
  SignedIn who;
  Look look;
};
inline std::variant<Looking, http::Response> looking(Api& api, const http::Request& request) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
  auto look = Look::of(api, request, std::get<SignedIn>(who));
  if (auto* no = std::get_if<http::Response>(&look)) return std::move(*no);
  return Looking{std::move(std::get<SignedIn>(who)), std::move(std::get<Look>(look))};
}

/// The crossing of the path, shown to whoever may see it; what is shown of persons is put on record first.
void look_at_crossing(Api& api, http::Request request, http::Reply reply, const std::function<http::Response(Looking&, const CrossingFile&, const law::Procedure&)>& show);

}  // namespace onestop::server
