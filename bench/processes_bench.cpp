// Several processes on one PostgreSQL database, through the whole path over HTTP on loopback: the processor's time of the
// servers and of all of PostgreSQL for each decision, beside pgbench with the same statements on the same server, in turn.
// Then how long a decision takes under an open load. Every commit is synced; the load generator is not counted.
//   bench_processes [cars a round and connection] [rounds] [seconds of open load] [decisions a second] [numbers of processes...]
#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "../tests/unit/store/postgres_server.h"
#include "base/check.h"
#include "car_statements.h"
#include "cars.h"
#include "served_post.h"

namespace onestop::bench {
namespace {

struct Wishes {
  int cars = 60, rounds = 9;
  double seconds = 10, rate = 300;
  std::vector<int> processes{1, 2, 4};
};

struct Database {
  explicit Database(const std::string& address) : connection(PQconnectdb(address.c_str())) {}
  ~Database() { PQfinish(connection); }
  Database(const Database&) = delete;
  std::vector<std::vector<std::string>> rows(const std::string& sql) const {
    auto* result = PQexec(connection, sql.c_str());
    check(PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK, PQerrorMessage(connection));
    std::vector<std::vector<std::string>> all;
    for (int row = 0; row < PQntuples(result); ++row) {
      auto& one = all.emplace_back();
      for (int column = 0; column < PQnfields(result); ++column) one.emplace_back(PQgetvalue(result, row, column));
    }
    PQclear(result);
    return all;
  }
  PGconn* connection;
};

/// Of a process and, where asked, of its children that ended; with its parent.
struct Spent {
  pid_t parent = 0;
  double seconds = 0;
};
Spent spent(const std::string& pid, bool with_ended_children) {
  std::ifstream file("/proc/" + pid + "/stat");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto at = text.rfind(')');
  if (at == std::string::npos) return {};
  std::istringstream rest(text.substr(at + 2));
  std::vector<std::string> words;
  for (std::string word; words.size() < 15 && rest >> word;) words.push_back(word);
  if (words.size() < 15) return {};
  double ticks = std::stod(words[11]) + std::stod(words[12]);
  if (with_ended_children) ticks += std::stod(words[13]) + std::stod(words[14]);
  return {std::atoi(words[1].c_str()), ticks / static_cast<double>(::sysconf(_SC_CLK_TCK))};
}

/// The postmaster, its children and those that it buried.
double cpu_of_postgres(pid_t postmaster) {
  double sum = spent(std::to_string(postmaster), true).seconds;
  for (const auto& one : std::filesystem::directory_iterator("/proc")) {
    const auto name = one.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const auto process = spent(name, false);
    if (process.parent == postmaster) sum += process.seconds;
  }
  return sum;
}

double median(std::vector<double> all) {
  std::ranges::sort(all);
  return all.empty() ? 0 : all[all.size() / 2];
}

/// The extension counts these only the first time where they are prepared; on both sides there is one pair for each commit.
bool of_transactions(const std::string& kind) {
  for (const char* one : {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "NOTIFY"})
    if (kind.starts_with(one)) return true;
  return false;
}

Calls calls_per_car(const Database& db, double cars) {
  Calls calls;
  for (const auto& row : db.rows("SELECT calls, query FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE datname = current_database()"))
    if (const auto kind = kind_of(row[1]); kind.find("pg_stat") == std::string::npos && !of_transactions(kind)) calls[kind] += std::stod(row[0]) / cars;
  return calls;
}

class Comparison {
 public:
  Comparison(const Wishes& wishes, int processes) : wishes_(wishes), processes_(processes) {
    folder_ = std::filesystem::temp_directory_path() / ("onestop-processes-" + std::to_string(::getpid()) + "-" + std::to_string(processes));
    std::filesystem::create_directories(folder_);
    auto& server = store::PostgresServer::running();
    place_ = {server.new_database(), (folder_ / "keys.db").string(), (folder_ / "files").string()};
    bare_ = server.new_database();
    { const ServedPost first(place_); }  // officers and law, for both
    {
      const Database db(place_.data);
      db.rows("CREATE EXTENSION pg_stat_statements");
      postmaster_ = spent(db.rows("SELECT pg_backend_pid()")[0][0], false).parent;
      for (const auto& row : db.rows("SELECT encode(id, 'hex') FROM recorder ORDER BY state")) recorders_.push_back(row[0]);
    }
    copy();
    for (int i = 0; i < processes_; ++i) {
      const auto& one = servers_.emplace_back(std::make_unique<ServedPost>(place_));
      check(one->port() != 0, "a server does not start");
      tokens_.push_back(sign_in_all(one->port()));
      check(!tokens_.back().empty(), "nobody can sign in");
    }
  }
  ~Comparison() {
    servers_.clear();
    std::filesystem::remove_all(folder_);
    for (const auto& one : {place_.data, bare_}) store::PostgresServer::running().drop_database(one);
  }

