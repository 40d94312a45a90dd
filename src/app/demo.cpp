// The director of the demonstration: starts a server as a process of its own, drives the traffic, and tells the terminal what
// happens. Whoever kills the server sees it come back; what was recorded stands, what was not is asked for again.
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <thread>

#include "app/demo_server.h"
#include "app/traffic/traffic.h"
#include "wire/json.h"

namespace onestop::app {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto time_for_somebody = std::chrono::seconds(5);  // to start the server by hand
constexpr auto between_looks = std::chrono::milliseconds(250);

/// Lines, and one line below them that changes. Several threads write.
class Terminal {
 public:
  void say(const std::string& text) {
    const std::scoped_lock hold(lock_);
    if (changing_) std::printf("\r\033[K");
    changing_ = false;
    std::printf("%s\n", text.c_str());
    std::fflush(stdout);
  }
  void progress(const std::string& text) {
    if (!terminal_ && ++ticks_ % 5 != 0) return;
    if (!terminal_) return say(text);
    const std::scoped_lock hold(lock_);
    std::printf("\r\033[K%s", text.c_str());
    changing_ = true;
    std::fflush(stdout);
  }

 private:
  std::mutex lock_;
  const bool terminal_ = isatty(STDOUT_FILENO) != 0;
  bool changing_ = false;
  int ticks_ = 0;  // on the traffic's thread
};

/// Keeps a server at the address: its own, or one that somebody started in its place.
class Watch {
 public:
  Watch(DemoServer& server, Terminal& terminal) : server_(server), terminal_(terminal) {}

  void look() {
    if (away_since_) return server_.process() > 0 ? void() : wait();
    if (server_.process() > 0) {
      const auto process = server_.process();
      if (const auto how = server_.ended()) gone("The server (process " + std::to_string(process) + ") is gone: " + *how + ".");
      return;
    }
    if (Clock::now() < next_look_) return;
    next_look_ = Clock::now() + between_looks;
    if (!server_.answers()) gone("The server that was started by hand is gone.");
  }

 private:
  void gone(const std::string& what) {
    away_since_ = begun_waiting_ = Clock::now();
    terminal_.say(what + " Vehicles go on arriving, officers repeat what was not answered.\n  For 5 s somebody may start it by hand, then it is started here:\n  " +
                  server_.command_line());
  }
  void wait() {
    if (Clock::now() < next_look_) return;
    next_look_ = Clock::now() + between_looks;
    if (server_.answers()) return back("Somebody started the server by hand; the demonstration leaves it alone.");
    if (Clock::now() - begun_waiting_ < time_for_somebody) return;
    if (const auto started = server_.start(); !started) {
      terminal_.say(started.error().what);
      begun_waiting_ = Clock::now();
      return;
    }
    back("The server was started again as process " + std::to_string(server_.process()) + ".");
  }
  void back(const std::string& what) {
    const auto away_ms = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - *away_since_).count();
    away_since_.reset();
    terminal_.say(what + " It was away for " + std::to_string(away_ms / 1000) + "." + std::to_string(away_ms % 1000 / 100) + " s; the post's clock goes on from the last event.");
  }

  DemoServer& server_;
  Terminal& terminal_;
  std::optional<Clock::time_point> away_since_;
  Clock::time_point begun_waiting_{}, next_look_{};
};

void remove_log(const std::string& data) {
  auto keys = data;
  if (keys.ends_with(".db")) keys.insert(keys.size() - 3, ".keys");
  for (const char* ending : {"", "-wal", "-shm"}) {
    std::filesystem::remove(data + ending);
    std::filesystem::remove(keys + ending);
  }
}

void remove_data(const std::string& data) {
  remove_log(data);
  remove_log(sandbox_path(data));
}

/// A plan begins with the host's midnight of its first day. Some seconds of the wall before it the officers sign in.
Expected<std::string> before_midnight(const ServeOptions& serving) {
  constexpr double sign_in_s = 8;
  const auto start = parse_instant(serving.start);
  if (!start) return fault("the start \"" + serving.start + "\" is no time; right would be: 2010-07-05T02:00:00Z");
  auto midnight = server::midnight_of_host(serving.post, day_of(*start, 0));
  if (!midnight) return std::unexpected(midnight.error());
  const auto since = ((*start - *midnight) % day_ms + day_ms) % day_ms;
  return to_text(*start + -since + -static_cast<std::int64_t>(sign_in_s * 1000 * serving.speed));
}

