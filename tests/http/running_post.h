#pragma once
// A post that runs for the questions of one test suite: enrolling its officers takes a while.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>

#include "app/serve.h"
#include "client.h"
#include "server/messages.h"
#include "wire/json.h"

namespace onestop::server::http {

class RunningPost {
 public:
  /// `set` changes the options of the demonstration on a fresh file.
  explicit RunningPost(const std::function<void(app::ServeOptions&)>& set = {}) {
    std::string pattern = (std::filesystem::temp_directory_path() / "onestop-post-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    app::open_log("");
    options_.data = folder_ + "/post.db";
    options_.law = ONESTOP_SOURCE_DIR "/law";
    options_.post = ONESTOP_SOURCE_DIR "/posts/korday-akjol.yaml";
    options_.pages = "";
    options_.port = 0;
    options_.log = "";
    options_.demo = true;
    options_.start = "2010-07-05T08:00:00Z";
    if (set) set(options_);
    start();
  }
  ~RunningPost() {
    post_.reset();
    std::filesystem::remove_all(folder_);
  }
  RunningPost(const RunningPost&) = delete;
  RunningPost& operator=(const RunningPost&) = delete;

  void start() {
    auto opened = app::RunningPost::open(options_);
    if (!opened) throw std::runtime_error(opened.error().what);
    post_ = std::move(*opened);
  }
  void stop() { post_.reset(); }
  app::RunningPost& post() { return *post_; }
  const std::string& folder() const { return folder_; }

  /// `headers` end with CR LF each.
  Answer ask(const std::string& method, const std::string& path, const std::string& body = "", const std::string& bearer = "", const std::string& headers = "") {
    Client client(post_->port());
    const auto type = headers.find("Content-Type:") == std::string::npos ? "Content-Type: application/json\r\n" : "";
    client.send(method + " " + path + " HTTP/1.1\r\nHost: post\r\n" + type + headers + (bearer.empty() ? "" : "Authorization: Bearer " + bearer + "\r\n") +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.answer();
  }
  /// A session at this desk; its officer bears the desk's name in the demonstration.
  std::string sign_in(const std::string& desk) {
    const auto answer = ask("POST", "/api/v1/sessions", R"({"name":")" + desk + R"(","password":"demo","desk":")" + desk + "\"}");
    const auto session = wire::read_json<SessionView>(answer.body);
    if (!session || !session->token) throw std::runtime_error(answer.body);
    return *session->token;
  }

 private:
  std::string folder_;
  app::ServeOptions options_;
  std::unique_ptr<app::RunningPost> post_;
};

}  // namespace onestop::server::http
