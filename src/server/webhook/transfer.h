#pragma once
// One message on its way to a receiver.
#include <curl/curl.h>

#include <chrono>

#include "server/webhook/sender.h"

namespace onestop::server::webhook {

struct Sender::Transfer {
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  store::WebhookRow webhook;
  std::optional<store::DeliveryRow> delivery;  // or a challenge
  std::string notification;  // its id
  std::string challenge;
  std::string receiver, body;
  bool allow_private = false;
  // what came back
  bool refused = false;  // every address so far was not a public one
  bool answered = false; // the whole head is there
  int status = 0;
  std::size_t head_bytes = 0, body_bytes = 0;
  std::string answer;    // to a challenge
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();

  Transfer() = default;
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() {
    curl_slist_free_all(headers);
    if (easy) curl_easy_cleanup(easy);
  }
  /// Makes the request; false where there is no memory for it.
  bool prepare(const DeliveryRules& rules, const std::string& signature);
  /// Why it is not delivered, in a sentence; empty where it is.
  std::string failure(int result, const DeliveryRules& rules) const;
  bool answers_challenge() const;
};

}  // namespace onestop::server::webhook
