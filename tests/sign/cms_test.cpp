#include "sign/cms.h"

#include "pki.h"
#include "sign/digest.h"
#include "sign/verify_cms.h"

#include <algorithm>
#include <ctime>

using namespace gongwen;
using namespace gongwen::sign;

namespace {

const std::string kContent = "content of a document";

class CmsTest : public testing::Test {
 protected:
  std::string sign(const std::string& name) {
    auto key = SigningKey::open(pki_.pem(name), sink_);
    if (!key) return {};
    const auto cms = make_cms(*key, *digest("SHA-256", kContent), {}, sink_);
    if (!cms) return {};
    EXPECT_LE(cms->size(), cms_size(*key, {}));
    pki_.write("s.der", *cms);
    pki_.write("content", kContent);
    return *cms;
  }
  CmsVerdict verify(const std::string& cms, const std::string& content, std::int64_t at) {
    return verify_cms(
        cms, [&](std::string_view name) { return digest(name, content); }, pki_.trust(at));
  }
  static bool has(const CmsVerdict& verdict, FindingKind kind) {
    return std::any_of(verdict.findings.begin(), verdict.findings.end(),
                       [&](const Finding& finding) { return finding.kind == kind; });
  }

  Pki pki_;
  diagnostics::DiagnosticSink sink_;
  std::int64_t now_ = std::time(nullptr);
};

// Checklist 3 and 4: one SignerInfo, no signing time, ESS; openssl agrees.
TEST_F(CmsTest, Checklist3And4OpensslVerifiesCades) {
  pki_.issue("rsa", "rsa:2048");
  pki_.issue("p256", "ec -pkeyopt ec_paramgen_curve:P-256");
  pki_.issue("p384", "ec -pkeyopt ec_paramgen_curve:P-384");
  for (const std::string name : {"rsa", "p256", "p384"}) {
    SCOPED_TRACE(name);
    const std::string cms = sign(name);
    ASSERT_FALSE(cms.empty());
    EXPECT_EQ(pki_.run("openssl cms -verify -cades -binary -inform DER -in s.der -content content -CAfile root.pem "
                       "-purpose any -out /dev/null"),
              0)
        << pki_.read("log.txt");
    EXPECT_EQ(pki_.run("openssl cms -cmsout -print -inform DER -in s.der | grep -q signingTime"), 256);
    const CmsVerdict verdict = verify(cms, kContent, now_ + 60);
    EXPECT_EQ(verdict.verdict, Verdict::Valid);
    EXPECT_TRUE(verdict.findings.empty());
    EXPECT_TRUE(verdict.has_ess);
    EXPECT_EQ(verify(cms, kContent + " ", now_ + 60).verdict, Verdict::Invalid);
  }
}

TEST_F(CmsTest, EveryChangedByteThatIsSignedIsFound) {
  pki_.issue("p256", "ec -pkeyopt ec_paramgen_curve:P-256");
  const std::string cms = sign("p256");
  ASSERT_FALSE(cms.empty());
  const TrustOptions trust = pki_.trust(now_ + 60);
  const DigestOf digest_of = [](std::string_view name) {
    return digest(name, kContent);
  };
  ASSERT_EQ(verify_cms(cms, digest_of, trust).verdict, Verdict::Valid);
  std::size_t unprotected = 0;
  for (std::size_t i = 0; i < cms.size(); ++i) {
    std::string changed = cms;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const CmsVerdict verdict = verify_cms(changed, digest_of, trust);
    if (verdict.verdict == Verdict::Valid) ++unprotected;
  }
  // RFC 5652 signs neither the two version numbers nor the set of digest algorithms around the signer.
  EXPECT_LE(unprotected, 12U);
}

// Checklist 14: expired, not yet valid, revoked, foreign chain.
TEST_F(CmsTest, Checklist14PeriodsRevocationForeignChain) {
  pki_.issue("rsa", "rsa:2048");
  const std::string cms = sign("rsa");
  ASSERT_FALSE(cms.empty());
  EXPECT_TRUE(has(verify(cms, kContent, now_ + 400 * 86'400LL), FindingKind::Expired));
  EXPECT_TRUE(has(verify(cms, kContent, now_ - 86'400), FindingKind::NotYetValid));
  EXPECT_EQ(pki_.run("openssl ca -config ca.cnf -revoke rsa.pem -cert root.pem -keyfile root.key"), 0);
  const CmsVerdict revoked = verify(cms, kContent, now_ + 60);
  EXPECT_EQ(revoked.verdict, Verdict::Invalid);
  EXPECT_TRUE(has(revoked, FindingKind::Revoked));
  const Pki other;
  const CmsVerdict foreign = verify_cms(
      cms, [&](std::string_view name) { return digest(name, kContent); }, other.trust(now_ + 60));
  EXPECT_EQ(foreign.verdict, Verdict::Unknown);
  EXPECT_TRUE(has(foreign, FindingKind::ChainUnknown));
}

TEST_F(CmsTest, Checklist14WrongUsage) {
  pki_.issue("server", "rsa:2048", "extendedKeyUsage=serverAuth");
  const std::string cms = sign("server");
  ASSERT_FALSE(cms.empty());
  EXPECT_TRUE(has(verify(cms, kContent, now_ + 60), FindingKind::WrongUsage));
}

// Checklist 16: a key that does not fit the certificate.
TEST_F(CmsTest, Checklist16KeyDoesNotFitCertificate) {
  pki_.issue("a", "rsa:2048");
  pki_.issue("b", "rsa:2048");
  KeySource source = pki_.pem("a");
  source.certificate_file = pki_.path("b.pem");
  EXPECT_FALSE(SigningKey::open(source, sink_));
  EXPECT_TRUE(sink_.has_errors());
}

TEST_F(CmsTest, EncryptedKeyAsksOnce) {
  pki_.issue("rsa", "rsa:2048");
  EXPECT_EQ(pki_.run("openssl pkcs8 -topk8 -in rsa.key -out locked.key -passout pass:right"), 0);
  EXPECT_EQ(pki_.run("openssl pkcs12 -export -inkey rsa.key -in rsa.pem -out rsa.p12 -passout pass:right"), 0);
  for (const bool is_p12 : {false, true}) {
    for (const bool is_right : {true, false}) {
      KeySource source;
      if (is_p12) {
        source.p12_file = pki_.path("rsa.p12");
      } else {
        source.key_file = pki_.path("locked.key");
        source.certificate_file = pki_.path("rsa.pem");
      }
      int asked = 0;
      source.secret = [&] {
        return ++asked, std::optional(Secret(is_right ? "right" : "wrong"));
      };
      diagnostics::DiagnosticSink sink;
      EXPECT_EQ(static_cast<bool>(SigningKey::open(source, sink)), is_right);
      EXPECT_EQ(sink.has_errors(), !is_right);
      EXPECT_EQ(asked, 1);
    }
  }
}

}  // namespace