  void compare() {
    const auto ours = count_ours();
    script_ = {{recorders_[0], recorders_[1]}, envelope_bytes_, body_bytes_, ours};
    file_ = folder_ / "car.sql";
    std::ofstream(file_) << script_.text();
    const auto theirs = count_pgbench();
    print(ours, theirs);
    for (const auto& address : {place_.data}) Database(address).rows("ALTER SYSTEM SET pg_stat_statements.track = 'none'");
    Database(place_.data).rows("SELECT pg_reload_conf()");
    std::vector<double> our_us, server_us, limit_us, ratio;
    for (int round = 0; round <= wishes_.rounds; ++round) {
      const auto servers_before = cpu_of_servers(), before = cpu_of_postgres(postmaster_);
      drive(wishes_.cars);
      const double decisions = static_cast<double>(processes_) * wishes_.cars * Car::commands;
      const auto servers = 1e6 * (cpu_of_servers() - servers_before) / decisions, all = servers + 1e6 * (cpu_of_postgres(postmaster_) - before) / decisions;
      // What a run costs at its start (connections, preparing) is taken off by a short one.
      constexpr int few = 6;
      const auto whole = pgbench(wishes_.cars + few), start = pgbench(few);
      const auto limit = 1e6 * (whole - start) / decisions;
      if (round == 0) continue;  // warm
      our_us.push_back(all), server_us.push_back(servers), limit_us.push_back(limit), ratio.push_back(all / limit);
    }
    std::printf("processes %d: ours %.0f us of CPU per decision (servers %.0f, PostgreSQL %.0f), pgbench with the same statements %.0f us; ratio %.2f (%.2f-%.2f), median of %d\n", processes_,
                median(our_us), median(server_us), median(our_us) - median(server_us), median(limit_us), median(ratio), *std::ranges::min_element(ratio),
                *std::ranges::max_element(ratio), wishes_.rounds);
    std::fflush(stdout);
    Database(place_.data).rows("ALTER SYSTEM RESET pg_stat_statements.track");
    Database(place_.data).rows("SELECT pg_reload_conf()");
  }

  /// A command is due at its time whether or not the one before was answered, and latency counts from then.
  void open_load() {
    constexpr int connections = 16;
    std::atomic<std::uint64_t> turn{0};
    std::vector<std::vector<double>> latencies(connections);
    const auto began = Clock::now();
    const auto until = began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(wishes_.seconds));
    std::vector<std::thread> clients;
    const auto first = cars_.fetch_add(1'000'000);
    std::atomic<std::uint64_t> number{first};
    for (int i = 0; i < connections; ++i)
      clients.emplace_back([&, i] {
        Connection c(port_of(i));
        Car car(++number, i % 2 == 0);
        for (;;) {
          const auto due = began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(static_cast<double>(turn++) / wishes_.rate));
          if (due >= until) break;
          std::this_thread::sleep_until(due);
          if (car.over()) car = Car(++number, i % 2 == 0);
          send(c, car, i);
          latencies[static_cast<std::size_t>(i)].push_back(std::chrono::duration<double, std::milli>(Clock::now() - due).count());
        }
      });
    for (auto& one : clients) one.join();
    const double elapsed = std::chrono::duration<double>(Clock::now() - began).count();
    std::vector<double> all;
    for (const auto& one : latencies) all.insert(all.end(), one.begin(), one.end());
    std::ranges::sort(all);
    std::printf("open load, processes %d: %.0f decisions a second for %.1f s: p50 %.2f ms, p99 %.2f ms, longest %.1f ms; %llu failed\n", processes_, static_cast<double>(all.size()) / elapsed,
                elapsed, quantile(all, 0.5), quantile(all, 0.99), quantile(all, 1), static_cast<unsigned long long>(wrong_.load()));
    std::fflush(stdout);
  }
  std::uint64_t wrong() const { return wrong_; }

 private:
  int port_of(int client) const { return servers_[static_cast<std::size_t>(client % processes_)]->port(); }

  void copy() {
    auto& server = store::PostgresServer::running();
    server.drop_database(bare_);
    const auto name = [](const std::string& address) { return address.substr(14, address.find('?') - 14); };
    const Database db("postgresql:///postgres" + bare_.substr(bare_.find('?')));
    db.rows("CREATE DATABASE " + name(bare_) + " TEMPLATE " + name(place_.data));
  }

  void send(Connection& c, Car& car, int client) {
    const auto ask = car.next();
    std::string answer;
    const int status = c.call("POST", ask.path, tokens_[static_cast<std::size_t>(client % processes_)].at(ask.seat), ask.body, ask.headers, answer);
    if (status != 200 && wrong_++ < 3) std::fprintf(stderr, "%d %s\n", status, answer.c_str());
  }

  /// One connection for each process, one command after the other, so that nothing is written together.
  void drive(int cars) {
    std::vector<std::thread> clients;
    for (int i = 0; i < processes_; ++i)
      clients.emplace_back([&, i] {
        Connection c(port_of(i));
        for (int n = 0; n < cars; ++n)
          for (Car car(++cars_, true); !car.over();) send(c, car, i);
      });
    for (auto& one : clients) one.join();
  }

