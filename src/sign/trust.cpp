#include "sign/trust.h"

#include "diagnostics/catalogue/sign.h"
#include "resources/read_file.h"
#include "sign/detail/crypto.h"
#include "sign/digest.h"

#include <limits>

namespace gongwen::sign {
namespace {

constexpr std::string_view kPemStart = "-----BEGIN ";
constexpr std::size_t kMaxItems = 10'000;

/// The contents of all PEM blocks with one of these labels; of a file without blocks, the file itself.
template <typename IsOne>
bool add_items(std::string_view bytes, const IsOne& is_one, std::vector<std::string>& ders) {
  if (load_crypto() || bytes.size() > std::numeric_limits<int>::max()) return false;
  if (bytes.find(kPemStart) == std::string_view::npos) {
    if (!is_one("", bytes)) return false;
    ders.emplace_back(bytes);
    return true;
  }
  const Bytes source(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  std::vector<std::string> found;
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long length = 0;
  bool are_sound = true;
  while (are_sound && found.size() < kMaxItems && PEM_read_bio(source.get(), &name, &header, &data, &length) == 1) {
    const std::string_view label(name);
    const std::string_view content(reinterpret_cast<const char*>(data), static_cast<std::size_t>(length));
    // A file may also contain the key of the certificate.
    if (label.find("PRIVATE KEY") == std::string_view::npos && label.find("PARAMETERS") == std::string_view::npos) {
      are_sound = is_one(label, content);
      if (are_sound) found.emplace_back(content);
    } else {
      OPENSSL_cleanse(data, static_cast<std::size_t>(length));
    }
    CRYPTO_free(name, __FILE__, __LINE__);
    CRYPTO_free(header, __FILE__, __LINE__);
    CRYPTO_free(data, __FILE__, __LINE__);
  }
  forget_errors();
  if (!are_sound || found.empty()) return false;
  for (std::string& der : found) ders.push_back(std::move(der));
  return true;
}

bool is_certificate(std::string_view label, std::string_view der) {
  return (label.empty() || label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE") &&
         parse_x509(der) != nullptr;
}

bool is_crl(std::string_view label, std::string_view der) {
  return (label.empty() || label == "X509 CRL") && parse_crl(der) != nullptr;
}

bool is_ocsp(std::string_view /*label*/, std::string_view der) {
  const unsigned char* at = to_crypto(der);
  const OcspResponse response(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(der.size())));
  forget_errors();
  return response != nullptr;
}

}  // namespace

bool add_certificates(const std::string& name, std::string_view bytes, std::vector<std::string>& ders,
                      diagnostics::DiagnosticSink& sink) {
  if (!has_cryptography(sink)) return false;
  if (add_items(bytes, is_certificate, ders)) return true;
  sink.report(diagnostics::messages::SignNotCertificates, diagnostics::Origin(), name);
  return false;
}

bool add_crls(const std::string& name, std::string_view bytes, std::vector<std::string>& ders,
              diagnostics::DiagnosticSink& sink) {
  if (!has_cryptography(sink)) return false;
  if (add_items(bytes, is_crl, ders)) return true;
  sink.report(diagnostics::messages::SignNotCrls, diagnostics::Origin(), name);
  return false;
}

bool add_ocsps(const std::string& name, std::string_view bytes, std::vector<std::string>& ders,
               diagnostics::DiagnosticSink& sink) {
  if (!has_cryptography(sink)) return false;
  if (add_items(bytes, is_ocsp, ders)) return true;
  sink.report(diagnostics::messages::SignNotOcsp, diagnostics::Origin(), name);
  return false;
}

bool read_trust_files(const TrustFiles& files, TrustOptions& trust, diagnostics::DiagnosticSink& sink) {
  constexpr std::size_t kMaxBytes = std::size_t{16} << 20;
  using Add = bool(const std::string&, std::string_view, std::vector<std::string>&, diagnostics::DiagnosticSink&);
  const diagnostics::ErrorWatch watch(sink);
  const auto read = [&](const std::vector<std::string>& paths, Add& add, std::vector<std::string>& ders) {
    for (const std::string& path : paths) {
      if (const auto bytes = resources::read_bytes(path, {kMaxBytes}, sink)) add(path, *bytes, ders, sink);
    }
  };
  read(files.anchors, add_certificates, trust.anchors_der);
  read(files.crls, add_crls, trust.crls_der);
  read(files.ocsps, add_ocsps, trust.ocsps_der);
  return !watch.saw_errors();
}

}  // namespace gongwen::sign
