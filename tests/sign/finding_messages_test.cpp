// The messages of findings about seals, and of what is refused before a seal is used.
#include "diagnostics/catalogue/sign.h"
#include "pki.h"
#include "sign/cms.h"
#include "sign/detail/der.h"
#include "sign/digest.h"
#include "sign/seal.h"
#include "sign/verify_cms.h"

#include <algorithm>
#include <ctime>

using namespace gongwen;
using namespace gongwen::sign;
namespace messages = gongwen::diagnostics::messages;

namespace {

const std::string kPath = "/Doc_0/Signs/Sign_0/Signature.xml";

class FindingMessages : public testing::Test {
 protected:
  void SetUp() override {
    for (const std::string name : {"maker", "signer", "other"}) {
      pki_.run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:SM2 -nodes -keyout " + name + ".key -out " +
               name + ".pem -CA root.pem -CAkey root.key -sha256 -days 365 -subj /CN=" + name +
               " -addext keyUsage=critical,digitalSignature -addext basicConstraints=CA:FALSE");
      keys_.push_back(*SigningKey::open(pki_.pem(name), sink_));
    }
  }
  const SigningKey& maker() const { return keys_[0]; }
  const SigningKey& signer() const { return keys_[1]; }
  const SigningKey& other() const { return keys_[2]; }

  struct SealParts {
    std::uint64_t version = 4;
    std::int64_t from = 0;
    std::int64_t until = 4'000'000'000;
  };
  std::string make_seal(const SealParts& parts) {
    const std::string property = der::sequence({der::integer(1), der::value(der::kUtf8, "测试专用章"), der::integer(1),
                                                der::sequence({der::value(der::kOctets, signer().certificate().der)}),
                                                der::time(now_ + 30), der::time(parts.from), der::time(parts.until)});
    const std::string header =
        der::sequence({der::value(der::kIa5, "ES"), der::integer(parts.version), der::value(der::kIa5, "test")});
    const std::string picture = der::sequence(
        {der::value(der::kIa5, "PNG"), der::value(der::kOctets, "png"), der::integer(42), der::integer(42)});
    const std::string info = der::sequence({header, der::value(der::kIa5, "1"), property, picture});
    return der::sequence({info, der::value(der::kOctets, maker().certificate().der), der::oid(kSm2WithSm3),
                          der::bit_string(*maker().sign(info, sink_))});
  }
  /// Whatever the seal is.
  std::string sign_with(const SigningKey& key, const std::string& seal) {
    const std::string to_sign =
        der::sequence({der::integer(4), seal, der::time(now_), der::bit_string(hash_), der::value(der::kIa5, kPath)});
    return der::sequence({to_sign, der::value(der::kOctets, key.certificate().der), der::oid(kSm2WithSm3),
                          der::bit_string(*key.sign(to_sign, sink_))});
  }
  /// The identifiers of what is found, as messages.
  std::vector<diagnostics::DiagnosticId> found(const std::string& signature, const std::string& path = kPath) {
    diagnostics::DiagnosticSink sink;
    verdict_ = verify_seal_signature(signature, hash_, path, pki_.trust(now_ + 60));
    for (const Finding& finding : verdict_.findings) report_finding("a.ofd: s001", finding, sink);
    std::vector<diagnostics::DiagnosticId> ids;
    for (const diagnostics::Diagnostic& one : sink.diagnostics()) {
      EXPECT_EQ(one.arguments.front(), "a.ofd: s001");
      ids.push_back(one.id);
    }
    return ids;
  }
  void expect(diagnostics::DiagnosticId id, const std::string& signature, Verdict verdict = Verdict::Invalid,
              const std::string& path = kPath) {
    const auto ids = found(signature, path);
    EXPECT_TRUE(std::any_of(ids.begin(), ids.end(), [id](diagnostics::DiagnosticId one) { return one == id; }));
    EXPECT_EQ(verdict_.verdict, verdict);
  }
  diagnostics::DiagnosticId refusal(const SigningKey& key, const std::string& seal) {
    diagnostics::DiagnosticSink sink;
    EXPECT_FALSE(make_seal_signature(key, {seal, now_, hash_, kPath}, sink));
    return sink.diagnostics().front().id;
  }

  Pki pki_;
  diagnostics::DiagnosticSink sink_;
  std::vector<SigningKey> keys_;
  SealVerdict verdict_;
  std::int64_t now_ = std::time(nullptr);
  std::string hash_ = *digest("SM3", "<Signature/>");
};

TEST_F(FindingMessages, OfSeals) {
  const std::string seal = make_seal({});
  EXPECT_NE(found(sign_with(signer(), seal)).size(), 0U);  // the time is the computer's
  ASSERT_EQ(verdict_.verdict, Verdict::Valid);
  expect(messages::SignFoundSealExpired, sign_with(signer(), make_seal({4, 0, now_ - 10})));
  expect(messages::SignFoundSealNotYetValid, sign_with(signer(), make_seal({4, now_ + 1'000})));
  expect(messages::SignFoundSealOtherSigner, sign_with(other(), seal));
  expect(messages::SignFoundSealOtherDocument, sign_with(signer(), seal), Verdict::Invalid,
         "/Doc_0/Signs/Sign_1/S.xml");
  expect(messages::SignFoundSealVersion, sign_with(signer(), make_seal({3})), Verdict::Unknown);
  expect(messages::SignFoundSealMalformed, sign_with(signer(), der::sequence({der::integer(7)})), Verdict::Unknown);
  std::string forged = seal;
  forged[forged.find("PNG")] = 'Q';
  expect(messages::SignFoundSealSignatureWrong, sign_with(signer(), forged));
  expect(messages::SignFoundMalformed, "no signature");
}

TEST_F(FindingMessages, OfWhatIsRefused) {
  pki_.issue("rsa", "rsa:2048");
  const auto rsa = SigningKey::open(pki_.pem("rsa"), sink_);
  ASSERT_TRUE(rsa);
  EXPECT_EQ(refusal(*rsa, make_seal({})), messages::SignKeyNotSm2);
  EXPECT_EQ(refusal(signer(), "no seal"), messages::SignSealUnreadable);
  EXPECT_EQ(refusal(signer(), make_seal({3})), messages::SignSealUnreadable);
  EXPECT_EQ(refusal(other(), make_seal({})), messages::SignSealOtherKey);
  EXPECT_EQ(refusal(signer(), make_seal({4, 0, now_ - 10})), messages::SignSealNotValid);
}

TEST_F(FindingMessages, OfATimeThatNobodyKnows) {
  pki_.issue("p256", "ec -pkeyopt ec_paramgen_curve:P-256");
  const auto key = SigningKey::open(pki_.pem("p256"), sink_);
  ASSERT_TRUE(key);
  const auto cms = make_cms(*key, *digest("SHA-256", "content"), {}, sink_);
  ASSERT_TRUE(cms);
  TrustOptions trust = pki_.trust(now_ + 60);
  trust.at.reset();
  const CmsVerdict verdict = verify_cms(
      *cms, [](std::string_view name) { return digest(name, "content"); }, trust);
  EXPECT_EQ(verdict.verdict, Verdict::Unknown);
  const auto is_time = [](const Finding& one) {
    return message_of(one.kind) == messages::SignFoundTimeUnknown;
  };
  EXPECT_TRUE(std::any_of(verdict.findings.begin(), verdict.findings.end(), is_time));
}

}  // namespace
