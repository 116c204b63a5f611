// A small PKI that openssl makes in a temporary folder: root, signers, revocation list.
#pragma once

#include "resources/read_file.h"
#include "sign/signing_key.h"
#include "sign/trust.h"

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace gongwen::sign {

class Pki {
 public:
  Pki() {
    std::string pattern = "/tmp/gongwen-pki-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    run("openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 3650 -subj '/CN=Test Root' "
        "-addext keyUsage=critical,keyCertSign,cRLSign");
    run("touch index.txt && echo 1000 > crlnumber");
    run("printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\ncrlnumber=crlnumber\\ndefault_md=sha256\\n"
        "default_crl_days=30\\n' > ca.cnf");
  }
  ~Pki() { run("rm -r ."); }
  Pki(const Pki&) = delete;
  Pki& operator=(const Pki&) = delete;

  /// Runs a command in the folder. Returns: its exit status.
  int run(const std::string& command) const {
    return std::system(("cd " + folder_ + " && (" + command + ") >log.txt 2>&1").c_str());
  }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  /// `algorithm` as `openssl req -newkey` has it, with options. Files: NAME.key, NAME.pem.
  void issue(const std::string& name, const std::string& algorithm,
             const std::string& extensions = "keyUsage=critical,digitalSignature,nonRepudiation",
             const std::string& period = "-days 365") const {
    run("openssl req -newkey " + algorithm + " -nodes -keyout " + name + ".key -out " + name +
        ".csr -subj '/CN=" + name + "' && printf '" + extensions + "\\n' > ext.cnf && openssl x509 -req -in " + name +
        ".csr -CA root.pem -CAkey root.key -CAcreateserial -extfile ext.cnf -out " + name + ".pem " + period);
  }

  std::string read(const std::string& name) const {
    diagnostics::DiagnosticSink sink;
    const auto bytes = resources::read_bytes(path(name), {}, sink);
    return bytes ? *bytes : std::string();
  }
  KeySource pem(const std::string& name) const {
    KeySource source;
    source.key_file = path(name + ".key");
    source.certificate_file = path(name + ".pem");
    return source;
  }
  TrustOptions trust(std::int64_t at) const {
    diagnostics::DiagnosticSink sink;
    TrustOptions trust;
    trust.at = at;
    add_certificates("root.pem", read("root.pem"), trust.anchors_der, sink);
    run("openssl ca -config ca.cnf -gencrl -cert root.pem -keyfile root.key -out root.crl");
    add_crls("root.crl", read("root.crl"), trust.crls_der, sink);
    return trust;
  }
  void write(const std::string& name, const std::string& bytes) const {
    FILE* const file = std::fopen(path(name).c_str(), "wb");
    std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fclose(file);
  }

 private:
  std::string folder_;
};

}  // namespace gongwen::sign
