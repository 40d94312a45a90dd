#include "app/traffic/courier.h"

#include <curl/curl.h>

#include <algorithm>
#include <mutex>

#include "base/check.h"

namespace onestop::traffic {

struct Courier::Trip {
  CURL* handle = nullptr;
  curl_slist* headers = nullptr;
  std::string body;  // libcurl reads it while it sends
  Reply reply;
  Then then;
};

struct Courier::State {
  std::string url;
  CURLM* multi = nullptr;
  std::vector<std::unique_ptr<Trip>> trips;
  std::vector<CURL*> idle;  // handles for use again
};

namespace {

std::size_t keep(char* data, std::size_t, std::size_t length, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + length > Courier::largest_reply) return 0;  // libcurl then fails the call
  body.append(data, length);
  return length;
}

}  // namespace

Courier::Courier(std::string url) : state_(std::make_unique<State>()) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  while (url.ends_with('/')) url.pop_back();
  state_->url = std::move(url);
  state_->multi = curl_multi_init();
  check(state_->multi != nullptr, "libcurl gives no handle");
  curl_multi_setopt(state_->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, most_connections);
}

Courier::~Courier() {
  for (const auto& trip : state_->trips) {
    curl_multi_remove_handle(state_->multi, trip->handle);
    curl_slist_free_all(trip->headers);
    curl_easy_cleanup(trip->handle);
  }
  for (auto* handle : state_->idle) curl_easy_cleanup(handle);
  curl_multi_cleanup(state_->multi);
}

void Courier::send(const Call& call, Then then) {
  auto trip = std::make_unique<Trip>();
  trip->then = std::move(then);
  trip->body = call.body;
  if (state_->idle.empty()) {
    trip->handle = curl_easy_init();
    check(trip->handle != nullptr, "libcurl gives no handle");
  } else {
    trip->handle = state_->idle.back();
    state_->idle.pop_back();
    curl_easy_reset(trip->handle);
  }
  auto* handle = trip->handle;
  const auto target = state_->url + call.path;
  curl_easy_setopt(handle, CURLOPT_URL, target.c_str());
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, patience_ms);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &trip->reply.body);
  curl_easy_setopt(handle, CURLOPT_PRIVATE, trip.get());
  if (call.method != "GET") {
    trip->headers = curl_slist_append(trip->headers, "Content-Type: application/json");
    trip->headers = curl_slist_append(trip->headers, "Expect:");
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, call.method.c_str());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, trip->body.c_str());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(trip->body.size()));
  }
  for (const auto& header : call.headers) trip->headers = curl_slist_append(trip->headers, header.c_str());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, trip->headers);
  curl_multi_add_handle(state_->multi, handle);
  state_->trips.push_back(std::move(trip));
}

bool Courier::idle() const { return state_->trips.empty(); }

void Courier::attend(std::chrono::milliseconds wait) {
  int running = 0;
  curl_multi_perform(state_->multi, &running);
  curl_multi_poll(state_->multi, nullptr, 0, static_cast<int>(wait.count()), nullptr);
  curl_multi_perform(state_->multi, &running);
  int left = 0;
  while (const auto* message = curl_multi_info_read(state_->multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    auto* handle = message->easy_handle;
    const auto result = message->data.result;
    const auto at = std::find_if(state_->trips.begin(), state_->trips.end(), [&](const auto& trip) { return trip->handle == handle; });
    check(at != state_->trips.end(), "libcurl answers a call that was never made");
    auto trip = std::move(*at);
    state_->trips.erase(at);
    if (result == CURLE_OK) curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &trip->reply.status);
    curl_multi_remove_handle(state_->multi, handle);
    curl_slist_free_all(trip->headers);
    state_->idle.push_back(handle);
    trip->then(trip->reply);
  }
}

}  // namespace onestop::traffic
