#pragma once
// A server of PostgreSQL for one test program: in a folder of its own, started when the first test asks for a database,
// gone with the program. As root it runs under another user, since PostgreSQL refuses to run as root.
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace onestop::store {

class PostgresServer {
 public:
  enum class Syncs { no, yes };
  /// Throws std::runtime_error with a sentence where there is no PostgreSQL. The first call of a program says whether commits
  /// are synced, then to a disk; what tests ask does not depend on how fast the disk is.
  static PostgresServer& running(Syncs syncs = Syncs::no) {
    static PostgresServer server(syncs);
    return server;
  }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer() { stop(); }

  /// The address of a new, empty database.
  std::string new_database() {
    const auto name = "test_" + std::to_string(++databases_);
    run("CREATE DATABASE " + name + " TEMPLATE template0");
    return "postgresql:///" + name + "?host=" + folder_ + "&user=onestop";
  }
  /// A database as that one is now; nobody may be connected to it.
  std::string copy_database(const std::string& address) {
    const auto name = "test_" + std::to_string(++databases_);
    run("CREATE DATABASE " + name + " TEMPLATE " + name_in(address));
    return "postgresql:///" + name + "?host=" + folder_ + "&user=onestop";
  }
  /// All its processes end where they stand; it starts again from what its log holds.
  void crash() {
    ::kill(server_, SIGQUIT);
    ::waitpid(server_, nullptr, 0);
    serve();
  }
  void drop_database(const std::string& address) {
    run("DROP DATABASE IF EXISTS " + name_in(address) + " WITH (FORCE)");
  }

  /// The folder of initdb and its like.
  static std::string installed() {
    const std::string lacking = "PostgreSQL 15 or newer is not installed: apt-get install postgresql-15 (or name the folder of initdb in ONESTOP_POSTGRES_BIN)";
    if (const char* told = std::getenv("ONESTOP_POSTGRES_BIN")) return std::filesystem::exists(std::string(told) + "/initdb") ? told : throw std::runtime_error(lacking);
    std::vector<int> versions;
    std::error_code none;
    for (const auto& one : std::filesystem::directory_iterator("/usr/lib/postgresql", none))
      if (std::filesystem::exists(one.path() / "bin/initdb")) versions.push_back(std::atoi(one.path().filename().c_str()));
    if (versions.empty() || std::ranges::max(versions) < 15) throw std::runtime_error(lacking);
    return "/usr/lib/postgresql/" + std::to_string(std::ranges::max(versions)) + "/bin";
  }

 private:
  static std::string name_in(const std::string& address) {
    const auto from = std::string("postgresql:///").size();
    return address.substr(from, address.find('?') - from);
  }

  explicit PostgresServer(Syncs syncs) : syncs_(syncs) {
    const bool memory = syncs == Syncs::no && ::access("/dev/shm", W_OK) == 0 && std::getenv("TMPDIR") == nullptr;
    std::string name = ((memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path()) / "onestop-pg-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no folder can be made for a PostgreSQL server");
    folder_ = name;
    try {
      if (::geteuid() == 0) choose_user();
      programs_ = installed();
      finished(start({programs_ + "/initdb", "-D", folder_ + "/data", "-U", "onestop", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"}));
      serve();
    } catch (...) {
      stop();
      throw;
    }
  }

  void serve() {
    server_ = start({programs_ + "/postgres", "-D", folder_ + "/data", "-k", folder_, "-c", "listen_addresses=", "-c", syncs_ == Syncs::yes ? "fsync=on" : "fsync=off", "-c", "shared_buffers=64MB",
                     "-c", "max_connections=60", "-c", "deadlock_timeout=100ms"});
    wait_until_it_answers();
  }

  void choose_user() {
    for (const auto* name : {"postgres", "nobody"}) {
      const auto* user = ::getpwnam(name);
      if (!user) continue;
      user_ = user->pw_uid;
      group_ = user->pw_gid;
      if (::chown(folder_.c_str(), user_, group_) == 0) return;
    }
    throw std::runtime_error("there is neither a user postgres nor nobody to run PostgreSQL as");
  }

  pid_t start(const std::vector<std::string>& command) {
    const auto parent = ::getpid();
    const auto child = ::fork();
    if (child != 0) return child;
    if (user_ != 0 && (::setgid(group_) != 0 || ::setuid(user_) != 0)) ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // a test program that crashes takes its server along
    if (::getppid() != parent) ::_exit(126);
    if (::chdir(folder_.c_str()) != 0 || !std::freopen((folder_ + "/log").c_str(), "a", stdout) || ::dup2(1, 2) < 0) ::_exit(126);
    std::vector<char*> words;
    for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execv(words[0], words.data());
    ::_exit(127);
  }

  void finished(pid_t child) {
    int status = 0;
    if (::waitpid(child, &status, 0) != child || status != 0) throw std::runtime_error("PostgreSQL's initdb failed: " + said());
  }

  void wait_until_it_answers() {
    while (PQping(("host=" + folder_ + " dbname=postgres user=onestop").c_str()) != PQPING_OK) {
      if (::waitpid(server_, nullptr, WNOHANG) == server_) {
        server_ = -1;
        throw std::runtime_error("PostgreSQL does not start: " + said());
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  std::string said() const {
    std::ifstream log(folder_ + "/log");
    return {std::istreambuf_iterator<char>(log), {}};
  }

  void run(const std::string& sql) {
    auto* connection = PQconnectdb(("host=" + folder_ + " dbname=postgres user=onestop").c_str());
    auto* result = PQexec(connection, sql.c_str());
    const std::string wrong = PQresultStatus(result) == PGRES_COMMAND_OK ? "" : PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    if (!wrong.empty()) throw std::runtime_error(wrong);
  }

  void stop() {
    if (::getpid() != owner_) return;  // a test's child process leaves the server alone
    if (server_ > 0) {
      ::kill(server_, SIGINT);
      ::waitpid(server_, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  Syncs syncs_;
  std::string folder_, programs_;
  uid_t user_ = 0;
  gid_t group_ = 0;
  pid_t server_ = -1, owner_ = ::getpid();
  int databases_ = 0;
};

}  // namespace onestop::store
