// ID tokens, made here with libcrypto itself: good ones of three algorithms, and what each faulty one is refused for.
#include "service/oidc/detail/id_token.h"

#include "base/escapes.h"
#include "service/oidc/oidc_settings.h"

#include <array>
#include <functional>
#include <memory>

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

using namespace gongwen::service;
namespace base = gongwen::base;

namespace {

constexpr std::int64_t kNow = 1'790'000'000;

std::string number_of_key(EVP_PKEY* key, const char* name, int size = 0) {
  BIGNUM* number = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &number), 1);
  std::string bytes(static_cast<std::size_t>(size > 0 ? size : BN_num_bytes(number)), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  BN_free(number);
  return base64url(bytes);
}

/// A signature as JSON Web Tokens have it; `in_der`: an ES256 signature as libcrypto writes it.
std::string signature_of(EVP_PKEY* key, std::string_view algorithm, const std::string& text, bool in_der = false) {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* of_key = nullptr;
  EXPECT_EQ(EVP_DigestSignInit(context, &of_key, EVP_sha256(), nullptr, key), 1);
  if (algorithm == "PS256") {
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(of_key, RSA_PKCS1_PSS_PADDING), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_pss_saltlen(of_key, RSA_PSS_SALTLEN_DIGEST), 1);
  }
  std::string bytes(1'024, '\0');
  std::size_t size = bytes.size();
  EXPECT_EQ(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(bytes.data()), &size,
                           reinterpret_cast<const unsigned char*>(text.data()), text.size()),
            1);
  EVP_MD_CTX_free(context);
  bytes.resize(size);
  if (algorithm != "ES256" || in_der) return bytes;
  const auto* begin = reinterpret_cast<const unsigned char*>(bytes.data());
  ECDSA_SIG* const both = d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(size));
  std::string plain(64, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(plain.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(both), out, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(both), out + 32, 32);
  ECDSA_SIG_free(both);
  return plain;
}

class IdTokens : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    rsa_ = EVP_RSA_gen(2'048);
    weak_ = EVP_RSA_gen(1'024);
    curve_ = EVP_EC_gen("P-256");
    ASSERT_TRUE(rsa_ != nullptr && weak_ != nullptr && curve_ != nullptr);
  }
  static void TearDownTestSuite() {
    EVP_PKEY_free(rsa_);
    EVP_PKEY_free(weak_);
    EVP_PKEY_free(curve_);
  }

  static std::string rsa_jwk(EVP_PKEY* key, const std::string& id, const std::string& more = {}) {
    return R"({"kty":"RSA","kid":")" + id + R"(","n":")" + number_of_key(key, "n") + R"(","e":")" +
           number_of_key(key, "e") + '"' + more + '}';
  }
  static std::string curve_jwk(const std::string& id) {
    return R"({"kty":"EC","crv":"P-256","kid":")" + id + R"(","x":")" + number_of_key(curve_, "qx", 32) + R"(","y":")" +
           number_of_key(curve_, "qy", 32) + R"("})";
  }
  static std::vector<ProviderKey> keys() {
    const auto parsed = parse_provider_keys(
        R"({"keys":[)" + rsa_jwk(rsa_, "r", R"(,"use":"sig","alg":"RS256")") + ',' +
        rsa_jwk(rsa_, "p", R"(,"alg":"PS256")") + ',' + rsa_jwk(rsa_, "any") + ',' + rsa_jwk(weak_, "weak") + ',' +
        curve_jwk("e") + ',' + rsa_jwk(rsa_, "locks", R"(,"use":"enc")") + R"(,{"kty":"oct","kid":"o","k":"AAAA"}]})");
    EXPECT_TRUE(parsed);
    return *parsed;
  }
  static TokenChecks checks() { return {"https://login.example", "gongwen", "n-1", "access", kNow}; }

  static std::string claims(const std::string& more = {},
                            const std::string& times = "\"iat\":1790000000,\"exp\":1790000300") {
    return R"({"iss":"https://login.example","sub":"u-17","aud":"gongwen","nonce":"n-1",)" + times + more + '}';
  }
  static std::string head(const std::string& algorithm, const std::string& id) {
    return R"({"alg":")" + algorithm + R"(","kid":")" + id + R"("})";
  }
  static std::string token(EVP_PKEY* key, const std::string& algorithm, const std::string& head_text,
                           const std::string& claims_text) {
    const std::string text = base64url(head_text) + '.' + base64url(claims_text);
    return text + '.' + base64url(signature_of(key, algorithm, text));
  }
  static std::string rs256(const std::string& claims_text) {
    return token(rsa_, "RS256", head("RS256", "r"), claims_text);
  }
  /// The `sub`, or what the token is refused for.
  static std::string judged(const std::string& made, const TokenChecks& wanted = checks()) {
    const auto known = keys();
    const auto subject = check_id_token(made, known, wanted);
    return subject ? *subject : '!' + std::string(token_fault_name(subject.error()));
  }

  static inline EVP_PKEY* rsa_ = nullptr;
  static inline EVP_PKEY* weak_ = nullptr;
  static inline EVP_PKEY* curve_ = nullptr;
};

