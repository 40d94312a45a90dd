#pragma once
// Answers of studies, kept for a second, or for longer where they take long to make.
#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "server/post/clock.h"

namespace onestop::server {

/// Answers as they were given, by question.
class KeptAnswers {
 public:
  std::shared_ptr<const std::string> find(const std::string& question) {
    const std::scoped_lock hold(lock_);
    const auto at = answers_.find(question);
    if (at == answers_.end() || wall_now() >= at->second.good_until) return nullptr;
    return at->second.body;
  }
  void keep(const std::string& question, std::shared_ptr<const std::string> body, std::int64_t took_ms) {
    const std::scoped_lock hold(lock_);
    const auto now = wall_now();
    if (answers_.size() >= most_questions_kept) std::erase_if(answers_, [&](const auto& one) { return now >= one.second.good_until; });
    if (answers_.size() >= most_questions_kept) answers_.erase(std::ranges::min_element(answers_, {}, [](const auto& one) { return one.second.good_until; }));
    answers_[question] = {std::move(body), now + std::max(kept_ms, rest_factor * took_ms)};
  }

 private:
  static constexpr std::size_t most_questions_kept = 32;
  static constexpr std::int64_t kept_ms = 1000;
  static constexpr std::int64_t rest_factor = 20;  // what is slow to make is made more rarely: a twentieth of one thread
  struct Answer {
    std::shared_ptr<const std::string> body;
    Instant good_until;
  };
  std::mutex lock_;
  std::map<std::string, Answer> answers_;
};

}  // namespace onestop::server
