#include <filesystem>
#include <fstream>

#include "client.h"
#include "server/http/static_files.h"

namespace onestop::server::http {
namespace {

namespace fs = std::filesystem;

struct Static : testing::Test {
  fs::path folder = fs::temp_directory_path() / ("onestop_static_" + std::to_string(getpid()));
  std::unique_ptr<Server> server;

  void write(const std::string& path, const std::string& bytes) {
    fs::create_directories((folder / path).parent_path());
    std::ofstream(folder / path, std::ios::binary) << bytes;
  }
  void SetUp() override {
    write("dist/index.html", "<html>page</html>");
    write("dist/assets/index-9fK2ab_c.js", "plain script");
    write("dist/assets/index-9fK2ab_c.js.gz", "gzip script");
    write("dist/assets/index-9fK2ab_c.js.br", "brotli script");
    write("dist/robots.txt", "none");
    write("secret.txt", "secret");
    auto files = StaticFiles::load((folder / "dist").string());
    ASSERT_TRUE(files);
    Router router;
    router.get("/api/v1/ping", [](const Request&) { return text("pong"); });
    router.otherwise([held = *std::move(files)](const Request& request) { return held.answer(request); });
    server = started(quick_options(), std::move(router));
  }
  void TearDown() override {
    server.reset();
    fs::remove_all(folder);
  }
};

TEST_F(Static, AreFilesServedWithTypeAndCaching) {
  Client client(server->port());
  const auto page = client.get("/index.html");
  EXPECT_EQ(page.body, "<html>page</html>");
  EXPECT_TRUE(page.has("Content-Type: text/html"));
  EXPECT_TRUE(page.has("Cache-Control: no-cache"));
  const auto script = client.get("/assets/index-9fK2ab_c.js");
  EXPECT_EQ(script.body, "plain script");
  EXPECT_TRUE(script.has("immutable"));
  EXPECT_FALSE(script.has("no-store"));
}

TEST_F(Static, IsACompressedFormSentOnlyToWhoTakesIt) {
  Client client(server->port());
  const auto brotli = client.get("/assets/index-9fK2ab_c.js", "Accept-Encoding: gzip, br\r\n");
  EXPECT_EQ(brotli.body, "brotli script");
  EXPECT_TRUE(brotli.has("Content-Encoding: br"));
  EXPECT_TRUE(brotli.has("Vary: Accept-Encoding"));
  EXPECT_TRUE(brotli.has("Content-Type: text/javascript"));
  EXPECT_EQ(client.get("/assets/index-9fK2ab_c.js", "Accept-Encoding: gzip;q=0.5, br;q=0\r\n").body, "gzip script");
  EXPECT_EQ(client.get("/robots.txt", "Accept-Encoding: gzip\r\n").body, "none");
}

TEST_F(Static, IsAnUnchangedFileNotSentAgain) {
  Client client(server->port());
  const auto page = client.get("/index.html");
  const auto at = page.head.find("ETag: ") + 6;
  const auto etag = page.head.substr(at, page.head.find("\r\n", at) - at);
  const auto again = client.get("/index.html", "If-None-Match: " + etag + "\r\n");
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(client.get("/index.html", "If-None-Match: \"other\"\r\n").status, 200);
}

TEST_F(Static, DoRoutesOfThePageGetThePage) {
  Client client(server->port());
  EXPECT_EQ(client.get("/").body, "<html>page</html>");
  EXPECT_EQ(client.get("/crossing/0190f6a8").body, "<html>page</html>");
  EXPECT_EQ(client.get("/assets/gone.js").status, 404);
  EXPECT_EQ(client.get("/api/v1/nothing").status, 404);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(client.answer().status, 404);
}

TEST_F(Static, LeadsAnyPathOutOfTheFolder) {
  Client client(server->port());
  for (const std::string path : {"/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
                                 "/..%5csecret.txt", "//etc/passwd.txt", "/assets/..%2f..%2fsecret.txt", "/%2e%2e%2fsecret.txt"})
    EXPECT_EQ(client.get(path).status, 404) << path;
}

TEST(StaticFolder, IsAMissingFolderAFault) { EXPECT_FALSE(StaticFiles::load("/nonexistent/pages")); }

}  // namespace
}  // namespace onestop::server::http
