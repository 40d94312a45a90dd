#include "server/webhook/transfer.h"

#include <sys/socket.h>

#include <algorithm>

#include "wire/json.h"

namespace onestop::server::webhook {
namespace {

constexpr std::size_t longest_challenge_answer = 4096;

struct ChallengeAnswer {
  std::string challenge;
};
BOOST_DESCRIBE_STRUCT(ChallengeAnswer, (), (challenge))

template <class T>
std::size_t take_head(char* line, std::size_t, std::size_t size, void* to) {
  auto& transfer = *static_cast<T*>(to);
  transfer.head_bytes += size;
  if (transfer.head_bytes > most_answer_bytes) return 0;
  const std::string_view text(line, size);
  if (text.starts_with("HTTP/") && text.find(' ') != std::string_view::npos) transfer.status = std::atoi(line + text.find(' '));
  if (text == "\r\n" || text == "\n") transfer.answered = transfer.status >= 200;
  return size;
}

template <class T>
std::size_t take_body(char* piece, std::size_t, std::size_t size, void* to) {
  auto& transfer = *static_cast<T*>(to);
  transfer.body_bytes += size;
  if (!transfer.challenge.empty() && transfer.answer.size() < longest_challenge_answer)
    transfer.answer.append(piece, std::min(size, longest_challenge_answer - transfer.answer.size()));
  return transfer.body_bytes > most_answer_bytes ? 0 : size;
}

/// The address is looked at where the connection is made: a name may lead elsewhere than it did a moment ago.
template <class T>
curl_socket_t open_socket(void* of, curlsocktype purpose, curl_sockaddr* to) {
  auto& transfer = *static_cast<T*>(of);
  if (purpose != CURLSOCKTYPE_IPCXN) return CURL_SOCKET_BAD;
  if (!transfer.allow_private && !is_public(&to->addr)) {
    transfer.refused = true;
    return CURL_SOCKET_BAD;
  }
  transfer.refused = false;
  return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

}  // namespace

bool Sender::Transfer::prepare(const DeliveryRules& rules, const std::string& signature) {
  easy = curl_easy_init();
  if (!easy) return false;
  allow_private = rules.urls.allow_private;
  std::vector<std::string> lines{"Content-Type: application/json", "Expect:", "Onestop-Signature: " + signature, "Onestop-Webhook: " + to_text(webhook.id)};
  if (delivery) lines.push_back("Onestop-Movement: " + to_text(delivery->movement));
  if (!notification.empty()) lines.push_back("Onestop-Notification: " + notification);
  for (const auto& line : lines) {
    auto* longer = curl_slist_append(headers, line.c_str());
    if (!longer) return false;
    headers = longer;
  }
  const auto set = [this](CURLoption option, auto value) { return curl_easy_setopt(easy, option, value) == CURLE_OK; };
  const char* protocols = rules.urls.https_only ? "https" : "http,https";
  const long answer_ms = static_cast<long>(rules.answer_ms);
  bool good = set(CURLOPT_URL, webhook.url.c_str()) && set(CURLOPT_PROTOCOLS_STR, protocols) && set(CURLOPT_REDIR_PROTOCOLS_STR, protocols) &&
              set(CURLOPT_FOLLOWLOCATION, 0L) && set(CURLOPT_PROXY, "") && set(CURLOPT_NOPROXY, "*") && set(CURLOPT_NOSIGNAL, 1L) &&
              set(CURLOPT_QUICK_EXIT, 1L) &&  // a name server that hangs must not hold up the thread
              set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1)) && set(CURLOPT_TIMEOUT_MS, answer_ms) && set(CURLOPT_CONNECTTIMEOUT_MS, answer_ms) &&
              set(CURLOPT_POST, 1L) && set(CURLOPT_POSTFIELDS, body.c_str()) && set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size())) &&
              set(CURLOPT_HTTPHEADER, headers) && set(CURLOPT_USERAGENT, "onestop") && set(CURLOPT_SSL_VERIFYPEER, 1L) && set(CURLOPT_SSL_VERIFYHOST, 2L) &&
              set(CURLOPT_HEADERFUNCTION, &take_head<Transfer>) && set(CURLOPT_HEADERDATA, static_cast<void*>(this)) &&
              set(CURLOPT_WRITEFUNCTION, &take_body<Transfer>) && set(CURLOPT_WRITEDATA, static_cast<void*>(this)) &&
              set(CURLOPT_OPENSOCKETFUNCTION, &open_socket<Transfer>) && set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this)) &&
              set(CURLOPT_PRIVATE, static_cast<void*>(this));
  if (good && !rules.authorities.empty()) good = set(CURLOPT_CAINFO, rules.authorities.c_str());
  return good;
}

std::string Sender::Transfer::failure(int result, const DeliveryRules& rules) const {
  if (answered && status >= 200 && status < 300) return {};
  if (answered && status >= 300 && status < 400) return "the receiver answered " + std::to_string(status) + "; redirects are not followed";
  if (answered) return "the receiver answered " + std::to_string(status);
  if (refused) return "the name leads to an address that is not of the public internet";
  if (result == CURLE_OPERATION_TIMEDOUT) return "no answer within " + std::to_string(rules.answer_ms) + " ms";
  if (head_bytes > most_answer_bytes) return "the head of the answer is larger than 64 KiB";
  return curl_easy_strerror(static_cast<CURLcode>(result));
}

bool Sender::Transfer::answers_challenge() const {
  std::string_view text = answer;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  if (text == challenge) return true;
  const auto read = wire::read_json<ChallengeAnswer>(text);
  return read && read->challenge == challenge;
}

}  // namespace onestop::server::webhook
