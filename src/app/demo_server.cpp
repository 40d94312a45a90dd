#include "app/demo_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "app/traffic/courier.h"

namespace onestop::app {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto start_patience = std::chrono::seconds(60);
constexpr auto stop_patience = std::chrono::seconds(15);
constexpr auto answer_patience = std::chrono::seconds(2);

std::string program() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

std::string quoted(const std::string& word) {
  if (word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=") == std::string::npos && !word.empty()) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

/// Only calls that are allowed between fork and exec in a program with threads.
[[noreturn]] void become(const char* path, char* const* words, int out, int log) {
  setpgid(0, 0);  // Ctrl-C is the director's, who ends the traffic first
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  dup2(out, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execv(path, words);
  _exit(127);
}

}  // namespace

DemoServer::DemoServer(ServeOptions options) : options_(std::move(options)) {
  options_.log = std::filesystem::path(options_.data).replace_extension(".server.log").string();
  options_.log_level = "warning";  // a line for each of a million requests would be no log
}

std::vector<std::string> DemoServer::arguments() const {
  const auto& o = options_;
  std::vector<std::string> words{"serve", "--demo", "--data", o.data, "--law", o.law, "--post", o.post, "--posts", o.posts, "--web", o.pages,
                                 "--address", o.address, "--port", std::to_string(o.port), "--threads", std::to_string(o.threads),
                                 "--speed", fmt::format("{}", o.speed), "--log", o.log, "--log-level", o.log_level};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {name, value});
  };
  add("--programme", o.programme);
  add("--study", o.study);
  add("--overlay", o.overlay);
  add("--lodging", o.lodging);
  add("--channels", o.channels);
  add("--codes", o.codes);
  add("--schemas", o.schemas);
  if (o.sandbox) words.push_back("--sandbox");
  add("--layout", o.layout);
  add("--then", o.then);
  if (!o.then.empty()) add("--days", fmt::format("{}", o.days));
  add("--start", o.start);
  for (const auto& one : o.allow_insecure) add("--allow-insecure", one);
  return words;
}

std::string DemoServer::command_line() const {
  auto line = "cd " + quoted(std::filesystem::current_path().string()) + " && " + quoted(program());
  for (const auto& word : arguments()) line += " " + quoted(word);
  return line;
}

std::string DemoServer::url() const { return "http://" + (options_.address == "0.0.0.0" ? "127.0.0.1" : options_.address) + ":" + std::to_string(options_.port); }

Expected<void> DemoServer::start() {
  const auto path = program();
  auto words = arguments();
  words.insert(words.begin(), path);
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) return fault("no pipe to the server can be made");
  const int log = open(options_.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  process_ = fork();
  if (process_ == 0) become(path.c_str(), pointers.data(), ends[1], log);
  close(ends[1]);
  if (log >= 0) close(log);
  auto port = process_ > 0 ? heard_port(ends[0]) : Expected<std::uint16_t>(fault("no process for the server can be made"));
  close(ends[0]);
  if (!port) {
    stop();
    return std::unexpected(port.error());
  }
  options_.port = *port;  // where 0 was asked for: it comes back at the same address
  return {};
}

/// From its first line, "onestop listens on http://127.0.0.1:8080".
Expected<std::uint16_t> DemoServer::heard_port(int pipe) {
  std::string line;
  for (const auto until = Clock::now() + start_patience; Clock::now() < until && !stop_asked();) {
    char piece[256];
    const auto length = read(pipe, piece, sizeof piece);
    if (length < 0 && errno == EAGAIN) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      continue;
    }
    if (length <= 0) break;
    line.append(piece, static_cast<std::size_t>(length));
    if (line.find('\n') == std::string::npos) continue;
    const auto colon = line.rfind(':');
    if (colon != std::string::npos) return static_cast<std::uint16_t>(std::stoi(line.substr(colon + 1)));
  }
  return fault("the server does not start; what it says is in " + options_.log);
}

std::optional<std::string> DemoServer::ended() {
  int status = 0;
  if (process_ <= 0 || waitpid(process_, &status, WNOHANG) != process_) return std::nullopt;
  process_ = 0;
  if (WIFSIGNALED(status)) return fmt::format("it was ended by signal {}", WTERMSIG(status));
  return fmt::format("it ended with status {}", WEXITSTATUS(status));
}

std::optional<std::string> DemoServer::get(const std::string& path) const {
  traffic::Courier courier(url());
  std::optional<traffic::Reply> answer;
  courier.send({"GET", path, {}}, [&](const traffic::Reply& reply) { answer = reply; });
  for (const auto until = Clock::now() + answer_patience; !answer && Clock::now() < until;) courier.attend(std::chrono::milliseconds(50));
  return answer && answer->status == 200 ? std::optional(answer->body) : std::nullopt;
}

bool DemoServer::answers() const { return get("/healthz").has_value(); }

void DemoServer::stop() {
  if (process_ <= 0) return;
  kill(process_, SIGTERM);
  for (const auto until = Clock::now() + stop_patience; Clock::now() < until;) {
    if (ended()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

}  // namespace onestop::app
