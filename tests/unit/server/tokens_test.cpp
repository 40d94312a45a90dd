// Codes of a second factor against the vectors of RFC 6238, and signed tokens of another sign-in.
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include "server/identity/json_web_token.h"
#include "server/identity/one_time_codes.h"
#include "server/identity/open_id.h"

namespace onestop::server::test {
namespace {

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

TEST(OneTimeCodes, are_they_those_of_the_standard) {
  const auto key = bytes("12345678901234567890");  // RFC 6238, appendix B, SHA-1; its last six digits
  const std::pair<std::int64_t, const char*> cases[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [at_s, code] : cases) EXPECT_EQ(one_time_code(key, at_s / code_step_s), code) << at_s;
}

TEST(OneTimeCodes, does_a_code_count_one_step_before_and_after_and_no_longer) {
  const auto key = bytes("12345678901234567890");
  const Instant now{1'111'111'111'000};
  const auto step = now.ms / 1000 / code_step_s;
  for (const auto off : {-1, 0, 1}) EXPECT_EQ(step_of(key, one_time_code(key, step + off), now), step + off);
  EXPECT_FALSE(step_of(key, one_time_code(key, step - 2), now));
  EXPECT_FALSE(step_of(key, one_time_code(key, step + 2), now));
  EXPECT_FALSE(step_of(key, "", now));
  EXPECT_FALSE(step_of(key, "0504711", now));
}

TEST(OneTimeCodes, is_a_key_read_as_it_was_written) {
  EXPECT_EQ(base32(bytes("foobar")), "MZXW6YTBOI");
  EXPECT_EQ(from_base32("MZXW6YTBOI"), bytes("foobar"));
  EXPECT_FALSE(from_base32("MZXW1"));
  EXPECT_EQ(key_uri("onestop korday", "a b", bytes("foobar")), "otpauth://totp/onestop%20korday:a%20b?secret=MZXW6YTBOI&issuer=onestop%20korday&algorithm=SHA1&digits=6&period=30");
}

struct Pair {
  EVP_PKEY* key;
  std::string algorithm, jwk;
  explicit Pair(bool rsa, const std::string& kid) : key(rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256")), algorithm(rsa ? "RS256" : "ES256") {
    if (rsa) {
      jwk = R"({"kty":"RSA","use":"sig","alg":"RS256","kid":")" + kid + R"(","n":")" + number(OSSL_PKEY_PARAM_RSA_N) + R"(","e":")" + number(OSSL_PKEY_PARAM_RSA_E) + "\"}";
    } else {
      jwk = R"({"kty":"EC","crv":"P-256","kid":")" + kid + R"(","x":")" + number(OSSL_PKEY_PARAM_EC_PUB_X) + R"(","y":")" + number(OSSL_PKEY_PARAM_EC_PUB_Y) + "\"}";
    }
  }
  Pair(const Pair&) = delete;
  ~Pair() { EVP_PKEY_free(key); }
  std::string number(const char* name) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key, name, &value);
    Bytes out(algorithm == "ES256" ? 32 : static_cast<std::size_t>(BN_num_bytes(value)));
    BN_bn2binpad(value, out.data(), static_cast<int>(out.size()));
    BN_free(value);
    return base64url(out);
  }
  std::string token(const std::string& header, const std::string& claims) const {
    const auto covered = base64url(bytes(header)) + "." + base64url(bytes(claims));
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key);
    Bytes signature(512);
    std::size_t size = signature.size();
    EVP_DigestSign(context, signature.data(), &size, reinterpret_cast<const unsigned char*>(covered.data()), covered.size());
    EVP_MD_CTX_free(context);
    signature.resize(size);
    if (algorithm == "ES256") {
      const unsigned char* at = signature.data();
      ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size));
      Bytes raw(64);
      BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw.data(), 32);
      BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw.data() + 32, 32);
      ECDSA_SIG_free(pair);
      signature = raw;
    }
    return covered + "." + base64url(signature);
  }
  std::string header() const { return R"({"alg":")" + algorithm + R"(","kid":"k"})"; }
};

TEST(SignedTokens, does_a_signature_hold_under_its_own_key_alone) {
  for (const bool rsa : {true, false}) {
    const Pair own(rsa, "k"), other(rsa, "k"), foreign(!rsa, "k");
    const auto token = read_token(own.token(own.header(), R"({"sub":"x"})"));
    ASSERT_TRUE(token) << token.error().what;
    EXPECT_TRUE(signature_holds(*token, own.jwk)) << own.jwk;
    EXPECT_FALSE(signature_holds(*token, other.jwk));
    EXPECT_FALSE(signature_holds(*token, foreign.jwk));
    auto changed = *token;
    changed.covered += "A";
    EXPECT_FALSE(signature_holds(changed, own.jwk));
    EXPECT_FALSE(signature_holds(*token, "{}"));
    EXPECT_FALSE(signature_holds(*token, "nothing"));
  }
}

TEST(SignedTokens, is_no_other_form_taken_for_a_signature) {
  const Pair own(true, "k");
  for (const auto* header : {R"({"alg":"none","kid":"k"})", R"({"alg":"HS256","kid":"k"})", R"({"alg":"ES256","kid":"k"})", R"({"alg":"rs256","kid":"k"})"}) {
    const auto token = read_token(own.token(header, "{}"));
    ASSERT_TRUE(token);
    EXPECT_FALSE(signature_holds(*token, own.jwk)) << header;
  }
  EXPECT_FALSE(read_token(own.token(R"({"alg":"RS256","crit":["x"]})", "{}"))) << "an extension that must be understood";
  for (const auto* text : {"", "a", "a.b", "a.b.c.d", "!.!.!", "e30.e30"}) EXPECT_FALSE(read_token(text)) << text;
}

TEST(OpenId, is_a_trip_opened_by_whoever_shares_the_secret_and_by_nobody_else) {
  ASSERT_GE(sodium_init(), 0);
  OpenIdSettings settings{"M", "http://127.0.0.1:1", "client", "a secret of some length", "http://127.0.0.1:2/back", false};
  OpenIdProvider here(settings), there(settings);
  settings.client_secret = "another secret of length";
  OpenIdProvider stranger(settings);
  const Instant now{1'000'000};
  const auto cookie = here.sealed({"state", "nonce", "verifier", "desk", now + 1000});
  ASSERT_TRUE(there.opened(cookie, now));
  EXPECT_EQ(there.opened(cookie, now)->verifier, "verifier");
  EXPECT_FALSE(there.opened(cookie, now + 1001)) << "too late";
  EXPECT_FALSE(stranger.opened(cookie, now));
  auto changed = cookie;
  changed[40] = changed[40] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(there.opened(changed, now));
  EXPECT_FALSE(there.opened("", now));
  EXPECT_EQ(cookie.find("verifier"), std::string::npos);
}

}  // namespace
}  // namespace onestop::server::test
