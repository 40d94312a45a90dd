// What an attacker tries against every route, taken from the post's own description of them.
#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <set>

#include "running_post.h"

namespace onestop::server::http {
namespace {

namespace json = boost::json;

constexpr const char* some_id = "01a2056f-3b47-7a39-997c-868a3ccbb2d3";

struct Described {
  std::string method, path;  // as in the description, with names in braces
  bool takes_json = false;
  std::string filled() const {
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (path[i] != '{') {
        out += path[i];
        continue;
      }
      out += some_id;
      i = path.find('}', i);
    }
    return out;
  }
};

/// One post for all questions: nothing here changes what another asks.
class Security : public testing::Test {
 protected:
  static RunningPost& post() {
    static RunningPost one;
    return one;
  }
  static std::vector<Described> routes() {
    std::vector<Described> list;
    const auto document = json::parse(post().ask("GET", "/api/v1/openapi.json").body);
    for (const auto& [path, methods] : document.at("paths").as_object())
      for (const auto& [method, about] : methods.as_object()) {
        std::string upper(method);
        for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        const auto* body = about.as_object().if_contains("requestBody");
        const bool takes_json = body && body->at("content").as_object().contains("application/json");
        list.push_back({upper, std::string(path), takes_json});
      }
    EXPECT_GT(list.size(), 60u);
    return list;
  }
  static bool endless(const Described& one) { return one.path == "/api/v1/events"; }
  static std::string header_of(const Answer& answer, const std::string& name) {
    const auto at = answer.head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 4;
    return answer.head.substr(from, answer.head.find("\r\n", from) - from);
  }
  static Answer sign_in(const std::string& desk, const std::string& headers = "") {
    return post().ask("POST", "/api/v1/sessions", R"({"name":")" + desk + R"(","password":"demo","desk":")" + desk + "\"}", "", headers);
  }
  static std::string cookie_of(const Answer& answer) {
    const auto cookie = header_of(answer, "Set-Cookie");
    return cookie.substr(0, cookie.find(';'));
  }
};

// ---- sessions --------------------------------------------------------------------------------------------------

TEST_F(Security, IsASessionThatSomebodyElseChoseTakenUp) {
  const std::string planted = "onestop=" + std::string(64, 'a');
  const auto answer = sign_in("kz_gate_in_1", "Cookie: " + planted + "\r\n");
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_NE(cookie_of(answer), planted);
  EXPECT_EQ(post().ask("GET", "/api/v1/sessions/current", "", "", "Cookie: " + planted + "\r\n").status, 401);
}

TEST_F(Security, IsTheSessionBeforeOverWhenSomebodySignsInAtTheSameBrowser) {
  const auto first = cookie_of(sign_in("kz_gate_in_1"));
  const auto second = cookie_of(sign_in("kz_gate_in_1", "Cookie: " + first + "\r\n"));
  EXPECT_NE(first, second);
  EXPECT_EQ(post().ask("GET", "/api/v1/sessions/current", "", "", "Cookie: " + first + "\r\n").status, 401);
  EXPECT_EQ(post().ask("GET", "/api/v1/sessions/current", "", "", "Cookie: " + second + "\r\n").status, 200);
}

TEST_F(Security, IsASessionInTheAddressTaken) {
  const auto token = post().sign_in("kz_gate_in_1");
  for (const auto& query : {"?token=" + token, "?onestop=" + token, "?access_token=" + token}) EXPECT_EQ(post().ask("GET", "/api/v1/sessions/current" + query).status, 401);
}

