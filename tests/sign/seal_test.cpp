// Seals (GB/T 38540) that the test makes as an authority does.
#include "sign/seal.h"

#include "pki.h"
#include "sign/detail/der.h"
#include "sign/digest.h"

#include <algorithm>
#include <ctime>

using namespace gongwen;
using namespace gongwen::sign;

namespace {

class SealTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const std::string name : {"maker", "signer", "other"}) {
      pki_.run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:SM2 -nodes -keyout " + name + ".key -out " +
               name + ".pem -CA root.pem -CAkey root.key -sha256 -days 365 -subj /CN=" + name +
               " -addext keyUsage=critical,digitalSignature -addext basicConstraints=CA:FALSE");
    }
  }
  std::string make_seal(const SigningKey& maker, const std::string& listed, std::int64_t until) {
    const std::string property = der::sequence({der::integer(1), der::value(der::kUtf8, "测试专用章"), der::integer(1),
                                                der::sequence({der::value(der::kOctets, listed)}), der::time(now_ + 30),
                                                der::time(now_ - 60), der::time(until)});
    const std::string info =
        der::sequence({der::sequence({der::value(der::kIa5, "ES"), der::integer(4), der::value(der::kIa5, "test")}),
                       der::value(der::kIa5, "1"), property,
                       der::sequence({der::value(der::kIa5, "PNG"), der::value(der::kOctets, "png"), der::integer(42),
                                      der::integer(42)})});
    return der::sequence({info, der::value(der::kOctets, maker.certificate().der), der::oid(kSm2WithSm3),
                          der::bit_string(*maker.sign(info, sink_))});
  }
  Pki pki_;
  diagnostics::DiagnosticSink sink_;
  std::int64_t now_ = std::time(nullptr);
};

// Checklist 24, and each changed byte of a signature by a seal.
TEST_F(SealTest, Checklist24SealSignsAndIsJudged) {
  auto maker = SigningKey::open(pki_.pem("maker"), sink_);
  auto signer = SigningKey::open(pki_.pem("signer"), sink_);
  auto other = SigningKey::open(pki_.pem("other"), sink_);
  ASSERT_TRUE(maker && signer && other) << pki_.read("log.txt")
                                        << (sink_.diagnostics().empty()
                                                ? ""
                                                : sink_.diagnostics().front().arguments.front());
  const std::string seal = make_seal(*maker, signer->certificate().der, now_ + 1'000);
  const std::string hash = *digest("SM3", "<Signature/>");
  const auto signature = make_seal_signature(*signer, {seal, now_, hash, "/Doc_0/Signs/Sign_0/Signature.xml"}, sink_);
  ASSERT_TRUE(signature);
  TrustOptions trust = pki_.trust(now_ + 60);
  const auto verify = [&](const std::string& bytes) {
    return verify_seal_signature(bytes, hash, "/Doc_0/Signs/Sign_0/Signature.xml", trust);
  };
  const SealVerdict verdict = verify(*signature);
  for (const Finding& finding : verdict.findings) {
    if (weight(finding.kind) != Verdict::Valid)
      ADD_FAILURE() << static_cast<int>(finding.kind)
                    << (finding.arguments.size() > 1 ? finding.arguments[0] + ": " + finding.arguments[1] : "");
  }
  EXPECT_EQ(verdict.verdict, Verdict::Valid);
  EXPECT_TRUE(verdict.is_intact);
  EXPECT_TRUE(verdict.is_trusted);
  EXPECT_EQ(verify_seal_signature(*signature, *digest("SM3", "x"), "/Doc_0/Signs/Sign_0/Signature.xml", trust).verdict,
            Verdict::Invalid);
  for (std::size_t i = 0; i < signature->size(); ++i) {
    std::string changed = *signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_NE(verify(changed).verdict, Verdict::Valid) << i;
  }
  // Judge: openssl over the bytes that were signed.
  pki_.write("to_sign", read_seal_signature(*signature)->to_sign_der);
  pki_.write("value", read_seal_signature(*signature)->signature);
  EXPECT_EQ(pki_.run("openssl x509 -in signer.pem -noout -pubkey > pub.pem && openssl dgst -sm3 -verify pub.pem "
                     "-sigopt distid:1234567812345678 -signature value to_sign"),
            0)
      << pki_.read("log.txt") << (sink_.diagnostics().empty() ? "" : sink_.diagnostics().front().arguments.front());
  // A seal of another certificate, and one that has expired.
  EXPECT_FALSE(make_seal_signature(*other, {seal, now_, hash, "p"}, sink_));
  EXPECT_FALSE(make_seal_signature(*signer, {seal, now_ + 2'000, hash, "p"}, sink_));
  EXPECT_EQ(sink_.diagnostics().size(), 2U);
}

}  // namespace
