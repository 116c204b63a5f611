// Keys on a token: SoftHSM (softhsm2, opensc).
#include "pki.h"
#include "sign/cms.h"
#include "sign/digest.h"
#include "support/skips.h"

#include <cstdlib>

using namespace gongwen;
using namespace gongwen::sign;

namespace {

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";

class TokenTest : public testing::Test {
 protected:
  void SetUp() override {
    pki_.run("mkdir tokens && echo \"directories.tokendir = $PWD/tokens\" > hsm.conf");
    setenv("SOFTHSM2_CONF", pki_.path("hsm.conf").c_str(), 1);
    if (pki_.run("softhsm2-util --init-token --free --label office --so-pin 12345678 --pin 2468") != 0) {
      GONGWEN_SKIP_WITHOUT(Token);
    }
    add("rsa", "rsa:2048", "01");
    add("p256", "ec -pkeyopt ec_paramgen_curve:P-256", "02");
    add("p384", "ec -pkeyopt ec_paramgen_curve:P-384", "03");
  }
  void add(const std::string& name, const std::string& algorithm, const std::string& id) {
    pki_.issue(name, algorithm);
    EXPECT_EQ(pki_.run("openssl pkcs8 -topk8 -nocrypt -in " + name +
                       ".key -out k8.pem && softhsm2-util --import k8.pem "
                       "--token office --label " +
                       name + " --id " + id + " --pin 2468 && openssl x509 -in " + name +
                       ".pem -outform DER -out c.der && pkcs11-tool --module " + kModule +
                       " --login --pin 2468 "
                       "--write-object c.der --type cert --id " +
                       id + " --label " + name),
              0)
        << pki_.read("log.txt");
  }
  KeySource source(const std::string& key, const std::string& pin) {
    KeySource source;
    source.pkcs11_module = kModule;
    source.token_label = "office";
    source.key_label = key;
    source.secret = [this, pin] {
      return ++asked_, std::optional(Secret(std::string(pin)));
    };
    return source;
  }

  Pki pki_;
  diagnostics::DiagnosticSink sink_;
  int asked_ = 0;
};

// Checklist 22: one login for many signatures.
TEST_F(TokenTest, Checklist22OneLoginManySignatures) {
  pki_.write("content", "text");
  for (const std::string name : {"rsa", "p256", "p384"}) {
    SCOPED_TRACE(name);
    asked_ = 0;
    auto key = SigningKey::open(source(name, "2468"), sink_);
    ASSERT_TRUE(key);
    for (int i = 0; i < 20; ++i) {
      const auto cms = make_cms(*key, *digest("SHA-256", "text"), {}, sink_);
      ASSERT_TRUE(cms);
      EXPECT_LE(cms->size(), cms_size(*key, {}));
      pki_.write("s.der", *cms);
    }
    EXPECT_EQ(asked_, 1);
    EXPECT_EQ(pki_.run("openssl cms -verify -cades -binary -inform DER -in s.der -content content -CAfile root.pem "
                       "-purpose any -out /dev/null"),
              0)
        << pki_.read("log.txt");
  }
}

// Checklist 17: a wrong PIN is tried once, and the token is not locked by us.
TEST_F(TokenTest, Checklist17WrongPinIsTriedOnce) {
  for (int i = 0; i < 2; ++i) {
    diagnostics::DiagnosticSink sink;
    asked_ = 0;
    EXPECT_FALSE(SigningKey::open(source("rsa", "9999"), sink));
    EXPECT_EQ(asked_, 1);
    ASSERT_TRUE(sink.has_errors());
    for (const std::string& argument : sink.diagnostics().front().arguments)
      EXPECT_EQ(argument.find("9999"), argument.npos);
  }
  EXPECT_TRUE(SigningKey::open(source("rsa", "2468"), sink_));
}

TEST_F(TokenTest, TokenMissing) {
  KeySource other = source("rsa", "2468");
  other.token_label = "elsewhere";
  EXPECT_FALSE(SigningKey::open(other, sink_));
  EXPECT_EQ(asked_, 0);
  EXPECT_TRUE(sink_.has_errors());
}

}  // namespace
