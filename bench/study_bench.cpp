// A full report over ten million stays, beside DuckDB on the same columns in the same run: one of ours, one of theirs, and so on.
//   bench_study [--stays 10000000] [--rounds 9]
// DuckDB is asked through its npm package @duckdb/node-api, looked for under the folder in ONESTOP_DUCKDB; without it the peer is
// named as skipped. The peer computes no interval, no outlier by logarithms and no rank test: it is asked for the figures it has.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

#include "study/report.h"

namespace {

using namespace onestop;
using namespace onestop::study;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t first_ms = 1'278'288'000'000;  // 2010-07-05T00:00:00Z
constexpr std::int64_t year_ms = 365 * day_ms;

Columns ten_million(std::size_t stays) {
  Draws draws(20101123, "bench");
  Columns columns;
  const std::array<const char*, 6> classes{"car", "bus", "truck", "minibus", "motorcycle", "special"};
  Observation one;
  one.utc_offset_min = 360;
  for (std::size_t i = 0; i < stays; ++i) {
    const auto kind = draws.next();
    one.traffic_class = classes[kind % 6];
    one.direction = kind & 64 ? "KZ-KG" : "KG-KZ";
    one.layout = kind & 128 ? "two_stop" : "combined";
    one.laden = (kind & 256) != 0;
    one.stamps[1] = first_ms + static_cast<std::int64_t>(draws.next() % year_ms);
    one.stamps[4] = one.stamps[1] + static_cast<std::int64_t>(1'500'000 * static_cast<double>(1 + kind % 6) * std::exp(0.7 * draws.normal()));
    columns.add(one);
  }
  return columns;
}

void write_for_peer(const Columns& columns, const std::string& file) {
  std::FILE* out = std::fopen(file.c_str(), "w");
  if (!out) std::exit((std::perror(file.c_str()), 1));
  std::fputs("class,direction,layout,hour,weekday,ms\n", out);
  for (std::size_t i = 0; i < columns.size(); ++i)
    std::fprintf(out, "%s,%s,%s,%d,%d,%lld\n", columns.classes.list()[columns.traffic_class[i]].c_str(), columns.directions.list()[columns.direction[i]].c_str(),
                 columns.layouts.list()[columns.layout[i]].c_str(), columns.hour[i], columns.weekday[i], static_cast<long long>(columns.stamps[4][i] - columns.stamps[1][i]));
  std::fclose(out);
}

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Wall and processor time: other programs on the machine stretch the first alone.
struct Made {
  double ms = 0, cpu = 0;
  std::size_t rows = 0;
  double check = 0;  // mean over the first segment's durations, to be the same on both sides
};

/// The files of `onestop study report`, which hold six times as many segments and whose the minutes are.
Made whole_report(const Columns& columns) {
  const auto began = Clock::now();
  const auto cpu_began = cpu_ms();
  Made made;
  for (const auto& file : report(columns, {.title = "bench", .from = {}, .to = {}, .layouts = {"two_stop", "combined"}})) made.rows += file.content.size();
  made.ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
  made.cpu = cpu_ms() - cpu_began;
  return made;
}

/// All classes by directions by layouts by hours, the heat map, classes by layouts, and before against after.
Made full_report(const Columns& columns) {
  const auto began = Clock::now();
  const auto cpu_began = cpu_ms();
  Made made;
  using enum Dimension;
  const auto take = [&](const std::vector<SegmentRow>& rows) { made.rows += rows.size(); };
  for (const auto& layout : columns.layouts.list()) take(segments(columns, {{traffic_class, direction, hour}, Measure::release, layout}));
  take(segments(columns, {{weekday, hour}}));
  const auto by_class = segments(columns, {{traffic_class, direction, layout}});
  take(by_class);
  made.rows += before_after(columns, {"two_stop", "combined"}, {}).rows.size();
  made.check = by_class.front().figures->all.median;
  made.ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
  made.cpu = cpu_ms() - cpu_began;
  return made;
}

/// DuckDB in a process of its own, asked by lines.
class Peer {
 public:
  Peer(const std::string& folder, const std::string& data) {
    int to[2], from[2];
    if (pipe(to) != 0 || pipe(from) != 0) return;
    child_ = fork();
    if (child_ == 0) {
      dup2(to[0], 0);
      dup2(from[1], 1);
      close(to[1]);
      close(from[0]);
      const auto script = std::string(ONESTOP_SOURCE_DIR) + "/bench/study_duckdb.mjs";
      execlp("node", "node", script.c_str(), folder.c_str(), data.c_str(), nullptr);
      _exit(127);
    }
    close(to[0]);
    close(from[1]);
    in_ = fdopen(from[0], "r");
    out_ = fdopen(to[1], "w");
    char line[200];
    ready_ = in_ && std::fgets(line, sizeof line, in_) && std::strncmp(line, "ready", 5) == 0;
  }
  ~Peer() {
    if (out_) std::fclose(out_);
    if (in_) std::fclose(in_);
    if (child_ > 0) waitpid(child_, nullptr, 0);
  }
  Peer(const Peer&) = delete;
  bool ready() const { return ready_; }
  Made run(int threads) {
    Made made;
    std::fprintf(out_, "%d\n", threads);
    std::fflush(out_);
    if (std::fscanf(in_, "%lf %lf %zu %lf", &made.ms, &made.cpu, &made.rows, &made.check) != 4) std::exit((std::fprintf(stderr, "DuckDB gave no answer\n"), 1));
    return made;
  }