  double cpu_of_servers() const {
    double sum = 0;
    for (const auto& one : servers_) sum += cpu_seconds(one->process());
    return sum;
  }

  Calls count_ours() {
    drive(10);
    const Database db(place_.data);
    db.rows("SELECT pg_stat_statements_reset()");
    drive(wishes_.cars);
    const auto sizes = db.rows("SELECT CAST(avg(length(envelope)) AS int), CAST(avg(length(body)) AS int) FROM event WHERE type IN ('VehicleArrived', 'ArrivalRegistered', 'ControlClosed')")[0];
    if (!sizes[0].empty()) envelope_bytes_ = std::stoi(sizes[0]), body_bytes_ = std::stoi(sizes[1]);
    return calls_per_car(db, wishes_.cars * processes_);
  }

  Calls count_pgbench() {
    pgbench(10);
    const Database db(bare_);
    db.rows("SELECT pg_stat_statements_reset()");
    pgbench(20);
    return calls_per_car(db, 20 * processes_);
  }

  void print(const Calls& ours, const Calls& theirs) const {
    Calls all = ours;
    all.insert(theirs.begin(), theirs.end());
    const auto of = [](const Calls& calls, const std::string& kind) { return calls.contains(kind) ? calls.at(kind) : 0.0; };
    double sum = 0, sum_of_theirs = 0;
    for (const auto& [kind, calls] : all) {
      const auto a = of(ours, kind), b = of(theirs, kind);
      sum += a, sum_of_theirs += b;
      if (std::abs(a - b) > 0.5) std::printf("  not alike: %5.2f and %5.2f calls a car: %s\n", a, b, kind.c_str());
    }
    std::printf("processes %d: %.1f statements a decision, pgbench %.1f; commits that append: %.2f a decision\n", processes_, sum / Car::commands, sum_of_theirs / Car::commands,
                of(ours, "UPDATE recorder") / Car::commands);
  }

  /// The processor's time of pgbench and of PostgreSQL meanwhile.
  double pgbench(int cars) const {
    const auto before = cpu_of_postgres(postmaster_);
    const std::string program = store::PostgresServer::installed() + "/pgbench", clients = std::to_string(processes_), turns = std::to_string(cars), script = file_.string();
    const auto child = ::fork();
    if (child == 0) {
      const int nowhere = ::open("/dev/null", O_WRONLY);
      ::dup2(nowhere, STDOUT_FILENO);
      ::execl(program.c_str(), "pgbench", "-n", "-M", "prepared", "-c", clients.c_str(), "-j", clients.c_str(), "-t", turns.c_str(), "-f", script.c_str(), bare_.c_str(), nullptr);
      ::_exit(127);
    }
    int status = 0;
    rusage own{};
    ::wait4(child, &status, 0, &own);
    check(status == 0, "pgbench failed");
    const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec); };
    return seconds(own.ru_utime) + seconds(own.ru_stime) + cpu_of_postgres(postmaster_) - before;
  }

  const Wishes& wishes_;
  int processes_;
  std::filesystem::path folder_, file_;
  Place place_;
  std::string bare_;
  pid_t postmaster_ = 0;
  std::vector<std::string> recorders_;
  std::vector<std::unique_ptr<ServedPost>> servers_;
  std::vector<std::map<std::string, std::string>> tokens_;
  CarScript script_;
  int envelope_bytes_ = 106, body_bytes_ = 420;
  std::atomic<std::uint64_t> cars_{0}, wrong_{0};
};

/// The private server, with what counts statements and with a sync at each commit.
void prepare_server() {
  auto& server = store::PostgresServer::running(store::PostgresServer::Syncs::yes);
  const auto address = server.new_database();
  Database(address).rows("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
  server.crash();
  server.drop_database(address);
}

}  // namespace
}  // namespace onestop::bench

int main(int argc, char** argv) {
  using namespace onestop::bench;
  Wishes wishes;
  if (argc > 1) wishes.cars = std::atoi(argv[1]);
  if (argc > 2) wishes.rounds = std::atoi(argv[2]);
  if (argc > 3) wishes.seconds = std::atof(argv[3]);
  if (argc > 4) wishes.rate = std::atof(argv[4]);
  if (argc > 5) wishes.processes.clear();
  for (int i = 5; i < argc; ++i) wishes.processes.push_back(std::atoi(argv[i]));
  std::uint64_t wrong = 0;
  try {
    prepare_server();
    for (const int processes : wishes.processes) {
      Comparison comparison(wishes, processes);
      if (wishes.rounds > 0) comparison.compare();
      if (wishes.seconds > 0) comparison.open_load();
      wrong += comparison.wrong();
    }
  } catch (const std::exception& what) {
    return std::fprintf(stderr, "%s\n", what.what()), 1;
  }
  return wrong == 0 ? 0 : 1;
}
