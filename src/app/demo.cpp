#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "app/serve.h"
#include "app/traffic/traffic.h"

namespace onestop::app {

int demo(const DemoOptions& options) {
  listen_for_stop();
  open_log(options.serve.log);
  auto serving = options.serve;
  serving.demo = true;
  std::filesystem::create_directories(std::filesystem::absolute(serving.data).parent_path());
  if (!options.keep)
    for (const char* ending : {"", "-wal", "-shm"}) {
      std::filesystem::remove(serving.data + ending);
      auto keys = serving.data;
      if (keys.ends_with(".db")) keys.insert(keys.size() - 3, ".keys");
      std::filesystem::remove(keys + ending);
    }
  auto post = RunningPost::open(serving);
  if (!post) {
    std::fprintf(stderr, "the demonstration cannot start: %s\n", post.error().what.c_str());
    return 1;
  }
  const auto url = "http://" + serving.address + ":" + std::to_string((*post)->port());
  const auto& regime = (*post)->api().regime;
  std::printf("\nonestop demonstrates %s, layout %s, %g times as fast as life.\n\n  Open %s\n\n  Sign in as, for example:\n",
              regime.post().title.c_str(), regime.layout().code.text().c_str(), serving.speed, url.c_str());
  int shown = 0;
  for (const auto& one : (*post)->api().demo_officers)
    if (one.agency == Code("customs") && shown++ < 4) std::printf("    %-26s password %s, PIN %s\n", one.name.c_str(), one.password.c_str(), one.pin.c_str());
  std::printf("  (the sign-in page lists all %zu). Ctrl-C stops.\n\n", (*post)->api().demo_officers.size());
  std::fflush(stdout);

  std::atomic<bool> stop{false};
  std::atomic<bool> ended{false};
  traffic::TrafficOptions wishes;
  wishes.url = url;
  wishes.parameters = options.parameters;
  wishes.seconds = options.seconds;
  wishes.seed = options.seed;
  wishes.arrivals_scale = options.traffic_scale;
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  int seconds = 0;
  wishes.progress = [&, terminal](const traffic::TrafficStats& stats) {
    if (terminal) std::printf("\r\033[K%s", traffic::to_text(stats).c_str());
    else if (++seconds % 5 == 0) std::printf("%s\n", traffic::to_text(stats).c_str());
    std::fflush(stdout);
  };
  std::string trouble;
  std::thread vehicles([&] {
    const auto outcome = traffic::Traffic(wishes).run(stop);
    if (!outcome) trouble = outcome.error().what;
    else std::printf("\n%s\n", traffic::to_text(*outcome).c_str());
    ended = true;
  });
  while (!stop_asked() && !ended) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  stop = true;
  vehicles.join();
  (*post)->stop();
  if (!trouble.empty()) {
    std::fprintf(stderr, "the traffic stopped: %s\n", trouble.c_str());
    return 1;
  }
  std::printf("\nThe demonstration has stopped. The log is in %s; check it with: onestop log verify %s\n", serving.data.c_str(), serving.data.c_str());
  return 0;
}

}  // namespace onestop::app
