// Where webhooks may lead, how they are signed, how long one waits; and how often a client may ask.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/hmac.h>

#include "server/firm/rate.h"
#include "server/webhook/sender.h"

namespace onestop::server::webhook {
namespace {

bool public_address(const std::string& text) {
  sockaddr_in four{};
  four.sin_family = AF_INET;
  if (inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1) return is_public(reinterpret_cast<const sockaddr*>(&four));
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &six.sin6_addr), 1) << text;
  return is_public(reinterpret_cast<const sockaddr*>(&six));
}

TEST(WebhookAddresses, which_are_hosts_of_the_public_internet) {
  for (const auto* one : {"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.1.2.3", "169.254.169.254",
                          "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.7", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1",
                          "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
                          "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4137:9e76::1",
                          "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1",
                          "fe80::1", "fec0::1", "ff02::1", "2620:4f:8000::1", "4000::1"})
    EXPECT_FALSE(public_address(one)) << one;
  for (const auto* one : {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1", "169.253.0.1", "172.15.255.255",
                          "172.32.0.0", "192.0.1.1", "192.167.0.1", "192.169.0.1", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2001:4860:4860::8888", "2a00:1450::1", "2606:4700::1111"})
    EXPECT_TRUE(public_address(one)) << one;
  sockaddr other{};
  other.sa_family = AF_UNIX;
  EXPECT_FALSE(is_public(&other));
}

TEST(WebhookAddresses, which_urls_are_taken) {
  const UrlRules plain{.https_only = false, .allow_private = false}, strict{};
  for (const auto* one : {"http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://0/", "http://localhost/",
                          "http://LOCALHOST./", "http://a.localhost/", "http://printer.local/", "http://metadata.google.internal/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/",
                          "http://[::ffff:7f00:1]/", "http://[64:ff9b::a00:1]/", "http://[2002:a00:1::]/", "http://[fe80::1%25eth0]/", "http://[fd00::1]/", "http://169.254.169.254/latest/meta-data",
                          "http://10.1.2.3:8080/", "http://192.168.1.1/", "http://100.64.0.1/", "http://user@example.org/", "http://user:word@example.org/", "http://@example.org/",
                          "http://example.org@10.0.0.1/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "dict://example.org:11211/", "javascript:alert(1)",
                          "//example.org/", "example.org", "", "http://", "http:///path", "http:/example.org", "http:example.org", "http:\\\\example.org", "http://example.org\\@10.0.0.1/", "http://example.org:22/", "http://example.org:25/", "http://example.org:0/",
                          "http://example.org:70000/", "http://example.org/#part", "http://example.org/a b", "http://example.org/\r\nHost: x", "http://ex\xc3\xa4mple.org/"})
    EXPECT_FALSE(receiver_of(one, plain)) << one;
  EXPECT_EQ(receiver_of("http://Example.org/a?b=c@d", plain).value(), "example.org:80");
  EXPECT_EQ(receiver_of("https://example.org.:8443/", strict).value(), "example.org:8443");
  EXPECT_EQ(receiver_of("https://8.8.8.8/", strict).value(), "8.8.8.8:443");
  EXPECT_FALSE(receiver_of("http://example.org/", strict)) << "https only";
  EXPECT_FALSE(receiver_of("https://example.org/" + std::string(2000, 'a'), strict));
  EXPECT_TRUE(receiver_of("http://127.0.0.1:8080/", {.https_only = false, .allow_private = true}));
}

std::string hmac(const std::string& key, const std::string& text) {
  unsigned char code[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()), text.size(), code, &length);
  return to_hex({code, length});
}

TEST(WebhookSignature, is_it_the_hmac_of_time_and_body_under_each_live_secret) {
  const Instant now{1'751'342'400'999};
  const std::vector<Secret> secrets{{Id{1, 1}, "whsec_old", now, now}, {Id{1, 2}, "whsec_a", now, now + 1}, {Id{1, 3}, "whsec_b", now, {}}};
  const std::string body = R"({"number":1})", text = "1751342400." + body;
  EXPECT_EQ(signature(secrets, body, now), "t=1751342400,v1=" + hmac("whsec_a", text) + ",v1=" + hmac("whsec_b", text));
  EXPECT_EQ(hmac("Jefe", "what do ya want for nothing?"), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843") << "RFC 4231, case 2";
}

TEST(WebhookPauses, do_they_double_up_to_the_longest_give_or_take_a_fifth) {
  DeliveryRules rules;
  rules.first_pause_ms = 1000;
  rules.longest_pause_ms = 5000;
  for (const auto& [attempts, pause] : {std::pair{1u, 1000}, {2u, 2000}, {3u, 4000}, {4u, 5000}, {40u, 5000}}) {
    std::int64_t least = INT64_MAX, most = 0;
    for (std::uint64_t chance = 0; chance < 3000; ++chance) {
      least = std::min(least, pause_ms(rules, attempts, chance));
      most = std::max(most, pause_ms(rules, attempts, chance));
    }
    EXPECT_EQ(least, pause * 4 / 5);
    EXPECT_EQ(most, pause * 6 / 5);
  }
}

}  // namespace
}  // namespace onestop::server::webhook

namespace onestop::server {
namespace {

TEST(ClientRates, is_a_burst_let_through_and_then_the_steady_pace) {
  Rates rates;
  const Rate rate{3, 1'000'000};
  for (std::int64_t left = 2; left >= 0; --left) EXPECT_EQ(rates.take("a", rate, 5).left, left);
  const auto no = rates.take("a", rate, 5);
  EXPECT_FALSE(no.allowed);
  EXPECT_EQ(no.reset_s, 1);
  EXPECT_TRUE(rates.take("b", rate, 5).allowed) << "another client";
  EXPECT_FALSE(rates.take("a", rate, 999'999).allowed);
  EXPECT_TRUE(rates.take("a", rate, 1'000'005).allowed);
  EXPECT_FALSE(rates.take("a", rate, 1'000'006).allowed);
  EXPECT_EQ(rates.take("a", rate, 60'000'000).left, 2) << "full again, and no fuller";
}

}  // namespace
}  // namespace onestop::server