 private:
  pid_t child_ = -1;
  std::FILE* in_ = nullptr;
  std::FILE* out_ = nullptr;
  bool ready_ = false;
};

void print(const char* name, const std::vector<Made>& runs) {
  std::vector<double> wall, cpu;
  for (const auto& one : runs) {
    wall.push_back(one.ms);
    cpu.push_back(one.cpu);
  }
  std::sort(wall.begin(), wall.end());
  std::sort(cpu.begin(), cpu.end());
  std::printf("%-44s median %6.0f ms (%.0f to %.0f), of the processor %6.0f ms\n", name, wall[wall.size() / 2], wall.front(), wall.back(), cpu[cpu.size() / 2]);
}

std::string load() {
  std::ifstream file("/proc/loadavg");
  std::string one;
  file >> one;
  return one;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t stays = 10'000'000;
  int rounds = 9;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--stays") == 0) stays = std::strtoull(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--rounds") == 0) rounds = std::max(1, std::atoi(argv[i + 1]));
  }
  const auto columns = ten_million(stays);
  const char* folder = std::getenv("ONESTOP_DUCKDB");
  const auto data = std::filesystem::temp_directory_path() / ("onestop-study-" + std::to_string(getpid()) + ".csv");
  if (folder) write_for_peer(columns, data);
  std::unique_ptr<Peer> peer = folder ? std::make_unique<Peer>(folder, data) : nullptr;
  if (!peer || !peer->ready()) std::printf("skipped: DuckDB; put the npm package @duckdb/node-api into a folder and name it in ONESTOP_DUCKDB\n");
  std::vector<Made> ours, whole, one_thread, two_threads;
  Made last, theirs;
  const auto load_before = load();
  for (int round = 0; round < rounds; ++round) {
    last = full_report(columns);
    ours.push_back(last);
    whole.push_back(whole_report(columns));
    if (!peer || !peer->ready()) continue;
    theirs = peer->run(1);
    one_thread.push_back(theirs);
    two_threads.push_back(peer->run(2));
  }
  std::printf("full report over %zu stays: %zu segments, %d rounds, load %s before, %s after\n", columns.size(), last.rows, rounds, load_before.c_str(), load().c_str());
  print("onestop, one thread, with intervals and tests", ours);
  print("onestop, all files of the printed report", whole);
  if (!one_thread.empty()) {
    print("DuckDB, one thread, without", one_thread);
    print("DuckDB, two threads, without", two_threads);
    std::printf("median of the first segment: %.1f ms and %.1f ms\n", last.check, theirs.check);
  }
  std::filesystem::remove(data);
  return theirs.rows > 0 && std::abs(last.check - theirs.check) > 1e-6 ? 1 : 0;
}
