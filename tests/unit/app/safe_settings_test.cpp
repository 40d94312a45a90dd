#include "app/safe_settings.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "../../http/certificate.h"
#include "app/config_file.h"
#include "server/http/certificate.h"
#include "server/http/peers.h"
#include "server/http/server.h"

namespace onestop::app {
namespace {

using server::http::Certificate;

struct SafeSettings : testing::Test {
  std::filesystem::path folder;
  ServeOptions options;
  const Instant now{std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};

  SafeSettings() {
    std::string pattern = (std::filesystem::temp_directory_path() / "onestop-safe-XXXXXX").string();
    folder = mkdtemp(pattern.data());  // mode 0700
    options.data = (folder / "post.db").string();
  }
  ~SafeSettings() override { std::filesystem::remove_all(folder); }

  std::vector<std::string> names(bool as_root = false) const {
    std::vector<std::string> list;
    for (const auto& one : dangers(options, as_root, now)) list.push_back(one.name);
    return list;
  }
  void write(const std::string& name, mode_t mode) const {
    const auto path = (folder / name).string();
    std::ofstream(path) << "x";
    chmod(path.c_str(), mode);
  }
};

using Names = std::vector<std::string>;

TEST_F(SafeSettings, DoesAPostOfItsOwnUserOnLoopbackStart) { EXPECT_EQ(names(), Names{}); }

TEST_F(SafeSettings, IsAnAddressOpenToANetworkRefusedWithoutTls) {
  for (const char* address : {"0.0.0.0", "10.1.2.3", "::", "2001:db8::1", "128.0.0.1"}) {
    options.address = address;
    EXPECT_EQ(names(), Names{"address"}) << address;
  }
  for (const char* address : {"127.0.0.1", "127.9.9.9", "::1"}) {
    options.address = address;
    EXPECT_EQ(names(), Names{}) << address;
  }
}

TEST_F(SafeSettings, IsACertificateThatEndedOrOfAnotherKeyRefused) {
  const Certificate good;
  options.address = "0.0.0.0";
  options.certificate = good.certificate;
  options.key = good.key;
  chmod(good.folder.c_str(), 0700);
  EXPECT_EQ(names(), Names{});
  EXPECT_GT(*server::http::certificate_end(good.certificate, good.key), now);
  auto later = dangers(options, false, now + 2 * hour_ms);
  ASSERT_EQ(later.size(), 1u);
  EXPECT_NE(later[0].says.find("ended at"), std::string::npos);
  const auto other = (folder / "other.pem").string();
  EVP_PKEY* pair = EVP_EC_gen("P-256");
  std::FILE* file = std::fopen(other.c_str(), "w");
  PEM_write_PrivateKey(file, pair, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
  EVP_PKEY_free(pair);
  options.key = other;
  ASSERT_EQ(names(), Names{"certificate"});
  EXPECT_NE(dangers(options, false, now)[0].says.find("is not the key of"), std::string::npos);
  options.key = (folder / "none.pem").string();
  EXPECT_EQ(names(), Names{"certificate"});
}

TEST_F(SafeSettings, AreFilesThatOthersMayReadRefused) {
  write("post.db", 0644);
  write("post.keys.db", 0644);
  EXPECT_EQ(names(), Names{}) << "nobody else may enter the folder";
  chmod(folder.c_str(), 0755);
  EXPECT_EQ(names(), (Names{"files", "files"}));
  chmod((folder / "post.db").c_str(), 0600);
  ASSERT_EQ(names(), Names{"files"});
  EXPECT_NE(dangers(options, false, now)[0].says.find("post.keys.db"), std::string::npos);
  chmod((folder / "post.keys.db").c_str(), 0640);
  EXPECT_EQ(names(), Names{}) << "a group is the operator's own";
  chmod(folder.c_str(), 0777);
  EXPECT_EQ(names(), (Names{"files", "files"})) << "whoever may write into the folder may put other files there";
}

TEST_F(SafeSettings, IsAFolderThatOthersMayEnterRefusedBeforeAnythingIsInIt) {
  chmod(folder.c_str(), 0755);
  EXPECT_EQ(names(), Names{"files"});
}

TEST_F(SafeSettings, IsAPasswordInTheAddressOfTheDatabaseRefused) {
  options.data = "postgresql://onestop:secret@localhost/onestop";
  ASSERT_EQ(names(), Names{"password"});
  EXPECT_EQ(dangers(options, false, now)[0].says.find("secret"), std::string::npos) << "the sentence does not repeat it";
  options.data = "host=/run/postgresql dbname=onestop password=secret";
  EXPECT_EQ(names(), Names{"password"});
  options.data = "postgresql:///onestop?host=/run/postgresql";
  EXPECT_EQ(names(), Names{});
}

TEST_F(SafeSettings, IsADatabaseOverANetworkRefusedUnlessItsNameIsProven) {
  for (const char* mode : {"", "&sslmode=disable", "&sslmode=prefer", "&sslmode=require", "&sslmode=verify-ca"}) {
    options.data = std::string("postgresql:///onestop?host=db.example") + mode;
    EXPECT_EQ(names(), Names{"database"}) << mode;
  }
  options.data = "postgresql:///onestop?host=/run/postgresql,db.example";
  EXPECT_EQ(names(), Names{"database"}) << "the second of two hosts";
  options.data = "service=elsewhere";
  EXPECT_EQ(names(), Names{"database"}) << "where the service is nobody here knows";
  options.data = "postgresql:///onestop?host=db.example&sslmode=verify-full";
  EXPECT_EQ(names(), Names{});
  options.data = "postgresql:///onestop?host=127.0.0.1";
  EXPECT_EQ(names(), Names{});
  options.data = "postgresql://%zz";
  EXPECT_EQ(names(), Names{"database"});
}

TEST_F(SafeSettings, IsAFileOfPasswordsThatOthersMayReadRefused) {
  write("pgpass", 0640);
  options.data = "postgresql:///onestop?host=/run/postgresql&passfile=" + (folder / "pgpass").string();
  EXPECT_EQ(names(), Names{"files"});
  chmod((folder / "pgpass").c_str(), 0600);
  EXPECT_EQ(names(), Names{});
}

TEST_F(SafeSettings, IsRootRefused) { EXPECT_EQ(names(true), Names{"root"}); }

TEST_F(SafeSettings, IsTheDemonstrationAskedForItsAddressOnly) {
  options.demo = true;
  chmod(folder.c_str(), 0777);
  EXPECT_EQ(names(true), Names{});
  options.address = "0.0.0.0";
  EXPECT_EQ(names(true), Names{"demo"});
}

TEST_F(SafeSettings, DoesEachDangerNameTheSettingAndWhatWouldBeRight) {
  options.address = "0.0.0.0";
  chmod(folder.c_str(), 0755);
  const auto found = dangers(options, true, now);
  ASSERT_EQ(found.size(), 3u);
  const auto names_of_all = danger_names();
  for (const auto& one : found) {
    EXPECT_NE(one.says.find("right would be"), std::string::npos) << one.says;
    EXPECT_EQ(one.says.find('\n'), std::string::npos);
    EXPECT_NE(std::ranges::find(names_of_all, one.name), names_of_all.end());
  }
}

TEST_F(SafeSettings, IsOnlyWhatWasNamedAllowed) {
  options.address = "0.0.0.0";
  options.allow_insecure = {"address"};
  const auto allowed = allowed_dangers(options, false, now);
  ASSERT_TRUE(allowed);
  EXPECT_EQ(allowed->size(), 1u);
  const auto refused = allowed_dangers(options, true, now);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("--allow-insecure root"), std::string::npos);
  EXPECT_EQ(refused.error().what.find("--allow-insecure address"), std::string::npos);
}

// ---- the file of settings --------------------------------------------------------------------------------------

struct ConfigFile : SafeSettings {
  std::string config(const std::string& text) const {
    const auto path = (folder / "onestop.yaml").string();
    std::ofstream(path) << text;
    return path;
  }
  static SettingKind kind_of(const std::string& name) {
    if (name == "sandbox") return SettingKind::flag;
    if (name == "oidc") return SettingKind::of_another;
    return name == "port" || name == "data" || name == "trusted-proxy" ? SettingKind::value : SettingKind::unknown;
  }
  Expected<std::vector<std::string>> words(const std::string& text, std::vector<std::string> told = {}) const {
    std::vector<std::string> all{"serve", "--config", config(text)};
    all.insert(all.end(), told.begin(), told.end());
    auto read = with_settings(all, kind_of);
    if (read) read->erase(read->begin(), read->begin() + 3);
    return read;
  }
};

TEST_F(ConfigFile, AreSettingsReadAsOnTheCommandLine) {
  EXPECT_EQ(*words("port: 8443\nsandbox: true\ntrusted-proxy: [10.0.0.1, 10.0.0.2]\n"), (Names{"--port=8443", "--sandbox", "--trusted-proxy=10.0.0.1", "--trusted-proxy=10.0.0.2"}));
  EXPECT_EQ(*words("sandbox: false\n"), Names{});
  EXPECT_EQ(*words("oidc: provider.json\nport: 1\n"), Names{"--port=1"}) << "a setting of serve, which this command has not";
  EXPECT_EQ(*words("# nothing\n"), Names{});
}

TEST_F(ConfigFile, DoesTheCommandLineWin) {
  EXPECT_EQ(*words("port: 8443\ndata: x.db\n", {"--port", "9"}), (Names{"--port", "9", "--data=x.db"}));
  EXPECT_EQ(*words("port: 8443\n", {"--port=9"}), Names{"--port=9"});
}

TEST_F(ConfigFile, IsAnUnknownSettingRefusedWithItsLine) {
  for (const auto& [text, line, word] : {std::tuple{"port: 1\nprot: 2\n", "line 2", "prot"}, std::tuple{"port: 1\n\nport: 2\n", ":3", "port"}, std::tuple{"data:\n  a: b\n", "line 1", "no value"},
                                         std::tuple{"sandbox: perhaps\n", "line 1", "true or false"}, std::tuple{"config: other.yaml\n", "line 1", "no setting"}, std::tuple{"port: [1\n", ":", ""}}) {
    const auto read = words(text);
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().what.find(line), std::string::npos) << read.error().what;
    EXPECT_NE(read.error().what.find(word), std::string::npos) << read.error().what;
  }
  EXPECT_FALSE(with_settings({"serve", "--config=" + (folder / "none.yaml").string()}, kind_of));
}

// ---- who asks --------------------------------------------------------------------------------------------------

TEST(Proxies, IsWhoeverStandsBehindATrustedProxyBelieved) {
  using namespace server::http;
  const std::vector<Network> trusted{*read_network("10.0.0.0/24"), *read_network("2001:db8::/32")};
  EXPECT_EQ(client_behind("10.0.0.7", {"203.0.113.5"}, trusted), "203.0.113.5");
  EXPECT_EQ(client_behind("203.0.113.9", {"198.51.100.1"}, trusted), "203.0.113.9") << "nobody trusts this one";
  EXPECT_EQ(client_behind("10.0.0.7", {"198.51.100.1, 203.0.113.5"}, trusted), "203.0.113.5") << "what came before the first stranger is his own invention";
  EXPECT_EQ(client_behind("10.0.0.7", {"203.0.113.5, 10.0.0.8"}, trusted), "203.0.113.5") << "two proxies";
  EXPECT_EQ(client_behind("10.0.0.7", {"198.51.100.1", "203.0.113.5,10.0.0.8"}, trusted), "203.0.113.5") << "two fields";
  EXPECT_EQ(client_behind("2001:db8::1", {"2001:dead::2"}, trusted), "2001:dead::2");
  for (const char* junk : {"", "unknown", "203.0.113.5:80", "x\r\ny", "_hidden", "999.1.1.1"}) EXPECT_EQ(client_behind("10.0.0.7", {junk}, trusted), "10.0.0.7") << junk;
}

TEST(Proxies, IsANetworkReadExactly) {
  using server::http::read_network;
  for (const char* wrong : {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "proxy.example", "2001:db8::/129", "10.0.0.1/8x"}) EXPECT_FALSE(read_network(wrong)) << wrong;
  EXPECT_TRUE(read_network("10.0.0.1")->holds("10.0.0.1"));
  EXPECT_FALSE(read_network("10.0.0.1")->holds("10.0.0.2"));
  EXPECT_TRUE(read_network("10.0.0.0/8")->holds("10.255.1.1"));
  EXPECT_FALSE(read_network("10.0.0.0/8")->holds("11.0.0.0"));
  EXPECT_TRUE(read_network("10.0.0.0/8")->holds("::ffff:10.1.1.1")) << "IPv4 in IPv6 clothes";
  EXPECT_FALSE(read_network("0.0.0.0/0")->holds("2001:db8::1"));
}

TEST(Proxies, HasAnAddressItsShareOfConnectionsOnly) {
  using namespace server::http;
  Options bounds;
  bounds.most_of_address = 3;
  bounds.most_unproven_of_address = 2;
  AddressPlaces places;
  EXPECT_TRUE(places.take("203.0.113.5", bounds));
  EXPECT_TRUE(places.take("203.0.113.5", bounds));
  EXPECT_FALSE(places.take("203.0.113.5", bounds)) << "two that have asked nothing yet";
  EXPECT_TRUE(places.take("203.0.113.6", bounds)) << "others are not shut out";
  places.proven("203.0.113.5", bounds);
  EXPECT_TRUE(places.take("203.0.113.5", bounds));
  places.proven("203.0.113.5", bounds);
  EXPECT_FALSE(places.take("203.0.113.5", bounds)) << "three in all";
  places.leave("203.0.113.5", true, bounds);
  EXPECT_TRUE(places.take("203.0.113.5", bounds));
  EXPECT_TRUE(places.take("2001:db8:1:1::1", bounds));
  EXPECT_TRUE(places.take("2001:db8:1:1::2", bounds));
  EXPECT_FALSE(places.take("2001:db8:1:1:ffff::3", bounds)) << "one household";
  EXPECT_TRUE(places.take("2001:db8:1:2::1", bounds));
  bounds.trusted_proxies = {*read_network("10.0.0.1")};
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(places.take("10.0.0.1", bounds));
}

}  // namespace
}  // namespace onestop::app