void introduce(const DemoServer& server, const ServeOptions& serving, Terminal& terminal) {
  std::string text = "\n";
  const auto page = server.get("/api/v1/post");
  const auto post = wire::read_json<server::PostView>(page.value_or("{}"));
  if (post) {
    text += "onestop demonstrates " + post->title + ", layout " + post->layout.text();
    if (const auto& plan = post->demo_plan) {
      char days[32];
      std::snprintf(days, sizeof days, "%g", plan->days);
      text += " for " + std::string(days) + " days, then " + plan->halves.back().layout.text() + " for as many with the same arrivals";
    }
  }
  char speed[64];
  std::snprintf(speed, sizeof speed, ", %g times as fast as life.\n\n", serving.speed);
  text += speed + ("  Open " + server.url()) + "\n\n  Sign in as, for example:\n";
  const auto officers = wire::read_json<server::DemoOfficers>(server.get("/api/v1/demo/officers").value_or("{}"));
  int shown = 0;
  if (officers)
    for (const auto& one : officers->officers)
      if (one.agency == Code("customs") && shown++ < 4) text += "    " + one.name + std::string(one.name.size() < 26 ? 26 - one.name.size() : 1, ' ') + " password " + one.password + ", PIN " + one.pin + "\n";
  text += "  (the sign-in page lists all " + std::to_string(officers ? officers->officers.size() : 0) + ").\n\n";
  text += "  The server is process " + std::to_string(server.process()) + ", its log " + server.log_file() + ". To kill it from a second terminal:\n    kill -9 " +
          std::to_string(server.process()) + "\n  and to start it again by hand within 5 s (else it is started here):\n    " + server.command_line() + "\n\n  Ctrl-C stops everything.\n";
  terminal.say(text);
}

traffic::TrafficOptions wishes_of(const DemoOptions& options, const std::string& url, Terminal& terminal) {
  traffic::TrafficOptions wishes;
  wishes.url = url;
  wishes.parameters = options.parameters;
  wishes.seconds = options.seconds;
  wishes.seed = options.seed;
  wishes.arrivals_scale = options.traffic_scale;
  wishes.end_with_plan = options.end;
  wishes.progress = [&](const traffic::TrafficStats& stats) { terminal.progress(traffic::to_text(stats)); };
  wishes.played = [&, end = options.end](const traffic::TrafficStats& stats) {
    terminal.say("\nBoth halves are over.\n" + traffic::comparison(*stats.play) + (end ? "" : "The post goes on for looking; Ctrl-C stops it.\n"));
  };
  return wishes;
}

std::string account(const traffic::TrafficStats& stats, double seconds) {
  auto text = "registered " + std::to_string(stats.registered) + " = departed " + std::to_string(stats.departed) + " + taken back " + std::to_string(stats.readmitted) +
              " + ended otherwise " + std::to_string(stats.ended_otherwise) + " + inside " + std::to_string(stats.inside) + "; messages lodged " + std::to_string(stats.lodged) + "; commands " + std::to_string(stats.commands) +
              ", calls " + std::to_string(stats.calls) + ", of these repeated " + std::to_string(stats.calls_repeated);
  char rate[64];
  std::snprintf(rate, sizeof rate, "; %.0f commands a second over %.0f s", static_cast<double>(stats.commands) / seconds, seconds);
  return text + rate;
}

}  // namespace

int demo(const DemoOptions& options) {
  listen_for_stop();
  open_log("");
  Terminal terminal;
  std::filesystem::create_directories(std::filesystem::absolute(options.serve.data).parent_path());
  if (!options.keep) remove_data(options.serve.data);
  auto serving = options.serve;
  if (serving.overlay.empty()) serving.overlay = options.parameters;  // what drives the traffic forecasts it
  if (!serving.then.empty()) {
    const auto start = before_midnight(serving);
    if (!start) {
      std::fprintf(stderr, "%s\n", start.error().what.c_str());
      return 1;
    }
    serving.start = *start;
  }
  DemoServer server(serving);
  if (const auto started = server.start(); !started) {
    std::fprintf(stderr, "the demonstration cannot start: %s\n", started.error().what.c_str());
    return 1;
  }
  introduce(server, serving, terminal);

  std::atomic<bool> stop{false}, ended{false};
  std::string trouble;
  const auto began = Clock::now();
  std::thread vehicles([&] {
    const auto outcome = traffic::Traffic(wishes_of(options, server.url(), terminal)).run(stop);
    const std::chrono::duration<double> lasted = Clock::now() - began;
    if (!outcome) trouble = outcome.error().what;
    else terminal.say(traffic::to_text(*outcome) + "\n" + account(*outcome, lasted.count()));
    ended = true;
  });
  Watch watch(server, terminal);
  while (!stop_asked() && !ended) {
    watch.look();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  stop = true;
  vehicles.join();
  server.stop();
  if (!trouble.empty()) {
    std::fprintf(stderr, "the traffic stopped: %s\n", trouble.c_str());
    return 1;
  }
  terminal.say("\nThe demonstration has stopped. The log is in " + options.serve.data + "; check it with: onestop log verify " + options.serve.data);
  return 0;
}

}  // namespace onestop::app