TEST_F(IdTokens, KeysOfOtherUsesAreLeftOut) {
  EXPECT_EQ(keys().size(), 5U);
  for (const std::string text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[],"keys":[]})"}) {
    EXPECT_FALSE(parse_provider_keys(text)) << text;
  }
}

TEST_F(IdTokens, GoodOnesOfEachAlgorithmNameThePerson) {
  EXPECT_EQ(judged(rs256(claims())), "u-17");
  EXPECT_EQ(judged(token(rsa_, "PS256", head("PS256", "p"), claims())), "u-17");
  EXPECT_EQ(judged(token(curve_, "ES256", head("ES256", "e"), claims())), "u-17");
  // A key that does not say its algorithm has those of its type.
  EXPECT_EQ(judged(token(rsa_, "RS256", head("RS256", "any"), claims())), "u-17");
  EXPECT_EQ(judged(token(rsa_, "PS256", head("PS256", "any"), claims())), "u-17");
}

TEST_F(IdTokens, TheKeyDecidesTheAlgorithm) {
  const std::string none = base64url(R"({"alg":"none"})") + '.' + base64url(claims()) + '.';
  EXPECT_EQ(judged(none), "!wrong-algorithm");
  // HS256 with the public key, which everybody has, as the secret.
  const std::string text = base64url(head("HS256", "r")) + '.' + base64url(claims());
  const std::string secret = number_of_key(rsa_, "n");
  std::array<unsigned char, 32> mac{};
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &size);
  const std::string signature(reinterpret_cast<const char*>(mac.data()), size);
  EXPECT_EQ(judged(text + '.' + base64url(signature)), "!wrong-algorithm");
  EXPECT_EQ(judged(token(rsa_, "PS256", head("PS256", "r"), claims())), "!wrong-algorithm");
  EXPECT_EQ(judged(token(rsa_, "RS256", head("RS256", "e"), claims())), "!wrong-algorithm");
  EXPECT_EQ(judged(token(rsa_, "RS256", R"({"alg":"RS256","kid":"r","crit":["b64"]})", claims())), "!wrong-algorithm");
  // A signature of the other padding.
  EXPECT_EQ(judged(token(rsa_, "PS256", head("RS256", "r"), claims())), "!wrong-signature");
  EXPECT_EQ(judged(token(weak_, "RS256", head("RS256", "weak"), claims())), "!weak-key");
  EXPECT_EQ(judged(token(rsa_, "RS256", head("RS256", "x"), claims())), "!unknown-key");
  EXPECT_EQ(judged(token(rsa_, "RS256", head("RS256", "locks"), claims())), "!unknown-key");
  // Without a name there must be one key only.
  const std::string nameless = token(curve_, "ES256", R"({"alg":"ES256"})", claims());
  EXPECT_EQ(judged(nameless), "!unknown-key");
  const std::vector<ProviderKey> one{keys().back()};
  EXPECT_TRUE(check_id_token(nameless, one, checks()));
}