TEST_F(Security, IsASessionOverAfterTheSignOut) {
  const auto cookie = "Cookie: " + cookie_of(sign_in("kz_gate_in_1")) + "\r\n";
  const auto out = post().ask("DELETE", "/api/v1/sessions/current", "", "", cookie + "X-Onestop: 1\r\n");
  EXPECT_EQ(out.status, 204);
  EXPECT_NE(header_of(out, "Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(post().ask("GET", "/api/v1/sessions/current", "", "", cookie).status, 401);
}

TEST_F(Security, IsTheCookieOutOfReachOfScriptsAndOtherSites) {
  const auto cookie = header_of(sign_in("kz_gate_in_1"), "Set-Cookie");
  for (const char* flag : {"; HttpOnly", "; SameSite=Strict", "; Path=/"}) EXPECT_NE(cookie.find(flag), std::string::npos) << cookie;
  EXPECT_EQ(cookie.find("Domain="), std::string::npos);
  EXPECT_EQ(cookie.find("; Secure"), std::string::npos) << "plain HTTP on loopback";
}

TEST(SecurityBehindAProxy, IsTheCookieSentOverTlsOnly) {
  RunningPost behind([](app::ServeOptions& options) { options.trusted_proxies = {"127.0.0.1"}; });
  const auto answer = behind.ask("POST", "/api/v1/sessions", R"({"name":"kz_gate_in_1","password":"demo","desk":"kz_gate_in_1"})", "", "X-Forwarded-For: 203.0.113.5\r\nX-Forwarded-Proto: https\r\n");
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_TRUE(answer.has("; Secure"));
}

// ---- other sites -----------------------------------------------------------------------------------------------

TEST_F(Security, MayAForeignPageChangeAnythingWithTheCookieAlone) {
  const auto cookie = "Cookie: " + cookie_of(sign_in("kz_shift_head")) + "\r\nOrigin: https://evil.example\r\n";
  for (const auto& one : routes()) {
    if (one.method == "GET" || one.path.starts_with("/api/v1/sessions")) continue;
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"}) {
      const auto answer = post().ask(one.method, one.filled(), "{}", "", cookie + "Content-Type: " + std::string(type) + "\r\n");
      EXPECT_GE(answer.status, 400) << one.method << " " << one.path << " " << type;
      EXPECT_LT(answer.status, 500) << one.method << " " << one.path << " " << type;
    }
  }
}

TEST_F(Security, MayAFormOnAForeignPageSignSomebodyIn) {
  const std::string body = R"({"name":"kz_gate_in_1","password":"demo","desk":"kz_gate_in_1"})";
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    for (const char* path : {"/api/v1/sessions", "/api/v1/firms/sessions", "/api/v1/firms"})
      EXPECT_EQ(post().ask("POST", path, body, "", "Content-Type: " + std::string(type) + "\r\n").status, 415) << path << " " << type;
}

TEST_F(Security, IsAnotherSiteLetInByCors) {
  for (const auto& one : routes()) {
    if (endless(one)) continue;
    const auto preflight = post().ask("OPTIONS", one.filled(), "", "", "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-onestop\r\n");
    EXPECT_FALSE(preflight.has("Access-Control-")) << one.path;
    if (one.method == "GET") {
      EXPECT_FALSE(post().ask("GET", one.filled(), "", "", "Origin: https://evil.example\r\n").has("Access-Control-")) << one.path;
    }
  }
}

TEST_F(Security, DoesEveryAnswerBearTheHeadersThatBrowsersNeed) {
  auto list = routes();
  list.push_back({"GET", "/", false});
  list.push_back({"GET", "/api/v1/nothing", false});
  list.push_back({"PUT", "/api/v1/post", false});
  for (const auto& one : list) {
    if (endless(one)) continue;
    const auto answer = post().ask(one.method, one.filled(), one.takes_json ? "{}" : "");
    const auto csp = header_of(answer, "Content-Security-Policy");
    EXPECT_NE(csp.find("default-src 'self'"), std::string::npos) << one.method << one.path;
    EXPECT_NE(csp.find("frame-ancestors 'none'"), std::string::npos) << one.method << one.path;
    EXPECT_EQ(csp.find("unsafe"), std::string::npos) << one.method << one.path;
    EXPECT_EQ(header_of(answer, "X-Content-Type-Options"), "nosniff") << one.method << one.path;
    EXPECT_EQ(header_of(answer, "Referrer-Policy"), "same-origin") << one.method << one.path;
    EXPECT_EQ(header_of(answer, "Cross-Origin-Opener-Policy"), "same-origin") << one.method << one.path;
    EXPECT_FALSE(header_of(answer, "Cache-Control").empty()) << one.method << one.path;
    EXPECT_EQ(header_of(answer, "Server"), "onestop") << "no version";
    if (!answer.body.empty()) EXPECT_FALSE(header_of(answer, "Content-Type").empty()) << one.method << one.path;
  }
}

TEST_F(Security, DoesAnyRouteSendABrowserElsewhere) {
  for (const auto& one : routes()) {
    if (one.method != "GET" || endless(one)) continue;
    const auto answer = post().ask("GET", one.filled() + "?next=https://evil.example&redirect=//evil.example&return_to=https://evil.example", "", "", "Host: evil.example\r\nX-Forwarded-Host: evil.example\r\n");
    EXPECT_FALSE(answer.has("\r\nLocation:")) << one.path;
    EXPECT_FALSE(answer.has("evil.example")) << one.path;
  }
}

TEST_F(Security, IsTheHostThatAClientNamesRepeatedAnywhere) {
  Client client(post().post().port());
  client.send("GET /api/v1/nothing HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  const auto answer = client.answer();
  EXPECT_EQ(answer.status, 404);
  EXPECT_FALSE(answer.has("evil.example") || answer.says("evil.example"));
}

// ---- what is sent ----------------------------------------------------------------------------------------------

TEST_F(Security, IsAFieldThatNobodyAskedForRefusedInEveryBody) {
  const auto officer = post().sign_in("kz_shift_head");
  const std::string body = R"({"unexpected_field":1,"role":"shift_head","state":"confirmed"})";
  std::set<std::string> silent;
  int named = 0;
  for (const auto& one : routes()) {
    if (!one.takes_json) continue;
    const auto answer = post().ask(one.method, one.filled(), body, officer, "Crossing-Id: " + std::string(some_id) + "\r\n");
    EXPECT_GE(answer.status, 400) << one.method << " " << one.path << ": a body of unknown fields did something";
    EXPECT_LT(answer.status, 500) << one.method << " " << one.path << answer.body;
    if (answer.says("/unexpected_field")) ++named;
    else if (answer.status == 400) silent.insert(one.method + " " + one.path + " " + answer.body);
  }
  EXPECT_GT(named, 10);
  EXPECT_EQ(silent, std::set<std::string>{}) << "a body is refused, but not for the field";
}

TEST_F(Security, CanALineBreakForgeAHeader) {
  const std::string forged = "x%0d%0aInjected:%20yes";
  const auto officer = post().sign_in("kz_shift_head");
  for (const auto& one : routes()) {
    if (endless(one)) continue;
    auto path = one.path;
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) path.replace(open, path.find('}', open) - open + 1, forged);
    const auto answer = post().ask(one.method, path + "?q=" + forged + "&plate=" + forged + "&language=" + forged, one.takes_json ? "{}" : "", officer);
    EXPECT_FALSE(answer.has("\r\nInjected")) << one.path;
    EXPECT_LT(answer.status, 500) << one.path;
  }
  EXPECT_FALSE(post().ask("GET", "/api/v1/post", "", "", "X-Correlation-Id: a%0d%0aInjected: b\r\n").has("\r\nInjected"));
}

TEST_F(Security, AreLargeAndDeepBodiesRefused) {
  const auto officer = post().sign_in("kz_shift_head");
  std::string deep = R"({"command":)";
  for (int i = 0; i < 50'000; ++i) deep += "[";
  EXPECT_EQ(post().ask("POST", std::string("/api/v1/crossings/") + some_id + "/commands", deep, officer).status, 400);
  Client client(post().post().port());
  client.send("POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\n\r\n");
  EXPECT_EQ(client.answer().status, 413);
}

TEST_F(Security, DoErrorsTellOfTheInside) {
  const auto officer = post().sign_in("kz_shift_head");
  for (const auto& one : routes()) {
    if (endless(one)) continue;
    for (const char* query : {"", "?limit=x&before=y&after=z&q=%27%22--&from=1&to=2"}) {
      const auto answer = post().ask(one.method, one.filled() + query, one.takes_json ? R"({"x":1})" : "", officer);
      if (answer.status < 400) continue;
      for (const char* inside : {".cpp", "std::", "SELECT ", "sqlite", "SQLITE", "/tmp/", "exception", "boost", "0x7f", "Traceback"})
        EXPECT_FALSE(answer.says(inside)) << one.method << " " << one.path << ": " << answer.body;
      EXPECT_LT(answer.status, 500) << one.method << " " << one.path << ": " << answer.body;
    }
  }
}

// ---- who may ---------------------------------------------------------------------------------------------------

/// What whoever has not signed in may ask, and why that harms nobody.
const std::set<std::string> open_to_all = {
    "GET /healthz", "GET /readyz", "GET /metrics",                      // no name, no number of anybody
    "GET /api/v1/openapi.json", "GET /api/v1/status",                   // short without a session
    "GET /api/v1/public/status", "GET /api/v1/post", "GET /api/v1/demo/officers", "GET /api/v1/demo/firms",
    "GET /api/v1/codes", "GET /api/v1/codes/{list}", "GET /api/v1/formats",
    "GET /api/v1/law", "GET /api/v1/law/changes", "GET /api/v1/law/provisions/{id}", "GET /api/v1/programme",  // public by their nature
};

TEST_F(Security, IsEveryOtherRouteClosedToWhoeverHasNotSignedIn) {
  for (const auto& one : routes()) {
    const auto name = one.method + " " + one.path;
    if (open_to_all.contains(name) || endless(one)) continue;
    const auto answer = post().ask(one.method, one.filled(), one.takes_json ? "{}" : "");
    EXPECT_GE(answer.status, 400) << name << " " << answer.body.substr(0, 200);
    EXPECT_LT(answer.status, 500) << name;
  }
}

TEST_F(Security, IsAnIdThatNobodyGaveMeAnythingButUnknown) {
  const std::set<std::string> empty_for_all = {"GET /api/v1/crossings/{id}/hands"};  // the same empty list whether there is such a crossing or not
  for (const char* desk : {"kz_gate_in_1", "kz_shift_head"}) {
    const auto officer = post().sign_in(desk);
    for (const auto& one : routes()) {
      if (one.path.find('{') == std::string::npos || open_to_all.contains(one.method + " " + one.path)) continue;
      const auto answer = post().ask(one.method, one.filled(), one.takes_json ? "{}" : "", officer);
      if (empty_for_all.contains(one.method + " " + one.path)) {
        EXPECT_EQ(answer.body, "{\"items\":[]}");
        continue;
      }
      EXPECT_GE(answer.status, 400) << one.method << " " << one.path << " " << answer.body.substr(0, 200);
      EXPECT_LT(answer.status, 500) << one.method << " " << one.path;
    }
  }
}

TEST_F(Security, AreVerbsThatNobodyTakesRefused) {
  for (const char* verb : {"TRACE", "CONNECT", "PROPFIND", "DEBUG", "get"}) {
    Client client(post().post().port());
    client.send(std::string(verb) + " /api/v1/post HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto status = client.answer().status;
    EXPECT_TRUE(status == 501 || status == 400 || status == 405) << verb << " " << status;
  }
  EXPECT_EQ(post().ask("POST", "/api/v1/post", "{}").status, 405);
  EXPECT_EQ(post().ask("GET", "/api/v1/post", "", "", "X-HTTP-Method-Override: DELETE\r\n").status, 200);
}

// ---- guessing --------------------------------------------------------------------------------------------------

TEST(Guessing, MustWhoeverGuessesPasswordsWait) {
  RunningPost post;
  const auto guess = [&](const std::string& name) {
    const auto body = R"({"name":")" + name + R"(","password":"wrong","desk":"kz_gate_in_1"})";
    Client client(post.post().port());
    client.send("POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    client.wait_for("\r\n\r\n", milliseconds(30'000));  // hashing takes a while on a busy machine
    return client.answer();
  };
  int tries = 0;
  auto answer = guess("kz_gate_in_1");
  for (; answer.status == 401 && tries < 20; ++tries) answer = guess("kz_gate_in_1");
  EXPECT_EQ(answer.status, 429) << "one name";
  EXPECT_LE(tries, 5);
  EXPECT_TRUE(answer.has("\r\nRetry-After: "));
  EXPECT_FALSE(answer.says("kz_gate_in_1"));
  const auto unknown = guess("nobody_of_that_name"), known = guess("kg_gate_in_1");
  EXPECT_EQ(unknown.status, known.status);
  EXPECT_EQ(json::parse(unknown.body).at("detail"), json::parse(known.body).at("detail")) << "a name that nobody has is told apart";
}

// ---- files -----------------------------------------------------------------------------------------------------

TEST(PagesOnDisk, CanAPathLeadOutOfTheFolderOfPages) {
  const auto folder = std::filesystem::temp_directory_path() / ("onestop-pages-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder / "web");
  std::ofstream(folder / "web" / "index.html") << "the page";
  std::ofstream(folder / "secret.txt") << "the secret";
  std::filesystem::create_symlink(folder / "secret.txt", folder / "web" / "link.txt");
  {
    RunningPost post([&](app::ServeOptions& options) { options.pages = (folder / "web").string(); });
    for (const char* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/..%5csecret.txt", "/x/../../secret.txt", "//secret.txt", "/....//secret.txt", "/%252e%252e/secret.txt",
                             "/./../secret.txt", "/web/../../secret.txt", "/index.html/../../secret.txt", "/..;/secret.txt", "/%c0%ae%c0%ae/secret.txt", "/file:///etc/passwd", "/link.txt", "/api/v1/codes/..%2f..%2fsecret.txt",
                             "/api/v1/codes/%2e%2e", "/api/v1/law/provisions/..%2f..%2fsecret.txt"}) {
      const auto answer = post.ask("GET", path);
      EXPECT_FALSE(answer.says("the secret")) << path;
      EXPECT_FALSE(answer.says("root:")) << path;
    }
    EXPECT_TRUE(post.ask("GET", "/").says("the page"));
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace onestop::server::http