TEST_F(IdTokens, WhatWasChangedDoesNotVerify) {
  const std::string good = rs256(claims());
  const std::size_t last = good.rfind('.');
  const std::size_t first = good.find('.');
  EXPECT_EQ(judged(good.substr(0, first + 1) + base64url(claims(R"(,"x":1)")) + good.substr(last)), "!wrong-signature");
  const std::string other = token(curve_, "ES256", head("ES256", "e"), claims());
  EXPECT_EQ(judged(other.substr(0, other.rfind('.')) + good.substr(last)), "!malformed-signature");
  const std::string text = other.substr(0, other.rfind('.'));
  const std::string der = signature_of(curve_, "ES256", text, true);
  EXPECT_EQ(judged(text + '.' + base64url(der)), "!malformed-signature");
  EXPECT_EQ(judged(text + '.' + base64url(std::string(64, '\0'))), "!wrong-signature");
  // Cut: in the signature, in the claims, everywhere.
  EXPECT_EQ(judged(good.substr(0, good.size() - 2)), "!malformed-signature");
  EXPECT_EQ(judged(good.substr(0, last - 1)), "!no-token");
  int refused = 0;
  for (std::size_t size = 0; size < good.size(); size += 7, ++refused) {
    EXPECT_NE(judged(good.substr(0, size)), "u-17") << size;
  }
  EXPECT_GT(refused, 50);
  for (const std::string& bad : {good + "=", good + '.', good + " ", "." + good,
                                 good.substr(0, last) + "/" + good.substr(last), std::string(40'000, 'A') + good}) {
    EXPECT_EQ(judged(bad), "!no-token");
  }
}

TEST_F(IdTokens, MembersStandOnce) {
  EXPECT_EQ(judged(rs256(claims(R"(,"sub":"u-1")"))), "!bad-json");
  EXPECT_EQ(judged(token(rsa_, "RS256", R"({"alg":"none","alg":"RS256","kid":"r"})", claims())), "!bad-json");
  EXPECT_EQ(judged(rs256("[]")), "!bad-json");
  EXPECT_EQ(judged(rs256(claims() + '}')), "!bad-json");
}

TEST_F(IdTokens, ClaimsMustBeMeantForUs) {
  const auto changed = [](const TokenChecks& wanted) {
    return judged(rs256(claims()), wanted);
  };
  TokenChecks wanted = checks();
  wanted.issuer = "https://login.example/";
  EXPECT_EQ(changed(wanted), "!wrong-issuer");
  wanted = checks();
  wanted.client = "gongwe";
  EXPECT_EQ(changed(wanted), "!wrong-audience");
  wanted = checks();
  wanted.nonce = "n-2";
  EXPECT_EQ(changed(wanted), "!wrong-nonce");
  wanted.nonce.clear();
  EXPECT_EQ(changed(wanted), "!wrong-nonce");
  const std::string begin = R"({"iss":"https://login.example","nonce":"n-1","iat":1790000000,"exp":1790000300,)";
  EXPECT_EQ(judged(rs256(begin + R"("sub":"a","aud":["x","gongwen"],"azp":"gongwen"})")), "a");
  EXPECT_EQ(judged(rs256(begin + R"("sub":"a","aud":["gongwen"]})")), "a");
  EXPECT_EQ(judged(rs256(begin + R"("sub":"a","aud":["x","gongwen"]})")), "!wrong-party");
  EXPECT_EQ(judged(rs256(begin + R"("sub":"a","aud":"gongwen","azp":"x"})")), "!wrong-party");
  EXPECT_EQ(judged(rs256(begin + R"("sub":"a","aud":["x"]})")), "!wrong-audience");
  EXPECT_EQ(judged(rs256(begin + R"("sub":"a"})")), "!wrong-audience");
  EXPECT_EQ(judged(rs256(begin + R"("aud":"gongwen"})")), "!no-subject");
  EXPECT_EQ(judged(rs256(begin + R"("sub":17,"aud":"gongwen"})")), "!no-subject");
  EXPECT_EQ(judged(rs256(begin + R"("sub":"a b","aud":"gongwen"})")), "!no-subject");
  EXPECT_EQ(judged(rs256(begin + R"("sub":")" + std::string(256, 'a') + R"(","aud":"gongwen"})")), "!no-subject");
}

TEST_F(IdTokens, TimesAreToleratedByAMinute) {
  const auto at = [](std::int64_t now, const std::string& more = {}) {
    TokenChecks wanted = checks();
    wanted.now = now;
    return judged(rs256(claims(more)), wanted);
  };
  EXPECT_EQ(at(kNow + 300 + 59), "u-17");
  EXPECT_EQ(at(kNow + 300 + 60), "!expired");
  EXPECT_EQ(at(kNow - 60), "u-17");
  EXPECT_EQ(at(kNow - 61), "!early");
  EXPECT_EQ(at(kNow, R"(,"nbf":1790000060)"), "u-17");
  EXPECT_EQ(at(kNow, R"(,"nbf":1790000061)"), "!early");
  EXPECT_EQ(at(kNow, R"(,"nbf":"soon")"), "!no-times");
  EXPECT_EQ(judged(rs256(claims({}, R"("iat":1790000000.123456,"exp":1790000300.5)"))), "u-17");
  for (const std::string times :
       {R"("iat":1790000000)", R"("exp":1790000300)", R"("iat":"1790000000","exp":1790000300)",
        R"("iat":1790000000,"exp":1e30)", R"("iat":1790000000,"exp":true)"}) {
    EXPECT_EQ(judged(rs256(claims({}, times))), "!no-times") << times;
  }
}

TEST_F(IdTokens, TheAccessTokenBelongsToIt) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  SHA256(reinterpret_cast<const unsigned char*>("access"), 6, hash.data());
  const std::string half = base64url({reinterpret_cast<const char*>(hash.data()), 16});
  EXPECT_EQ(judged(rs256(claims(R"(,"at_hash":")" + half + '"'))), "u-17");
  TokenChecks wanted = checks();
  wanted.access_token = "another";
  EXPECT_EQ(judged(rs256(claims(R"(,"at_hash":")" + half + '"')), wanted), "!wrong-access-hash");
  EXPECT_EQ(judged(rs256(claims(R"(,"at_hash":1)"))), "!wrong-access-hash");
}

TEST_F(IdTokens, ProvidersAreAskedWithEncryptionOrOnThisMachine) {
  for (const std::string good :
       {"https://a.example/x", "http://127.0.0.1:80/x", "http://localhost", "http://[::1]:1/"}) {
    EXPECT_TRUE(is_provider_address(good)) << good;
  }
  for (const std::string bad : {"http://a.example/", "http://localhost.example/", "http://localhost:1@a.example/",
                                "http://127.0.0.1.a.example", "file:///etc/passwd", "ftp://localhost/", ""}) {
    EXPECT_FALSE(is_provider_address(bad)) << bad;
  }
}

}  // namespace
